package org.mindpress.processors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls inside the module and around it. */
@AnalyzeClasses(packages = "org.mindpress.processors", importOptions = ArchitectureTest.MainCode.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheCamelPackageKnowsCamel = noClasses()
            .that()
            .resideOutsideOfPackage("org.mindpress.processors.camel")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule whatIsBehindEngineAndStoreStaysThere = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.deeplearning4j..",
                    "org.nd4j..",
                    "ai.onnxruntime..",
                    "ai.onnx..",
                    "io.minio..",
                    "org.gaul..",
                    "org.quartz..",
                    "org.mindpress.routes..");

    @ArchTest
    static final ArchRule timeAndChanceAreArguments = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule packagesHaveNoCycle =
            slices().matching("org.mindpress.(processors.*)..").should().beFreeOfCycles();

    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
