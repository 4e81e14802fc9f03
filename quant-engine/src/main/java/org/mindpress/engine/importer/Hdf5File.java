package org.mindpress.engine.importer;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * An HDF5 file in memory, read as far as Keras uses the format: texts as attributes, float32 arrays stored whole. Links and compressed or
 * chunked arrays are refused, and all arrays read may not be longer than the file, so a hostile one costs no memory. Not thread-safe.
 */
final class Hdf5File implements AutoCloseable {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final String AGAIN = "save the model again with model.save(\"net.h5\")";

    private final HdfFile file;
    private final long length;
    private long read;

    /** An array with its shape. */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the graph and forgotten
    record Floats(List<Integer> dimensions, float[] values) {}

    private Hdf5File(HdfFile file, long length) {
        this.file = file;
        this.length = length;
    }

    /** Whether the bytes start as an HDF5 file does. */
    static boolean isOne(byte[] content) {
        return content.length >= SIGNATURE.length
                && Arrays.equals(content, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** Opens it; {@link ImportRefusal} when it is damaged. */
    static Hdf5File open(byte[] content) {
        try {
            Hdf5Structure.check(content);
            return new Hdf5File(HdfFile.fromBytes(content), content.length);
        } catch (ImportRefusal refusal) {
            throw refusal;
        } catch (RuntimeException | StackOverflowError damaged) {
            throw damaged(damaged);
        }
    }

    /** A text attribute of the file. */
    Optional<String> text(String name) {
        return attribute(file, name).map(value -> {
            if (!(value instanceof String text)) {
                throw new ImportRefusal("its attribute " + name + " is no text", AGAIN);
            }
            return text;
        });
    }

    /** A list of texts that belongs to a group. */
    List<String> texts(String path, String name) {
        Optional<Object> value = attribute(node(path), name);
        return value.map(found -> found instanceof String[] texts ? List.of(texts) : List.<String>of())
                .orElse(List.of());
    }

    /** A float32 array. */
    Floats floats(String path) {
        if (!(node(path) instanceof Dataset dataset)) {
            throw new ImportRefusal(path + " is no array", AGAIN);
        }
        try {
            if (dataset.getJavaType() != float.class) {
                throw new ImportRefusal(
                        path + " holds " + dataset.getJavaType().getSimpleName() + ", expected float32",
                        "save the model in float32");
            }
            if (!(dataset instanceof ContiguousDataset)) {
                throw new ImportRefusal(
                        path + " is stored as " + dataset.getDataLayout() + ", expected CONTIGUOUS", AGAIN);
            }
            int[] sizes = dataset.getDimensions();
            long bytes = Float.BYTES;
            for (int size : sizes) {
                bytes = Math.multiplyExact(bytes, (long) size);
            }
            read = Math.addExact(read, bytes);
            if (bytes < 0 || read > length) {
                throw new ImportRefusal(
                        path + " of shape " + Arrays.toString(sizes) + " is longer than the file", AGAIN);
            }
            if (!(dataset.getDataFlat() instanceof float[] values) || values.length * 4L != bytes) {
                throw new ImportRefusal(path + " has no numbers", AGAIN);
            }
            return new Floats(Arrays.stream(sizes).boxed().toList(), values);
        } catch (ImportRefusal refusal) {
            throw refusal;
        } catch (RuntimeException | StackOverflowError damaged) {
            throw damaged(damaged);
        }
    }

    private Optional<Object> attribute(Node node, String name) {
        try {
            Attribute attribute = node.getAttributes().get(name);
            if (attribute == null || attribute.isEmpty()) {
                return Optional.empty();
            }
            if (attribute.getSizeInBytes() > length) {
                throw new ImportRefusal("its attribute " + name + " is longer than the file", AGAIN);
            }
            return Optional.of(attribute.getData());
        } catch (ImportRefusal refusal) {
            throw refusal;
        } catch (RuntimeException | StackOverflowError damaged) {
            throw damaged(damaged);
        }
    }

    private Node node(String path) {
        try {
            Node node = file;
            for (String part : path.split("/", -1)) {
                Node child = node instanceof Group group && !node.isLink()
                        ? group.getChildren().get(part)
                        : null;
                if (child == null || child.isLink()) {
                    throw new ImportRefusal(path + " is missing, or a link", AGAIN);
                }
                node = child;
            }
            return node;
        } catch (ImportRefusal refusal) {
            throw refusal;
        } catch (RuntimeException | StackOverflowError damaged) {
            throw damaged(damaged);
        }
    }

    /** The library follows references without counting them, so those that go round in a circle end its stack. */
    private static ImportRefusal damaged(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new ImportRefusal("it is a damaged HDF5 file: " + root, "copy the file completely");
    }

    @Override
    public void close() {
        file.close();
    }
}
