package org.mindpress.engine.importer;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mindpress.engine.data.FloatArrayFile;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.quant.GivenModel;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/** A net that ONNX Runtime's quantiser made, with what its maker script printed of it. */
enum QuantizedFixture {
    RESNET,
    MOBILENET;

    /** Images whose logits are kept. */
    static final int IMAGES = 16;

    private final String stem = name().toLowerCase(java.util.Locale.ROOT);

    byte[] bytes() {
        return read(".qdq.onnx");
    }

    ImportedModel imported() {
        return ModelImport.read(ModelFile.of(stem + ".qdq.onnx", bytes()));
    }

    QuantizedModel model() {
        return GivenModel.of(imported(), LayerPolicy.DEFAULT, FirstTestImages.SPECIFICATION);
    }

    /** What ONNX Runtime computed from the quantised file. */
    float[] output() throws IOException {
        return FloatArrayFile.read(path(".output.npy")).values();
    }

    /** What the net computed before it was quantised. */
    float[] floatOutput() throws IOException {
        return FloatArrayFile.read(path(".float.npy")).values();
    }

    /** The printed lines, by node. */
    Map<String, List<String>> printed() {
        return new String(read(".parameters.txt"), StandardCharsets.UTF_8)
                .lines()
                .map(line -> List.of(line.split(" ")))
                .collect(Collectors.toMap(line -> line.get(0), line -> line, (a, b) -> a, LinkedHashMap::new));
    }

    /** The numbers of a layer of a model in the form in which the script prints them. */
    static List<String> printed(String node, QuantizedModel model, String layer) {
        QuantizationParameters output = model.parametersOf(layer);
        List<String> line =
                new java.util.ArrayList<>(List.of(node, number(output.scale()), String.valueOf(output.zeroPoint())));
        QuantizedConvolution numbers = model.convolutions().get(layer);
        if (numbers != null) {
            line.add(digest(numbers.weight().codes()));
            StringBuilder scales = new StringBuilder();
            for (float scale : numbers.weight().scales()) {
                scales.append(scales.isEmpty() ? "" : ",").append(number(scale));
            }
            line.add(scales.toString());
            int[] bias = numbers.biasCodes(model.inputParametersOf(layer, 0).scale());
            ByteBuffer bytes = ByteBuffer.allocate(4 * bias.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(bias);
            line.add(digest(bytes.array()));
        }
        return line;
    }

    /** Printed numbers with every float32 in one spelling. */
    static List<String> canonical(List<String> line) {
        List<String> made = new java.util.ArrayList<>(line);
        made.set(1, number(Float.parseFloat(line.get(1))));
        if (line.size() > 4) {
            made.set(
                    4,
                    List.of(line.get(4).split(",")).stream()
                            .map(scale -> number(Float.parseFloat(scale)))
                            .collect(Collectors.joining(",")));
        }
        return made;
    }

    private static String number(float value) {
        return Float.toHexString(value);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] read(String ending) {
        try {
            return Files.readAllBytes(path(ending));
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }

    private Path path(String ending) {
        try {
            return Path.of(QuantizedFixture.class
                            .getResource("/importer/onnxruntime")
                            .toURI())
                    .resolve(stem + ending);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
