package org.mindpress.engine.train;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Description of a custom layer whose output has the shape of its input. State rows (running statistics, ranges) have no updater: as
 * gradients they would be divided by the batch size and clipped.
 */
abstract class ShapeKeepingLayer extends BaseLayer {
    /** The running layer that belongs to this description. */
    abstract org.deeplearning4j.nn.layers.BaseLayer<?> runtime(NeuralNetConfiguration configuration, DataType type);

    /** The parameter rows. */
    abstract RowParameters parameters();

    @Override
    public final ParamInitializer initializer() {
        return parameters();
    }

    @Override
    public final org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray flat,
            boolean initialize,
            DataType type) {
        org.deeplearning4j.nn.layers.BaseLayer<?> layer = runtime(configuration, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(flat);
        layer.setParamTable(parameters().init(configuration, flat, initialize));
        layer.setConf(configuration);
        return layer;
    }

    @Override
    public IUpdater getUpdaterByParam(String name) {
        return parameters().isState(name) ? new NoOp() : iUpdater;
    }

    @Override
    public @Nullable List<Regularization> getRegularizationByParam(String name) {
        return null;
    }

    @Override
    public InputType getOutputType(int index, InputType type) {
        return type;
    }

    @Override
    public void setNIn(InputType type, boolean override) {}

    @Override
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType type) {
        return null;
    }

    @Override
    public boolean isPretrainParam(String name) {
        return false;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType type) {
        return new LayerMemoryReport.Builder(layerName, getClass(), type, type)
                .standardMemory(parameters().numParams(this), 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }
}
