package org.mindpress.monitoring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls around the module. */
@AnalyzeClasses(packages = "org.mindpress.monitoring", importOptions = ArchitectureTest.MainCode.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule monitoringKnowsNoOtherModule = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.mindpress.engine..",
                    "org.mindpress.storage..",
                    "org.mindpress.processors..",
                    "org.mindpress.routes..",
                    "org.apache.camel..");

    @ArchTest
    static final ArchRule timeIsAnArgument = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .accessField(System.class, "out");

    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
