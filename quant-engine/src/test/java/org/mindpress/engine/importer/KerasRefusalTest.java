package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.ModelImportException;

/** What is refused names the layer; a damaged file is refused and nothing else happens. */
class KerasRefusalTest {
    private static final String INPUT = layer("InputLayer", "image", "\"batch_shape\": [null, 4, 4, 2]");
    private static final String FLAT = layer("Flatten", "flat", "");
    private static final String DENSE = layer("Dense", "last", "\"use_bias\": false");

    @TempDir
    private Path folder;

    @Test
    void everyLayerThatIsNotReadIsNamedAtOnce() throws IOException {
        String rescaling = layer("Rescaling", "scale", "\"scale\": 0.00392");
        String conv = layer("Conv2D", "conv", "\"data_format\": \"channels_first\"");
        assertRefused(
                model(INPUT, rescaling, conv, layer("LSTM", "memory", ""), FLAT, DENSE),
                "2 problems",
                "'Rescaling' at node scale: layers of this kind are not read",
                "normalise outside of the model",
                "'LSTM' at node memory");
    }

    @Test
    void settingsThatTheDeviceDoesNotHaveAreRefused() throws IOException {
        assertRefused(model(INPUT, layer("ReLU", "r", "\"max_value\": 4.0")), "'ReLU' at node r: max_value 4.0");
        assertRefused(model(INPUT, layer("Activation", "a", "\"activation\": \"tanh\"")), "activation tanh");
        assertRefused(
                model(INPUT, layer("Activation", "a", "\"activation\": \"softmax\""), FLAT, DENSE),
                "softmax before the last layer");
        assertRefused(
                model(INPUT, layer("MaxPooling2D", "p", "\"data_format\": \"channels_first\"")),
                "data_format channels_first");
        assertRefused(model(INPUT, DENSE), "'Dense' at node last: its input is a map");
        assertRefused(model(INPUT, FLAT, layer("Conv2D", "conv", "")), "'Conv2D' at node conv: its input is flat");
    }

    @Test
    void aMissingWeightIsNamed() throws IOException {
        assertRefused(model(INPUT, layer("BatchNormalization", "bn", "\"axis\": [3]")), "model_weights/bn is missing");
        assertRefused(
                model(INPUT, FLAT, layer("Dense", "last", "")), "weight bias is missing; the layer has [last/kernel]");
    }

    @Test
    void weightsThatDoNotFitAreRefusedByTheLoweringUnderTheLayersName() throws IOException {
        String large = layer("InputLayer", "image", "\"batch_shape\": [null, 5, 4, 2]");
        assertRefused(model(large, FLAT, DENSE), "'Gemm' at node last: its input has the shape [40] per image");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"class_name\": \"MyNet\", \"config\": {}}",
                "{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}}",
                "{\"class_name\": \"Functional\", \"config\": {\"layers\": [{\"inbound_nodes\": [1, 2]}]}}"
            })
    void brokenConfigurationsAreRefused(String json) throws IOException {
        assertRefused(json, "net.h5: 1 problem");
    }

    @Test
    void layersThatReadEachOtherInACircleAreRefused() throws IOException {
        String json = "{\"class_name\": \"Functional\", \"config\": {\"name\": \"n\", \"layers\": ["
                + INPUT + ", {\"class_name\": \"Add\", \"config\": {\"name\": \"a\"}, \"inbound_nodes\": "
                + "[[[\"b\", 0, 0, {}], [\"image\", 0, 0, {}]]]}, {\"class_name\": \"Add\", \"config\": {\"name\": \"b\"},"
                + " \"inbound_nodes\": [[[\"a\", 0, 0, {}], [\"a\", 0, 0, {}]]]}],"
                + " \"input_layers\": [[\"image\", 0, 0]], \"output_layers\": [[\"b\", 0, 0]]}}";
        assertRefused(json, "its input b comes from no layer before it");
    }

    @Test
    void aFileWithoutConfigurationSaysHowToSaveIt() throws IOException {
        Path path = folder.resolve("weights.h5");
        try (WritableHdfFile file = HdfFile.write(path)) {
            file.putDataset("kernel", new float[] {1});
        }
        assertThatThrownBy(() -> read(Files.readAllBytes(path)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("it holds no model_config")
                .hasMessageContaining("save the whole model");
    }

    @Test
    void damagedFilesAreRefusedAndNothingElse() {
        byte[] whole = Fixture.of("keras", "lenet-keras2.h5").bytes();
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int length = 8; length < whole.length; length += 997) {
                readOrRefuse(Arrays.copyOf(whole, length));
            }
            SplittableRandom random = new SplittableRandom(11);
            for (int i = 0; i < 400; i++) {
                byte[] damaged = whole.clone();
                for (int flips = 0; flips < 4; flips++) {
                    // most of the structure is in the first and last part, the weights are in the middle
                    int place = 8 + random.nextInt(i % 2 == 0 ? 4000 : damaged.length - 8);
                    damaged[place] = (byte) random.nextInt(256);
                }
                readOrRefuse(damaged);
            }
        });
    }

    @Test
    void groupsThatHoldThemselvesAreRefused() {
        byte[] file = Fixture.of("keras", "lenet-keras2.h5").bytes();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int tree = ByteBuffer.wrap("TREE".getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        int trees = 0;
        for (int place = 0; place + 40 < file.length; place++) {
            if (bytes.getInt(place) == tree) {
                // HDF5 file format, version 1 B-trees: level at 5, the first child at 32
                bytes.put(place + 5, (byte) 1).putLong(place + 32, place);
                trees++;
            }
        }
        assertThat(trees).isPositive();
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("damaged HDF5 file");
    }

    @Test
    void layersOfOneNameAreRefused() throws IOException {
        assertRefused(
                model(INPUT, layer("ReLU", "twin", ""), layer("ReLU", "twin", ""), FLAT, DENSE),
                "'ReLU' at node twin: another layer has this name");
    }

    private static void readOrRefuse(byte[] content) {
        try {
            read(content);
        } catch (ModelImportException refused) {
            // as it should be
        }
    }

    private static void read(byte[] content) {
        ModelImport.read(ModelFile.of("net.h5", content));
    }

    private void assertRefused(String json, String... parts) throws IOException {
        Path path = folder.resolve("net.h5");
        try (WritableHdfFile file = HdfFile.write(path)) {
            file.putAttribute("model_config", json);
            WritableGroup weights = file.putGroup("model_weights");
            WritableGroup last = weights.putGroup("last");
            last.putAttribute("weight_names", new String[] {"last/kernel"});
            last.putGroup("last").putDataset("kernel", new float[32][3]);
        }
        byte[] content = Files.readAllBytes(path);
        assertThatThrownBy(() -> read(content))
                .as(json)
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll(parts);
    }

    private static String model(String... layers) {
        return "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"n\", \"layers\": ["
                + String.join(", ", layers) + "]}}";
    }

    private static String layer(String kind, String name, String settings) {
        return "{\"class_name\": \"" + kind + "\", \"config\": {\"name\": \"" + name + "\""
                + (settings.isEmpty() ? "" : ", " + settings) + "}}";
    }
}
