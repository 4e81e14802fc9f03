package org.mindpress.engine.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One convolution group in a running network: where its constants live, and the grid of its weight.
 *
 * @param convolution node of the model graph; its name is that of the running layer
 * @param grid the weight's grid, shared with the layer's hook
 * @param layout how the running layer keeps the weight
 * @param normalization present when batch normalisation follows
 */
record ConvolutionPart(
        Node convolution, WeightGrid grid, WeightLayout layout, Optional<NormalizationPart> normalization) {
    private static final String WEIGHT_KEY = "W";
    private static final List<String> CONVOLUTION_KEYS = List.of(WEIGHT_KEY, "b");
    private static final List<String> NORMALIZATION_KEYS = List.of(
            BatchNormalizationActivation.GAMMA,
            BatchNormalizationActivation.BETA,
            BatchNormalizationActivation.MEAN,
            BatchNormalizationActivation.VARIANCE);

    /**
     * The batch normalisation behind it.
     *
     * @param node node of the model graph
     * @param layer name of the running layer
     * @param epsilon added to the variance
     * @param control shared with the running layer
     */
    record NormalizationPart(Node node, String layer, float epsilon, NormalizationSwitch control) {}

    /** Parameter arrays of the running network by name of the model's constant. */
    private Map<String, INDArray> arrays(ComputationGraph network) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        add(network.getLayer(convolution.name()), convolution.constants(), CONVOLUTION_KEYS, arrays);
        normalization.ifPresent(
                part -> add(network.getLayer(part.layer()), part.node().constants(), NORMALIZATION_KEYS, arrays));
        return arrays;
    }

    private static void add(Layer layer, List<String> constants, List<String> keys, Map<String, INDArray> arrays) {
        for (int i = 0; i < constants.size(); i++) {
            arrays.put(constants.get(i), layer.getParam(keys.get(i)));
        }
    }

    private WeightLayout layoutOf(String constant) {
        return constant.equals(convolution.constants().get(0)) ? layout : WeightLayout.CHANNELS_FIRST;
    }

    /** The running float weight, one output channel after the other. */
    float[] weight(ComputationGraph network) {
        return layout.read(network.getLayer(convolution.name()).getParam(WEIGHT_KEY));
    }

    /** Copies the model's constants into the running network. */
    void load(ModelGraph model, ComputationGraph network) {
        arrays(network)
                .forEach((constant, array) ->
                        layoutOf(constant).write(array, model.constant(constant).toArray()));
        refreshGains(network);
    }

    /** Copies the running network's parameters out, in the model's shapes. */
    void store(ModelGraph model, ComputationGraph network, Map<String, FloatTensor> target) {
        arrays(network)
                .forEach((constant, array) -> target.put(
                        constant,
                        FloatTensor.of(
                                model.constant(constant).dimensions(),
                                layoutOf(constant).read(array))));
    }

    /** Takes the gains of the weight's grid from the running statistics as they are now. */
    void refreshGains(ComputationGraph network) {
        normalization.ifPresent(part -> {
            Layer layer = network.getLayer(part.layer());
            grid.gains(BatchNormalizationFolding.gains(
                    TensorMemory.copy(layer.getParam(BatchNormalizationActivation.GAMMA)),
                    TensorMemory.copy(layer.getParam(BatchNormalizationActivation.VARIANCE)),
                    part.epsilon()));
        });
    }
}
