package org.mindpress.engine.mindir;

import java.util.List;

/**
 * The rules of MindSpore Lite for int8 deployment files. Its converter breaks many of them silently, so that this check is the only
 * protection. Findings carry the identifiers L01 to L24; {@code coverage} stands for a missing marker, which no numbered rule names.
 */
public final class ExportLint {
    private static final List<LintRule> RULES = List.of(
            MarkerRules::weightsReachMarkersDirectly,
            MarkerRules::markersAreTheOnlyUsers,
            MarkerRules::zeroPointsAreInt8,
            MarkerRules::noMarkerInsideAGroup,
            ConvolutionRules::biasIsAFloatVector,
            ConvolutionRules::batchNormIsFolded,
            StructureRules::denseLayersAreConvolutions,
            StructureRules::endsInMarkerAndReshape,
            StructureRules::reshapeInsteadOfFlatten,
            StructureRules::residualAddFeedsConvolutionsAndPools,
            StructureRules::nothingInt8BehindTheLastReshape,
            StructureRules::activationsAreFused,
            ConvolutionRules::groupsShareOneScale,
            PoolRules::poolsKeepTheRange,
            PoolRules::averageWindowsAreSmall,
            ConvolutionRules::everyWeightHasAMarker,
            PoolRules::padStandsBeforeMaxPool,
            PoolRules::reshapeKeepsTheRange,
            MarkerRules::scalesFit,
            ConvolutionRules::numbersStayInRange,
            StructureRules::fileIsWellFormed,
            StructureRules::onlyVerifiedOperators,
            PoolRules::everyActivationHasAMarker);

    private ExportLint() {}

    /** All findings of a deployment file; empty when it may be shipped. */
    public static List<LintFinding> check(MindirModel model) {
        LintGraph graph = new LintGraph(model);
        RULES.forEach(rule -> rule.check(graph));
        return graph.findings();
    }
}
