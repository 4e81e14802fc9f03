package org.mindpress.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;

/** The walls of docs/architecture.md. The one class in org.nd4j.nativeblas is exempt: Deeplearning4j looks it up by that name. */
@AnalyzeClasses(packages = "org.mindpress.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyTheTrainingPackageKnowsDeeplearning4j = noClasses()
            .that()
            .resideOutsideOfPackage("org.mindpress.engine.train..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..");

    @ArchTest
    static final ArchRule onlyTheInferencePackageKnowsOnnxRuntime = noClasses()
            .that()
            .resideOutsideOfPackage("org.mindpress.engine.infer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule theEngineKnowsNeitherCamelNorStoresNorYaml = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.camel..",
                    "io.minio..",
                    "org.quartz..",
                    "org.yaml..",
                    "org.snakeyaml..",
                    "io.micrometer..");

    @ArchTest
    static final ArchRule referenceAndIntegerShareNoArithmetic = noClasses()
            .that()
            .resideInAPackage("org.mindpress.engine.reference..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.mindpress.engine.integer..", "org.mindpress.engine.quant..");

    @ArchTest
    static final ArchRule integerKnowsNothingOfReference = noClasses()
            .that()
            .resideInAPackage("org.mindpress.engine.integer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.mindpress.engine.reference..");

    @ArchTest
    static final ArchRule dataGoesOneWay =
            slices().matching("org.mindpress.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule chanceIsSeededAndTimeIsAnArgument = noClasses()
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule aLibraryPrintsNothing =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = classes()
            .should()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager");
}
