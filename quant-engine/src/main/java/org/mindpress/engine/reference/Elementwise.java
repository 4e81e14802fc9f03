package org.mindpress.engine.reference;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Elementwise operators. An operand that stands still inside a run is spread over a short array, so that one loop serves all cases. */
final class Elementwise {
    private static final int CHUNK = 1024;

    private Elementwise() {}

    static Operation binary(BinaryOperator operator) {
        return call -> {
            Tensor a = call.input(0);
            Tensor b = call.input(1);
            if (a.elementType() != b.elementType()) {
                throw call.fault("operands are " + a + " and " + b + ", their types must be equal");
            }
            Broadcast broadcast = new Broadcast(List.of(a.shape(), b.shape()));
            if (a instanceof Tensor.Float32 left && b instanceof Tensor.Float32 right) {
                return floats(operator, broadcast, left, right, call.buffers());
            }
            if (a instanceof Tensor.Float64 left && b instanceof Tensor.Float64 right) {
                return doubles(operator, broadcast, left, right);
            }
            Tensor.Int64 result = longs(operator, broadcast, Casts.int64(a), Casts.int64(b), call.buffers());
            return a instanceof Tensor.Int64 ? result : Casts.to(a.elementType(), result, call.buffers());
        };
    }

    private static Tensor floats(
            BinaryOperator operator, Broadcast broadcast, Tensor.Float32 a, Tensor.Float32 b, Buffers buffers) {
        Tensor.Float32 result = buffers.float32(broadcast.shape(), broadcast.elements());
        int length = broadcast.length();
        float[] spreadA = new float[broadcast.step(0) == 0 ? Math.min(CHUNK, length) : 0];
        float[] spreadB = new float[broadcast.step(1) == 0 ? Math.min(CHUNK, length) : 0];
        broadcast.forEachRun((offsets, output) -> {
            if (spreadA.length > 0) {
                Arrays.fill(spreadA, a.values[offsets[0]]);
            }
            if (spreadB.length > 0) {
                Arrays.fill(spreadB, b.values[offsets[1]]);
            }
            int most = spreadA.length + spreadB.length == 0 ? length : CHUNK;
            for (int from = 0; from < length; from += most) {
                operator.floats(
                        spreadA.length > 0 ? spreadA : a.values,
                        spreadA.length > 0 ? 0 : offsets[0] + from,
                        spreadB.length > 0 ? spreadB : b.values,
                        spreadB.length > 0 ? 0 : offsets[1] + from,
                        result.values,
                        output + from,
                        Math.min(most, length - from));
            }
        });
        return result;
    }

    private static Tensor.Int64 longs(
            BinaryOperator operator, Broadcast broadcast, Tensor.Int64 a, Tensor.Int64 b, Buffers buffers) {
        Tensor.Int64 result = buffers.int64(broadcast.shape(), broadcast.elements());
        int length = broadcast.length();
        long[] spreadA = new long[broadcast.step(0) == 0 ? Math.min(CHUNK, length) : 0];
        long[] spreadB = new long[broadcast.step(1) == 0 ? Math.min(CHUNK, length) : 0];
        broadcast.forEachRun((offsets, output) -> {
            if (spreadA.length > 0) {
                Arrays.fill(spreadA, a.values[offsets[0]]);
            }
            if (spreadB.length > 0) {
                Arrays.fill(spreadB, b.values[offsets[1]]);
            }
            int most = spreadA.length + spreadB.length == 0 ? length : CHUNK;
            for (int from = 0; from < length; from += most) {
                operator.longs(
                        spreadA.length > 0 ? spreadA : a.values,
                        spreadA.length > 0 ? 0 : offsets[0] + from,
                        spreadB.length > 0 ? spreadB : b.values,
                        spreadB.length > 0 ? 0 : offsets[1] + from,
                        result.values,
                        output + from,
                        Math.min(most, length - from));
            }
        });
        return result;
    }

    private static Tensor doubles(BinaryOperator operator, Broadcast broadcast, Tensor.Float64 a, Tensor.Float64 b) {
        double[] result = new double[broadcast.elements()];
        int stepA = broadcast.step(0);
        int stepB = broadcast.step(1);
        broadcast.forEachRun((offsets, output) -> {
            for (int i = 0; i < broadcast.length(); i++) {
                result[output + i] =
                        operator.doubles(a.values[offsets[0] + i * stepA], b.values[offsets[1] + i * stepB]);
            }
        });
        return new Tensor.Float64(broadcast.shape(), result);
    }

    /** A function of one number, in float64 and rounded once for float32. */
    static Operation unary(DoubleUnaryOperator function) {
        return call -> {
            Tensor x = call.input(0);
            if (x instanceof Tensor.Float32 tensor) {
                Tensor.Float32 result = call.buffers().float32(x.shape(), x.elements());
                for (int i = 0; i < result.values.length; i++) {
                    result.values[i] = (float) function.applyAsDouble(tensor.values[i]);
                }
                return result;
            }
            double[] values = new double[x.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = function.applyAsDouble(x.at(i));
            }
            Tensor.Float64 result = new Tensor.Float64(x.shape(), values);
            return x instanceof Tensor.Float64 ? result : Casts.to(x.elementType(), result, call.buffers());
        };
    }

    static Tensor greaterEqual(Call call) {
        Tensor.Int64 a = Casts.int64(whole(call, 0));
        Tensor.Int64 b = Casts.int64(whole(call, 1));
        Broadcast broadcast = new Broadcast(List.of(a.shape(), b.shape()));
        boolean[] result = call.buffers().flags(broadcast.elements());
        int stepA = broadcast.step(0);
        int stepB = broadcast.step(1);
        broadcast.forEachRun((offsets, output) -> {
            for (int i = 0; i < broadcast.length(); i++) {
                result[output + i] = a.values[offsets[0] + i * stepA] >= b.values[offsets[1] + i * stepB];
            }
        });
        return new Tensor.Bool(broadcast.shape(), result);
    }

    static Tensor select(Call call) {
        if (!(call.input(0) instanceof Tensor.Bool condition)) {
            throw call.fault("the condition is " + call.input(0) + ", expected bool");
        }
        Tensor.Int64 a = Casts.int64(whole(call, 1));
        Tensor.Int64 b = Casts.int64(whole(call, 2));
        Broadcast broadcast = new Broadcast(List.of(condition.shape(), a.shape(), b.shape()));
        Tensor.Int64 result = call.buffers().int64(broadcast.shape(), broadcast.elements());
        int step = broadcast.step(0);
        int stepA = broadcast.step(1);
        int stepB = broadcast.step(2);
        broadcast.forEachRun((offsets, output) -> {
            for (int i = 0; i < broadcast.length(); i++) {
                result.values[output + i] = condition.values[offsets[0] + i * step]
                        ? a.values[offsets[1] + i * stepA]
                        : b.values[offsets[2] + i * stepB];
            }
        });
        return result;
    }

    private static Tensor whole(Call call, int position) {
        Tensor tensor = call.input(position);
        if (tensor instanceof Tensor.Float32 || tensor instanceof Tensor.Float64) {
            throw call.fault("input " + position + " is " + tensor + ", expected whole numbers");
        }
        return tensor;
    }

    /** Adds a vector along axis 1. */
    static Tensor biasAdd(Call call) {
        Tensor x = call.input(0);
        Tensor bias = call.input(1);
        int channels = bias.elements();
        if (x.shape().size() < 2 || x.size(1) != channels || x.elementType() != bias.elementType()) {
            throw call.fault("bias " + bias + " does not fit to " + x);
        }
        int plane = x.elements() / (x.size(0) * channels);
        if (x instanceof Tensor.Float32 tensor && bias instanceof Tensor.Float32 vector) {
            Tensor.Float32 result = call.buffers().float32(x.shape(), x.elements());
            for (int row = 0; row < x.size(0) * channels; row++) {
                float addend = vector.values[row % channels];
                for (int i = row * plane; i < (row + 1) * plane; i++) {
                    result.values[i] = tensor.values[i] + addend;
                }
            }
            return result;
        }
        Tensor.Int64 result = call.buffers().int64(x.shape(), x.elements());
        for (int i = 0; i < result.values.length; i++) {
            result.values[i] = x.wholeAt(i) + bias.wholeAt(i / plane % channels);
        }
        return Casts.to(x.elementType(), result, call.buffers());
    }

    /** {@code (x - mean) * (gamma / sqrt(variance + epsilon)) + beta}, each step in float32. */
    static Tensor batchNorm(Call call) {
        if (call.integer("is_training", 5) != 0) {
            throw call.fault("the model was exported in training mode. Remedy: export it with training switched off");
        }
        float epsilon = (float) call.real("epsilon", 6);
        Tensor.Float32 x = call.float32(0);
        float[] gamma = call.float32(1).values;
        float[] beta = call.float32(2).values;
        float[] mean = call.float32(3).values;
        float[] variance = call.float32(4).values;
        int channels = gamma.length;
        if (x.size(1) != channels) {
            throw call.fault("gamma has " + channels + " elements, the input has " + x.size(1) + " channels");
        }
        Tensor.Float32 result = call.buffers().float32(x.shape(), x.elements());
        int plane = x.elements() / (x.size(0) * channels);
        for (int row = 0; row < x.size(0) * channels; row++) {
            int c = row % channels;
            float gain = gamma[c] / (float) Math.sqrt(variance[c] + epsilon);
            for (int i = row * plane; i < (row + 1) * plane; i++) {
                result.values[i] = (x.values[i] - mean[c]) * gain + beta[c];
            }
        }
        return result;
    }
}
