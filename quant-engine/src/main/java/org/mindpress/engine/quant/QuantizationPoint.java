package org.mindpress.engine.quant;

/**
 * A tensor that is quantised with parameters of its own: the graph input, the output of a convolution group, the output of an Add
 * group.
 *
 * @param name the layer's name, or the name of the graph input
 * @param value name of the graph value, different in the graph with and without batch norm
 * @param side which values can occur
 * @param settings observer, delay and freeze as the policy decides
 * @param logits whether the tensor is the classifier's output, whose range is never clipped: min-max whatever the observer
 */
public record QuantizationPoint(String name, String value, RangeSide side, LayerSettings settings, boolean logits) {

    /** The observer that calibration uses. */
    public ObserverKind observer() {
        return logits ? ObserverKind.MIN_MAX : settings.observer();
    }
}
