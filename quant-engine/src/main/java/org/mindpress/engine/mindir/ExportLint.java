package org.mindpress.engine.mindir;

import java.util.List;

/**
 * The rules of MindSpore Lite for int8 deployment files. Its converter breaks many of them silently, so that this check is the only
 * protection. Findings carry the identifiers L01 to L24; {@code coverage} stands for a missing marker, which no numbered rule names.
 */
public final class ExportLint {
    private static final String FILE = "file";

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

    /**
     * All findings of a file in bytes, whoever wrote it. What makes a MindIR unusable is a finding of rule L23.
     *
     * @param fileName how messages call it
     * @throws MalformedModelException when the bytes are no MindIR at all, are encrypted or of an unknown version
     */
    public static List<LintFinding> check(String fileName, byte[] bytes) {
        try {
            return check(MindirReader.read(fileName, bytes));
        } catch (MalformedModelException refused) {
            if (refused.problems().stream().anyMatch(problem -> problem.place().equals(FILE))) {
                throw refused;
            }
            return refused.problems().stream()
                    .map(problem -> new LintFinding("L23", problem.place(), problem.finding(), problem.remedy()))
                    .toList();
        }
    }

    /** All findings of a deployment file; empty when it may be shipped. */
    public static List<LintFinding> check(MindirModel model) {
        LintGraph graph = new LintGraph(model);
        RULES.forEach(rule -> rule.check(graph));
        return graph.findings();
    }
}
