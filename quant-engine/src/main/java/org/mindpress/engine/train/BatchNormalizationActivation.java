package org.mindpress.engine.train;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation, activation function and fake quantisation of [N, C, H, W] in one layer:
 * {@code y = quantize(clip(gamma * (x - mean) / sqrt(variance + epsilon) + beta))}.
 *
 * <p>While training, mean and (population) variance are those of the batch, and the running ones move in place once a step, in the
 * backward pass: as gradients of the optimiser they would be divided by the batch size. Frozen, the running statistics are used and are
 * constants of the gradient, so that the layer is the deployed one.
 */
final class BatchNormalizationActivation extends ShapeKeepingLayer {
    static final String GAMMA = "gamma";
    static final String BETA = "beta";
    static final String MEAN = "mean";
    static final String VARIANCE = "variance";

    /** Share of the old running statistics that stays at each step. */
    static final double DECAY = 0.9;

    private final int channels;
    private final float epsilon;
    private final Clipping clipping;
    private final NormalizationSwitch normalization;
    private final ActivationPoint point;

    BatchNormalizationActivation(
            int channels, float epsilon, Clipping clipping, NormalizationSwitch normalization, ActivationPoint point) {
        this.channels = channels;
        this.epsilon = epsilon;
        this.clipping = clipping;
        this.normalization = normalization;
        this.point = point;
    }

    float epsilon() {
        return epsilon;
    }

    Clipping clipping() {
        return clipping;
    }

    @Override
    RowParameters parameters() {
        return new RowParameters(List.of(
                new RowParameters.Row(GAMMA, channels, 1, false),
                new RowParameters.Row(BETA, channels, 0, false),
                new RowParameters.Row(MEAN, channels, 0, true),
                new RowParameters.Row(VARIANCE, channels, 1, true),
                new RowParameters.Row(ActivationPoint.RANGE, ActivationPoint.RANGE_LENGTH, 0, true)));
    }

    @Override
    org.deeplearning4j.nn.layers.BaseLayer<?> runtime(NeuralNetConfiguration configuration, DataType type) {
        return new Running(configuration, type);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchNormalizationActivation that
                && super.equals(that)
                && channels == that.channels
                && epsilon == that.epsilon
                && clipping == that.clipping
                && normalization == that.normalization
                && point == that.point;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), channels, epsilon, clipping);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof BatchNormalizationActivation;
    }

    static final class Running extends org.deeplearning4j.nn.layers.BaseLayer<BatchNormalizationActivation> {
        private ChannelPass pass = ChannelPass.NONE;

        Running(NeuralNetConfiguration configuration, DataType type) {
            super(configuration, type);
        }

        @Override
        public Layer.Type type() {
            return Layer.Type.CONVOLUTIONAL;
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void setParamTable(Map<String, INDArray> table) {
            super.setParamTable(table);
            layerConf().point.bind(RowParameters.row(table, ActivationPoint.RANGE));
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            assertInputSet(false);
            BatchNormalizationActivation description = layerConf();
            INDArray source = TensorMemory.rowMajor(input);
            INDArray target =
                    workspaces.createUninitialized(ArrayType.ACTIVATIONS, source.dataType(), source.shape(), 'c');
            pass = new ChannelPass(
                    source,
                    TensorMemory.copy(getParam(GAMMA)),
                    TensorMemory.copy(getParam(BETA)),
                    description.epsilon,
                    description.clipping);
            if (training && !description.normalization.frozen()) {
                pass.measure(source);
            } else {
                pass.use(TensorMemory.copy(getParam(MEAN)), TensorMemory.copy(getParam(VARIANCE)));
            }
            pass.forward(source, target, description.point, training && description.point.observing());
            return target;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            assertInputSet(true);
            INDArray target =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, epsilon.dataType(), epsilon.shape(), 'c');
            pass.backward(TensorMemory.rowMajor(input), TensorMemory.rowMajor(epsilon), target);
            if (pass.measured()) {
                move(getParam(MEAN), pass.mean());
                move(getParam(VARIANCE), pass.variance());
            }
            TensorMemory.write(RowParameters.row(gradientViews, GAMMA), pass.gammaGradient());
            TensorMemory.write(RowParameters.row(gradientViews, BETA), pass.betaGradient());
            Gradient gradient = new DefaultGradient();
            gradient.setGradientFor(GAMMA, RowParameters.row(gradientViews, GAMMA));
            gradient.setGradientFor(BETA, RowParameters.row(gradientViews, BETA));
            for (String state : List.of(MEAN, VARIANCE, ActivationPoint.RANGE)) {
                gradient.setGradientFor(
                        state, RowParameters.row(gradientViews, state).assign(0));
            }
            return new Pair<>(gradient, target);
        }

        private static void move(INDArray running, float[] batch) {
            float[] values = TensorMemory.copy(running);
            for (int channel = 0; channel < values.length; channel++) {
                values[channel] = (float) (DECAY * values[channel] + (1 - DECAY) * batch[channel]);
            }
            TensorMemory.write(running, values);
        }
    }
}
