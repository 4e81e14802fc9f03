package org.mindpress.engine.inspect;

import java.util.List;
import org.mindpress.engine.evaluate.Sqnr;

/**
 * How a second model file differs from a first: in its graph, and layer by layer in its numbers. Between two formats nodes and stored tensors have
 * other names by nature: then header, inputs, outputs, layers and the activations that both quantise are compared.
 *
 * @param version of this document, {@value #VERSION}
 * @param first the first file
 * @param second the second file
 * @param same whether nothing differs; true for equal bytes, and for other bytes with equal contents
 * @param header entries that differ, the format among them
 * @param ends graph inputs and outputs that differ
 * @param nodes nodes that differ
 * @param tensors stored tensors that differ
 * @param layers layers whose weight, scales or bias differ
 * @param points quantised activations that differ
 * @param notCompared what both files have and nobody could compare, such as data in other files; none when the bytes are equal
 */
public record ModelDifference(
        int version,
        FileIdentity first,
        FileIdentity second,
        boolean same,
        List<TextChange> header,
        List<TextChange> ends,
        List<NodeChange> nodes,
        List<TensorChange> tensors,
        List<LayerChange> layers,
        List<PointChange> points,
        List<String> notCompared) {
    public static final int VERSION = 1;

    /** Who has it. */
    public enum Kind {
        /** The second file alone. */
        ADDED,
        /** The first file alone. */
        REMOVED,
        /** Both, differently. */
        CHANGED
    }

    /**
     * Something that is a text.
     *
     * @param name what it is called
     * @param before in the first file: one text, or none when it is not there
     * @param after in the second file: one text, or none
     */
    public record TextChange(String name, List<String> before, List<String> after) {
        public TextChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * A node.
     *
     * @param node its name
     * @param change who has it
     * @param details operator, inputs, outputs and attributes that differ; of an added or removed node its operator
     */
    public record NodeChange(String node, Kind change, List<TextChange> details) {
        public NodeChange {
            details = List.copyOf(details);
        }
    }

    /**
     * A stored tensor.
     *
     * @param tensor its name
     * @param change who has it
     * @param before type and shape in the first file: one, or none
     * @param after type and shape in the second file: one, or none
     * @param elements how many were compared; 0 unless both have the same shape
     * @param differing how many of them differ
     * @param largest largest absolute difference; 0 when nothing was compared
     */
    public record TensorChange(
            String tensor,
            Kind change,
            List<String> before,
            List<String> after,
            long elements,
            long differing,
            double largest) {
        public TensorChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * How many of some numbers differ.
     *
     * @param compared how many were compared; 0 when one of the files has none or the counts are unequal
     * @param differing how many of them differ; all of the larger side when the counts are unequal
     */
    public record Count(long compared, long differing) {}

    /**
     * A layer with a weight.
     *
     * @param layer its name
     * @param change who has it
     * @param before shape and type of the weight in the first file: one, or none
     * @param after shape and type of the weight in the second file: one, or none
     * @param codes int8 weight codes, where both files have them
     * @param scales of the weight, where both files have them
     * @param biases in real numbers
     * @param biasCodes int32 bias codes, where both files have or imply them
     * @param ratio kind of the signal to noise ratio of the second weight against the first, in real numbers: one, or none where a file does not tell them
     * @param decibels that ratio: one, or none when it is no number
     */
    public record LayerChange(
            String layer,
            Kind change,
            List<String> before,
            List<String> after,
            Count codes,
            Count scales,
            Count biases,
            Count biasCodes,
            List<Sqnr.Kind> ratio,
            List<Double> decibels) {
        public LayerChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
            ratio = List.copyOf(ratio);
            decibels = List.copyOf(decibels);
        }
    }

    /**
     * A quantised activation.
     *
     * @param layer whose output it is, or the graph input
     * @param before scale and zero point in the first file: one, or none
     * @param after scale and zero point in the second file: one, or none
     */
    public record PointChange(String layer, List<Quantization> before, List<Quantization> after) {
        public PointChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /** Copies the lists. */
    public ModelDifference {
        header = List.copyOf(header);
        ends = List.copyOf(ends);
        nodes = List.copyOf(nodes);
        tensors = List.copyOf(tensors);
        layers = List.copyOf(layers);
        points = List.copyOf(points);
        notCompared = List.copyOf(notCompared);
    }

    /** Compares two files of any format that {@link InspectedModel#read} knows. */
    public static ModelDifference between(InspectedModel first, InspectedModel second) {
        return new ModelComparison(first, second).difference();
    }

    /** For people. */
    public List<String> lines() {
        return new DifferenceText(this).lines();
    }
}
