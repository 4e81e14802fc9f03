package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Shape;

/** What is refused names the layer; a damaged file is refused and nothing else happens. */
class Deeplearning4jRefusalTest {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ActivationReLU6\" | ActivationTanH\" | 'ActivationLayer' at node relu6: activation",
                "layers.DropoutLayer | layers.LSTM | 'LSTM' at node dropout: layers of this kind are not read",
                "\"poolingType\" : \"AVG\" | \"poolingType\" : \"PNORM\" | poolingType PNORM",
                "\"NCHW\" | \"NHWC\" | at node first: cnn2dDataFormat NHWC",
                "\"convolutionMode\" : \"Truncate\" | \"convolutionMode\" : \"Causal\" | convolutionMode Causal",
                "\"hasLayerNorm\" : false | \"hasLayerNorm\" : true | at node hidden: it has layer normalisation",
                "\"nout\" : 10 | \"nout\" : 11 | at node classes: it needs",
                "\"nout\" : 10 | \"nout\" : 9 | the layers leave 25 parameters unused",
                "\"nin\" : 24 | \"nin\" : 2147483647 | at node classes: it needs",
                "\"layerName\" : \"second\" | \"layerName\" : \"pool\" | at node pool: another layer has this name",
                "\"confs\" | \"other\" | neither a MultiLayerNetwork nor a ComputationGraph"
            })
    void aSettingThatIsNotReadIsRefusedByName(String before, String after, String message) throws IOException {
        Map<String, byte[]> entries = entries();
        String json = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
        assertThat(json).contains(before);
        entries.put(CONFIGURATION, json.replace(before, after).getBytes(StandardCharsets.UTF_8));
        assertRefused(zip(entries), message);
    }

    @Test
    void severalKindsAreNamedAtOnce() throws IOException {
        Map<String, byte[]> entries = entries();
        change(
                entries,
                json -> json.replace("layers.DropoutLayer", "layers.LSTM")
                        .replace("layers.ActivationLayer", "layers.PReLULayer"));
        assertRefused(zip(entries), "2 problems", "'LSTM' at node dropout", "'PReLULayer' at node relu6");
    }

    @Test
    void theSizeOfImagesMustBeGiven() {
        byte[] file = Fixture.of("deeplearning4j", "lenet.zip").bytes();
        assertThatThrownBy(() -> ModelImport.read(ModelFile.of("net.zip", file)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("it does not say how large its images are");
    }

    @Test
    void anotherSizeThanTheLayersTakeIsRefusedByTheLayer() {
        byte[] file = Fixture.of("deeplearning4j", "lenet.zip").bytes();
        assertThatThrownBy(() -> ModelImport.read(ModelFile.of("net.zip", file).withImage(Shape.of(1, 32, 32))))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("'Gemm' at node hidden: its input has the shape");
    }

    @Test
    void anEntryThatUnpacksToManyTimesTheFileIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put(COEFFICIENTS, new byte[50_000_000]);
        assertRefused(zip(entries), "coefficients.bin is more than 2 times as long as the file");
    }

    @Test
    void missingEntriesAndZipsOfOthersAreNamed() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.remove(COEFFICIENTS);
        assertRefused(zip(entries), "a zip without coefficients.bin");
        assertRefused(zip(Map.of("model.weights.h5", new byte[3])), "a .keras file", "model.save(\"net.h5\")");
        assertRefused(zip(Map.of("net/data.pkl", new byte[3])), "a checkpoint of PyTorch", "torch.onnx.export");
    }

    @Test
    void numbersOfAnotherTypeAreRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        byte[] coefficients = entries.get(COEFFICIENTS);
        int type = new String(coefficients, StandardCharsets.ISO_8859_1).indexOf("FLOAT");
        byte[] other = "HALF2".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(other, 0, coefficients, type, other.length);
        assertRefused(zip(entries), "holds HALF2 where FLOAT is expected");
    }

    @Test
    void aLengthBehindTheEndTakesNoMemory() throws IOException {
        Map<String, byte[]> entries = entries();
        ByteBuffer.wrap(entries.get(COEFFICIENTS)).putLong(18, Long.MAX_VALUE / 8);
        assertRefused(zip(entries), "coefficients.bin was cut short");
    }

    @Test
    void damagedFilesAreRefusedAndNothingElse() throws IOException {
        byte[] whole = Fixture.of("deeplearning4j", "mobilenet.zip").bytes();
        for (int length = 4; length < whole.length; length += 61) {
            readOrRefuse(Arrays.copyOf(whole, length));
        }
        SplittableRandom random = new SplittableRandom(12);
        Map<String, byte[]> entries = entries();
        for (int i = 0; i < 300; i++) {
            byte[] packed = whole.clone();
            packed[4 + random.nextInt(packed.length - 4)] = (byte) random.nextInt(256);
            readOrRefuse(packed);
            // behind the checksum of the zip
            String entry = i % 2 == 0 ? CONFIGURATION : COEFFICIENTS;
            Map<String, byte[]> unpacked = new LinkedHashMap<>(entries);
            byte[] damaged = entries.get(entry).clone();
            damaged[random.nextInt(i % 2 == 0 ? damaged.length : 120)] = (byte) random.nextInt(256);
            unpacked.put(entry, damaged);
            readOrRefuse(zip(unpacked));
        }
    }

    private static void readOrRefuse(byte[] content) {
        try {
            read(content);
        } catch (ModelImportException refused) {
            // as it should be
        }
    }

    private static void read(byte[] content) {
        ModelImport.read(ModelFile.of("net.zip", content).withImage(Shape.of(1, 28, 26)));
    }

    private static void assertRefused(byte[] content, String... parts) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll(parts);
    }

    private static void change(Map<String, byte[]> entries, UnaryOperator<String> change) {
        String json = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
        entries.put(CONFIGURATION, change.apply(json).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        byte[] file = Fixture.of("deeplearning4j", "lenet.zip").bytes();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
