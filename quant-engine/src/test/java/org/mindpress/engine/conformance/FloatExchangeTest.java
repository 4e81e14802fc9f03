package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.checkpoint.CheckpointReader;
import org.mindpress.engine.checkpoint.CheckpointWriter;
import org.mindpress.engine.checkpoint.LargeParameter;
import org.mindpress.engine.checkpoint.Parameter;
import org.mindpress.engine.data.FloatArrayFile;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.MindsporeFiles;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.engine.mindir.FloatNets;

/** Float MindIR and checkpoints of ours in a stock MindSpore: every number arrives, and the logits are ours. */
@Tag("conformance")
class FloatExchangeTest {
    private static final double TOLERANCE = 1e-4;
    /** 4 KiB more than MindSpore puts into a slice. */
    private static final int LARGE_ELEMENTS = (512 << 18) + 1024;

    private static final String LARGE = "large.ckpt";
    private static final String THEIR_LARGE = "their-large.ckpt";
    private static final String THEIR_FOLDER = "made";
    /** The one release that gets the file of half a gigabyte: it costs both sides two more of memory. */
    private static final String OF_LARGE = "2.8.0";

    private static final Parameter SCALAR = Parameter.of("step", FloatTensor.of(List.of(), 0.5f));
    private static final String SLICED = "sliced.ckpt";
    private static final int SLICE = 4096;
    private static final String FAULTY = "faulty.ckpt";
    private static final String FAULTY_MODEL = "faulty.mindir";

    private static final List<FloatModel> NETS = List.of(
            FloatModel.example("ResNet-20", "resnet20-cifar10.onnx"),
            FloatModel.example("MobileNetV2", "mobilenetv2-cifar10.onnx"),
            FloatModel.generated("windows and pools, generated", FloatNets.everyForm(61)),
            FloatModel.generated("lopsided pool, generated", FloatNets.lopsidedPool(62)));
    private static final List<FloatModel> DEFINED = List.of(
            FloatModel.named("resnet20_zoo", "resnet20", 32),
            FloatModel.named("mobilenet_v2_mindcv", "mobilenet_v2", 40));

    /** Nets of the fixtures: slices of 4 KiB with CRC-32; scalars and an optimizer's state; two graphs. */
    private static final List<Their> THEIRS = List.of(
            new Their("resnet20_zoo", "ckpt", Optional.of("resnet20")),
            new Their("resnet20_flat", "ckpt", Optional.of("resnet20")),
            new Their("mobile", "mindir", Optional.empty()),
            new Their("residual", "mindir", Optional.empty()));

    private static final Map<String, MindSporeExchange> DONE = new LinkedHashMap<>();

    /** One process a release; see {@link MindSporeExchange}. */
    @BeforeAll
    static void exchangeEverything(@TempDir Path folder) throws IOException, InterruptedException {
        for (String version : List.of("2.8.0", "2.10.0")) {
            MindSporeExchange exchange = new MindSporeExchange(version, Files.createDirectory(folder.resolve(version)));
            for (FloatModel net : NETS) {
                Shape image = net.graph().inputShape();
                exchange.put(net.mindir(), net.mindirBytes());
                exchange.put(net.checkpoint(), net.checkpointBytes());
                exchange.run(net.mindir(), net.images(), image);
                exchange.list(net.checkpoint());
                exchange.load(net.mindir(), net.checkpoint(), net.images(), image);
            }
            for (FloatModel net : DEFINED) {
                exchange.put(net.checkpoint(), net.checkpointBytes());
                exchange.define(
                        net.file(), net.checkpoint(), net.images(), net.graph().inputShape());
            }
            exchange.put(FAULTY, CheckpointWriter.write(withOneOtherNumber(NETS.get(0))));
            exchange.list(FAULTY);
            exchange.put(FAULTY_MODEL, faultyModel(NETS.get(0)));
            exchange.run(FAULTY_MODEL, NETS.get(0).images(), NETS.get(0).graph().inputShape());
            exchange.put(SLICED, LargeParameter.inSlices(withScalar(), SLICE));
            exchange.list(SLICED);
            THEIRS.forEach(their -> exchange.make(THEIR_FOLDER, their.net()));
            if (version.equals(OF_LARGE)) {
                exchange.put(LARGE, CheckpointWriter.write(largeParameters()));
                exchange.list(LARGE);
                exchange.makeLarge(THEIR_LARGE, LARGE_ELEMENTS);
            }
            exchange.perform();
            DONE.put(version, exchange);
        }
    }

    static Stream<MindSporeExchange> releases() {
        return DONE.values().stream();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void ourFloatModelsComputeOurLogits(MindSporeExchange exchange) throws IOException {
        for (FloatModel net : NETS) {
            compare(net, net.graph(), exchange, "MindSpore, batch 8", net.mindir());
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void everyNumberOfOurCheckpointsArrives(MindSporeExchange exchange) throws IOException {
        for (FloatModel net : NETS) {
            assertThat(exchange.listed(net.checkpoint())).containsExactlyElementsOf(lines(net.parameters()));
        }
        assertThat(exchange.listed(SLICED)).containsExactlyElementsOf(lines(withScalar()));
    }

    /** Strictly: the checkpoint must hold the parameters of the float MindIR and no others. */
    @ParameterizedTest
    @MethodSource("releases")
    void ourCheckpointsLoadIntoOurFloatModels(MindSporeExchange exchange) throws IOException {
        for (FloatModel net : NETS) {
            compare(net, net.trained(), exchange, "MindSpore, loaded into the float file", net.checkpoint());
        }
    }

    /** Strictly too: the names, shapes and batch norms are those of MindSpore's own cells. */
    @ParameterizedTest
    @MethodSource("releases")
    void ourCheckpointsLoadIntoTheUsualDefinitions(MindSporeExchange exchange) throws IOException {
        for (FloatModel net : DEFINED) {
            compare(net, net.trained(), exchange, "MindSpore, loaded into its own cells", net.checkpoint());
        }
    }

    @Test
    void tensorsBeyondASliceGoBothWays() throws IOException {
        MindSporeExchange exchange = Objects.requireNonNull(DONE.get(OF_LARGE));
        List<Parameter> parameters = largeParameters();
        assertThat(exchange.listed(LARGE)).containsExactlyElementsOf(lines(parameters));
        assertThat(CheckpointReader.read(THEIR_LARGE, exchange.read(THEIR_LARGE))
                        .parameters()
                        .values())
                .containsExactlyElementsOf(parameters);
        assertThat(Files.mismatch(exchange.path(THEIR_LARGE), exchange.path(LARGE)))
                .as("first byte in which the files differ")
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatMindSporeWritesNowComputesItsLogits(MindSporeExchange exchange) throws IOException {
        for (Their their : THEIRS) {
            Path file = exchange.path(THEIR_FOLDER).resolve(their.file());
            byte[] content = Files.readAllBytes(file);
            FloatArrayFile images = FloatArrayFile.read(file.resolveSibling(their.net() + ".input.npy"));
            ModelGraph graph = ModelImport.read(
                            new ModelFile(their.file(), content, CompanionFiles.none(), their.architecture()))
                    .graph();
            assertThat(MindsporeFiles.largestDifference(
                            FloatModel.logits(graph, images.values(), images.shape()[0]),
                            FloatArrayFile.read(file.resolveSibling(their.net() + ".output.npy"))
                                    .values()))
                    .as(their.file())
                    .isLessThan(TOLERANCE);
        }
    }

    /** A comparison that cannot fail proves nothing. */
    @ParameterizedTest
    @MethodSource("releases")
    void oneOtherNumberIsSeen(MindSporeExchange exchange) throws IOException {
        FloatModel net = NETS.get(0);
        assertThat(exchange.listed(FAULTY)).hasSameSizeAs(lines(net.parameters()));
        List<String> others = new ArrayList<>(exchange.listed(FAULTY));
        others.removeAll(lines(net.parameters()));
        assertThat(others).hasSize(1);
        assertThat(differing(net.logits(net.graph()), exchange.results(FAULTY_MODEL)))
                .isPositive();
    }

    /** Logits of a network against those that came of a file; writes the row, then asserts. */
    private static void compare(
            FloatModel net, ModelGraph expectedNet, MindSporeExchange exchange, String reader, String file)
            throws IOException {
        float[] expected = net.logits(expectedNet);
        float[] actual = exchange.results(file);
        assertThat(actual).hasSameSizeAs(expected);
        ConformanceRow row = ConformanceRow.of(
                net.title(),
                reader,
                exchange.version(),
                file.endsWith(".ckpt") ? "checkpoint" : "float",
                Files.size(exchange.path(file)),
                FloatModel.IMAGES,
                expected.length,
                differing(expected, actual),
                "float, within 1e-4");
        row.write();
        assertThat(MindsporeFiles.largestDifference(expected, actual))
                .as(row.line())
                .isLessThan(TOLERANCE);
    }

    private static int differing(float[] expected, float[] actual) {
        int differing = 0;
        for (int i = 0; i < expected.length; i++) {
            differing += Math.abs(expected[i] - actual[i]) < TOLERANCE ? 0 : 1;
        }
        return differing;
    }

    private static List<Parameter> largeParameters() {
        return List.of(LargeParameter.counting("big", LARGE_ELEMENTS), SCALAR);
    }

    private static List<Parameter> withScalar() {
        List<Parameter> parameters = new ArrayList<>(NETS.get(0).parameters());
        parameters.add(SCALAR);
        return parameters;
    }

    /** The parameters with one number of the last one changed in its last bit. */
    private static List<Parameter> withOneOtherNumber(FloatModel net) {
        List<Parameter> parameters = new ArrayList<>(net.parameters());
        Parameter last = parameters.remove(parameters.size() - 1);
        float[] values = last.floats().toArray();
        values[0] = Math.nextUp(values[0]);
        parameters.add(Parameter.of(last.name(), FloatTensor.of(last.dimensions(), values)));
        return parameters;
    }

    /** The float file with one bias of the classifier moved by a hundredth. */
    private static byte[] faultyModel(FloatModel net) {
        List<String> constants = net.graph().constants().keySet().stream()
                .filter(name -> name.endsWith(".bias"))
                .toList();
        String bias = constants.get(constants.size() - 1);
        float[] values = net.graph().constant(bias).toArray();
        values[0] += 0.01f;
        return FloatModel.mindir(net.graph().withConstants(Map.of(bias, FloatTensor.vector(values))));
    }

    /** Parameters as {@link MindSporeExchange#listed} gives them. */
    private static List<String> lines(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> String.join(
                        " ",
                        parameter.name(),
                        parameter.type().spelling().toLowerCase(Locale.ROOT),
                        parameter.dimensions().stream().map(String::valueOf).collect(Collectors.joining("x")),
                        sha256(parameter.bytes())))
                .toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * A file that the release under test makes.
     *
     * @param net of {@code conformance/make_mindspore_fixtures.py}
     * @param ending of the file
     * @param architecture of a checkpoint
     */
    private record Their(String net, String ending, Optional<String> architecture) {
        String file() {
            return net + "." + ending;
        }
    }
}
