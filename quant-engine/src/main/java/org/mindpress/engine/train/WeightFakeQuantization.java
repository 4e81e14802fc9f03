package org.mindpress.engine.train;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Straight-through hook: the convolution computes with weights rounded to the grid of the folded weight, the update lands on the float
 * weights. Used in training and in evaluation.
 */
final class WeightFakeQuantization implements IWeightNoise {
    private final WeightGrid grid;
    private final WeightLayout layout;

    WeightFakeQuantization(WeightGrid grid, WeightLayout layout) {
        this.grid = grid;
        this.layout = layout;
    }

    /** Shares the grid: the trainer's factors must reach every copy that Deeplearning4j makes of this hook. */
    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public IWeightNoise clone() {
        return new WeightFakeQuantization(grid, layout);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WeightFakeQuantization that && that.grid == grid && that.layout == layout;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(grid);
    }

    @Override
    public INDArray getParameter(
            Layer layer, String key, int iteration, int epoch, boolean train, LayerWorkspaceMgr workspaces) {
        INDArray weight = layer.getParam(key);
        if (!grid.enabled()
                || !layer.conf()
                        .getLayer()
                        .initializer()
                        .isWeightParam(layer.conf().getLayer(), key)) {
            return weight;
        }
        INDArray result = Nd4j.createUninitialized(weight.dataType(), weight.shape(), 'c');
        layout.write(result, grid.round(layout.read(weight)));
        return result;
    }
}
