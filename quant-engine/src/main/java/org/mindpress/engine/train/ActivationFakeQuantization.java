package org.mindpress.engine.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.mindpress.engine.quant.QuantizationParameters;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Activation function and fake quantisation in one pass: {@code y = quantize(clip(x))}. While training it observes the range of clip(x)
 * (moving average of the extremes of each batch). Gradient: 1 where nothing was clipped, else 0.
 *
 * <p>A tied layer rounds to the grid of another point (average pooling keeps its input's scale) and has no range of its own.
 */
final class ActivationFakeQuantization extends ShapeKeepingLayer {
    private final Clipping clipping;
    private final ActivationPoint point;
    private final boolean tied;

    /** A layer with a range of its own. */
    ActivationFakeQuantization(Clipping clipping, ActivationPoint point) {
        this(clipping, point, false);
    }

    private ActivationFakeQuantization(Clipping clipping, ActivationPoint point, boolean tied) {
        this.clipping = clipping;
        this.point = point;
        this.tied = tied;
    }

    /** A layer that rounds to the grid of a point that another layer observes. */
    static ActivationFakeQuantization tiedTo(ActivationPoint point) {
        return new ActivationFakeQuantization(Clipping.NONE, point, true);
    }

    @Override
    RowParameters parameters() {
        return tied
                ? new RowParameters(List.of())
                : new RowParameters(
                        List.of(new RowParameters.Row(ActivationPoint.RANGE, ActivationPoint.RANGE_LENGTH, 0, true)));
    }

    @Override
    org.deeplearning4j.nn.layers.BaseLayer<?> runtime(NeuralNetConfiguration configuration, DataType type) {
        return new Running(configuration, type);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ActivationFakeQuantization that
                && super.equals(that)
                && clipping == that.clipping
                && tied == that.tied
                && point == that.point;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + clipping.hashCode();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof ActivationFakeQuantization;
    }

    static final class Running extends org.deeplearning4j.nn.layers.BaseLayer<ActivationFakeQuantization> {
        private float lower;
        private float upper;

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
        public void setParamTable(java.util.Map<String, INDArray> table) {
            super.setParamTable(table);
            if (!layerConf().tied) {
                layerConf().point.bind(RowParameters.row(table, ActivationPoint.RANGE));
            }
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            assertInputSet(false);
            Clipping clipping = layerConf().clipping;
            ActivationPoint point = layerConf().point;
            INDArray source = TensorMemory.rowMajor(input);
            INDArray target =
                    workspaces.createUninitialized(ArrayType.ACTIVATIONS, source.dataType(), source.shape(), 'c');
            FloatBuffer from = TensorMemory.view(source);
            FloatBuffer to = TensorMemory.view(target);
            int length = (int) source.length();
            if (training && !layerConf().tied && point.observing()) {
                observe(from, length, clipping, point);
            }
            Optional<QuantizationParameters> grid = point.grid();
            lower = Math.max(
                    clipping.lower(), grid.map(QuantizationParameters::lowest).orElse(Float.NEGATIVE_INFINITY));
            upper = Math.min(
                    clipping.upper(), grid.map(QuantizationParameters::highest).orElse(Float.POSITIVE_INFINITY));
            TensorMemory.forRanges(length, (task, begin, end) -> {
                float[] block = new float[TensorMemory.BLOCK];
                for (int start = begin; start < end; start += block.length) {
                    int count = Math.min(block.length, end - start);
                    from.get(start, block, 0, count);
                    ElementLoops.affine(block, count, 1f, 0f, clipping.lower(), clipping.upper());
                    if (grid.isPresent()) {
                        ElementLoops.quantize(block, count, grid.get());
                    }
                    to.put(start, block, 0, count);
                }
            });
            return target;
        }

        private static void observe(FloatBuffer from, int length, Clipping clipping, ActivationPoint point) {
            float[] minimum = new float[TensorMemory.ranges(length)];
            float[] maximum = new float[minimum.length];
            TensorMemory.forRanges(length, (task, begin, end) -> {
                float[] block = new float[TensorMemory.BLOCK];
                Extremes extremes = new Extremes(block.length);
                for (int start = begin; start < end; start += block.length) {
                    int count = Math.min(block.length, end - start);
                    from.get(start, block, 0, count);
                    extremes.add(block, count);
                }
                minimum[task] = extremes.minimum();
                maximum[task] = extremes.maximum();
            });
            point.update(clip(Extremes.least(minimum), clipping), clip(Extremes.greatest(maximum), clipping));
        }

        private static float clip(float value, Clipping clipping) {
            return Math.min(clipping.upper(), Math.max(clipping.lower(), value));
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            assertInputSet(true);
            INDArray values = TensorMemory.rowMajor(input);
            INDArray upstream = TensorMemory.rowMajor(epsilon);
            INDArray target =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, epsilon.dataType(), epsilon.shape(), 'c');
            FloatBuffer from = TensorMemory.view(values);
            FloatBuffer gradients = TensorMemory.view(upstream);
            FloatBuffer to = TensorMemory.view(target);
            TensorMemory.forRanges((int) values.length(), (task, begin, end) -> {
                float[] x = new float[TensorMemory.BLOCK];
                float[] d = new float[TensorMemory.BLOCK];
                for (int start = begin; start < end; start += x.length) {
                    int count = Math.min(x.length, end - start);
                    from.get(start, x, 0, count);
                    gradients.get(start, d, 0, count);
                    ElementLoops.passInside(x, d, count, 1f, 0f, lower, upper);
                    to.put(start, d, 0, count);
                }
            });
            Gradient gradient = new DefaultGradient();
            if (!layerConf().tied) {
                gradient.setGradientFor(
                        ActivationPoint.RANGE,
                        RowParameters.row(gradientViews, ActivationPoint.RANGE).assign(0));
            }
            return new Pair<>(gradient, target);
        }
    }

    /** Extremes per position of a block, so that the loop vectorises. */
    static final class Extremes {
        private final float[] minimum;
        private final float[] maximum;

        Extremes(int length) {
            minimum = new float[length];
            maximum = new float[length];
            Arrays.fill(minimum, Float.POSITIVE_INFINITY);
            Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
        }

        void add(float[] block, int count) {
            ElementLoops.extremes(block, count, minimum, maximum);
        }

        float minimum() {
            return least(minimum);
        }

        float maximum() {
            return greatest(maximum);
        }

        static float least(float[] values) {
            float result = Float.POSITIVE_INFINITY;
            for (float value : values) {
                result = Math.min(result, value);
            }
            return result;
        }

        static float greatest(float[] values) {
            float result = Float.NEGATIVE_INFINITY;
            for (float value : values) {
                result = Math.max(result, value);
            }
            return result;
        }
    }
}
