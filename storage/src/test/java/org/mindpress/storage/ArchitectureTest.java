package org.mindpress.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls inside the module and around it. */
@AnalyzeClasses(packages = "org.mindpress.storage", importOptions = ArchitectureTest.MainCode.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheS3PackageKnowsTheMinioSdk = noClasses()
            .that()
            .resideOutsideOfPackage("org.mindpress.storage.s3")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.minio..", "okhttp3..");

    @ArchTest
    static final ArchRule onlyTheEmbeddedPackageKnowsTheServer = noClasses()
            .that()
            .resideOutsideOfPackage("org.mindpress.storage.embedded")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.gaul..", "software.amazon..");

    @ArchTest
    static final ArchRule theStoreKnowsNoOtherModule = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.mindpress.engine..",
                    "org.mindpress.monitoring..",
                    "org.mindpress.processors..",
                    "org.mindpress.routes..");

    @ArchTest
    static final ArchRule timeIsAnArgument = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule packagesHaveNoCycle =
            slices().matching("org.mindpress.(storage..)").should().beFreeOfCycles();

    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
