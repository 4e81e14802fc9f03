package org.mindpress.engine.checkpoint;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Shape;

/**
 * The networks whose parameters mindpress knows by name, so that a checkpoint, which holds no graph, becomes a model. Which of the
 * usual definitions wrote it is found from the parameters' names; the width of the net and the number of classes from their shapes.
 */
public enum Architecture {
    RESNET20("resnet20", 32),
    RESNET32("resnet32", 32),
    RESNET56("resnet56", 32),
    RESNET18("resnet18", 224),
    RESNET34("resnet34", 224),
    RESNET50("resnet50", 224),
    MOBILENET_V2("mobilenet_v2", 224);

    private final String spelling;
    private final int side;

    Architecture(String spelling, int side) {
        this.spelling = spelling;
        this.side = side;
    }

    /** The one spelling in pipelines and messages. */
    public String spelling() {
        return spelling;
    }

    /** The architecture of that spelling. */
    public static Optional<Architecture> of(String spelling) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.spelling.equals(spelling))
                .findFirst();
    }

    /** All spellings, in order. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Architecture::spelling).toList();
    }

    /** The image that the network was made for: RGB, 32x32 or 224x224. */
    public Shape usualImage() {
        return Shape.of(3, side, side);
    }

    /**
     * The network with the numbers of a checkpoint, in device form.
     *
     * @param fileName how messages call the checkpoint
     * @param image {@code [channels, height, width]} of the images that the network shall take; convolutions do not fix it
     * @throws ModelImportException with every parameter that is missing, superfluous or of another shape
     */
    public ImportedModel network(String fileName, Checkpoint checkpoint, Shape image) {
        ParameterMatch best = match(fileName, checkpoint, image);
        Map<String, String> names = new LinkedHashMap<>();
        for (Node node : best.blueprint().nodes()) {
            names.put(node.name(), node.name());
        }
        return new ImportedModel(best.blueprint().graph(best.constants()), best.notes(), names);
    }

    /**
     * The parameters of a trained network for a checkpoint that the network's definition loads: names, order and shapes of the checkpoint
     * that the network came from, without what a training left in it.
     *
     * @param fileName how messages call the original checkpoint
     * @param original the checkpoint that {@link #network} was given
     * @param trained the network with other numbers, batch norm not folded
     * @throws ModelImportException when the original does not fit this architecture
     * @throws IllegalArgumentException when the trained network lacks a constant of the architecture
     */
    public List<Parameter> parameters(String fileName, Checkpoint original, ModelGraph trained) {
        return match(fileName, original, trained.inputShape()).parameters(trained);
    }

    /** The usual definition that the checkpoint is of. */
    private ParameterMatch match(String fileName, Checkpoint checkpoint, Shape image) {
        ParameterMatch best = blueprints(checkpoint, fileName, image).stream()
                .map(blueprint -> ParameterMatch.of(blueprint, checkpoint))
                .min(Comparator.comparingInt(match -> match.problems().size()))
                .orElseThrow();
        if (!best.problems().isEmpty()) {
            throw new ModelImportException(
                    fileName,
                    best.problems().stream()
                            .map(problem -> new ImportProblem(
                                    "parameter " + problem.name(),
                                    "",
                                    problem.finding(),
                                    "name the architecture that the checkpoint was saved from; " + spelling
                                            + " was looked for"))
                            .toList());
        }
        return best;
    }

    /** The network as each of the usual definitions draws it. */
    List<Blueprint> blueprints(Checkpoint checkpoint, String fileName, Shape image) {
        try {
            return switch (this) {
                case RESNET20 -> small(checkpoint, image, 3);
                case RESNET32 -> small(checkpoint, image, 5);
                case RESNET56 -> small(checkpoint, image, 9);
                case RESNET18 -> large(checkpoint, image, List.of(2, 2, 2, 2), false);
                case RESNET34 -> large(checkpoint, image, List.of(3, 4, 6, 3), false);
                case RESNET50 -> large(checkpoint, image, List.of(3, 4, 6, 3), true);
                case MOBILENET_V2 -> {
                    Blueprint net = blueprint(checkpoint, image);
                    InvertedResidualNetwork.draw(net, new Widths(checkpoint));
                    yield List.of(net);
                }
            };
        } catch (IllegalArgumentException impossible) {
            throw new ModelImportException(
                    fileName,
                    List.of(new ImportProblem(
                            "file",
                            "",
                            spelling + " cannot take images of shape " + image + ": " + impossible.getMessage(),
                            "give the image size that the network was trained on")));
        }
    }

    private List<Blueprint> small(Checkpoint checkpoint, Shape image, int blocks) {
        return drawn(checkpoint, image, new ResidualNetwork(List.of(blocks, blocks, blocks), false, true, 16, 10));
    }

    private List<Blueprint> large(Checkpoint checkpoint, Shape image, List<Integer> blocks, boolean bottleneck) {
        return drawn(checkpoint, image, new ResidualNetwork(blocks, bottleneck, false, 64, 1000));
    }

    private List<Blueprint> drawn(Checkpoint checkpoint, Shape image, ResidualNetwork network) {
        return Arrays.stream(ResidualNames.values())
                .map(names -> {
                    Blueprint net = blueprint(checkpoint, image);
                    network.draw(net, names, new Widths(checkpoint));
                    return net;
                })
                .toList();
    }

    private Blueprint blueprint(Checkpoint checkpoint, Shape image) {
        return new Blueprint(spelling, image, NormalizationNames.of(checkpoint));
    }
}
