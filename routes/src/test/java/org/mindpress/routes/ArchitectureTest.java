package org.mindpress.routes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls inside the module: who knows Quartz, and what nobody here knows. */
@AnalyzeClasses(packages = "org.mindpress.routes", importOptions = ArchitectureTest.MainCode.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheSchedulePackageKnowsQuartz = noClasses()
            .that()
            .resideOutsideOfPackage("org.mindpress.routes.schedule")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.quartz..", "com.zaxxer..", "org.h2..");

    @ArchTest
    static final ArchRule onlyTheTracePackageKnowsOpenTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("org.mindpress.routes.trace")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule whatIsBehindEngineAndStoreStaysThere = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.deeplearning4j..", "org.nd4j..", "ai.onnxruntime..", "ai.onnx..", "io.minio..", "org.gaul..");

    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
