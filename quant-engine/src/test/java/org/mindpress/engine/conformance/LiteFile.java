package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A deployment file in MindSpore Lite: converted without any configuration, its nodes listed, its kernels run. */
final class LiteFile {
    private static final Pattern NODE = Pattern.compile("(?m)^(\\S+) +(\\S+) +(\\S+) in \\[");
    private static final Pattern CONSTANT = Pattern.compile("(?m)^constant \\S+ of (\\S+) (\\S+) \\S+ (\\S+)$");
    private static final String CAST = "QuantDTypeCast";

    private final RealReader lite;
    private final Path folder;
    private final String listing;

    private LiteFile(RealReader lite, Path folder, String listing) {
        this.lite = lite;
        this.folder = folder;
        this.listing = listing;
    }

    /** Converts a file; all files of the conversion are in the folder. */
    static LiteFile converted(RealReader lite, Path folder, byte[] deployment)
            throws IOException, InterruptedException {
        Files.write(folder.resolve("net.mindir"), deployment);
        lite.run(folder, "convert", "net.mindir", "net");
        RealReader.Result nodes = RealReader.nodes(folder, "net.ms", "constants");
        assertThat(nodes.output()).as(nodes.log()).contains("nodes not full int8 (casts excluded): ");
        return new LiteFile(lite, folder, nodes.output());
    }

    /** Size of the {@code .ms} file. */
    long bytes() throws IOException {
        return Files.size(folder.resolve("net.ms"));
    }

    /** Names of the nodes that run in int8. */
    List<String> int8Nodes() {
        return nodes(true);
    }

    /** Names of the nodes that do not run in int8; casts between the two are neither. */
    List<String> floatNodes() {
        return nodes(false);
    }

    private List<String> nodes(boolean int8) {
        return NODE.matcher(listing)
                .results()
                .filter(node -> !node.group(1).equals(CAST) && node.group(2).equals("ALL") == int8)
                .map(node -> node.group(3))
                .toList();
    }

    long casts() {
        return NODE.matcher(listing)
                .results()
                .filter(node -> node.group(1).equals(CAST))
                .count();
    }

    /** Weight codes of the convolutions by the name of their layer, in the order O H W I. */
    Map<String, byte[]> weights() throws IOException {
        return constants("int8");
    }

    /** Bias codes of the convolutions by the name of their layer, little-endian int32. */
    Map<String, byte[]> biases() throws IOException {
        return constants("int32");
    }

    private Map<String, byte[]> constants(String type) throws IOException {
        Map<String, byte[]> constants = new TreeMap<>();
        for (Matcher matcher = CONSTANT.matcher(listing); matcher.find(); ) {
            if (matcher.group(2).equals(type)) {
                byte[] bytes = Files.readAllBytes(folder.resolve("constants").resolve(matcher.group(3)));
                constants.put(layer(matcher.group(1)), bytes);
            }
        }
        return constants;
    }

    /** The layer of a node: {@code Default/<layer>/<operator>-op<n>}. */
    static String layer(String node) {
        return node.substring(node.indexOf('/') + 1, Math.max(node.indexOf('/') + 1, node.lastIndexOf('/')));
    }

    /** Whether a node comes from one of ours with this operator. */
    static boolean isOf(String operator, String node) {
        return node.substring(node.lastIndexOf('/') + 1).startsWith(operator + "-op");
    }

    /** Runs images, raw float32 [count, H, W, C]; the logits of all of them. */
    float[] logits(byte[] images) throws IOException, InterruptedException {
        Files.write(folder.resolve("images.bin"), images);
        lite.run(folder, "many", "net.ms", "images.bin", "outputs.bin");
        byte[] bytes = Files.readAllBytes(folder.resolve("outputs.bin"));
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
