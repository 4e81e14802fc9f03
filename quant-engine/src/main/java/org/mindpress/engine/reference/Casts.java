package org.mindpress.engine.reference;

import org.mindpress.engine.mindir.ElementType;

/** Conversions between element types: toward whole numbers they truncate, into narrow types they wrap around. */
final class Casts {
    private Casts() {}

    /** The whole numbers of a tensor as int64; a tensor that already is int64 itself. */
    static Tensor.Int64 int64(Tensor tensor) {
        if (tensor instanceof Tensor.Int64 same) {
            return same;
        }
        long[] values = new long[tensor.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.wholeAt(i);
        }
        return new Tensor.Int64(tensor.shape(), values);
    }

    static Tensor cast(Call call) {
        long typeId = call.integer("dst_type", 1);
        ElementType target = ElementType.ofTypeId(typeId)
                .orElseThrow(() -> call.fault("the target type number " + typeId + " is not supported"));
        return to(target, call.input(0), call.buffers());
    }

    /** A new tensor of the target type. */
    static Tensor to(ElementType target, Tensor x, Buffers buffers) {
        int elements = x.elements();
        return switch (target) {
            case FLOAT32 -> {
                Tensor.Float32 result = buffers.float32(x.shape(), elements);
                if (x instanceof Tensor.Int64 source) {
                    for (int i = 0; i < elements; i++) {
                        result.values[i] = (float) source.values[i];
                    }
                } else {
                    for (int i = 0; i < elements; i++) {
                        result.values[i] = (float) x.at(i);
                    }
                }
                yield result;
            }
            case FLOAT64 -> {
                double[] values = new double[elements];
                for (int i = 0; i < elements; i++) {
                    values[i] = x.at(i);
                }
                yield new Tensor.Float64(x.shape(), values);
            }
            case INT64 -> {
                Tensor.Int64 result = buffers.int64(x.shape(), elements);
                if (x instanceof Tensor.Float32 source) {
                    for (int i = 0; i < elements; i++) {
                        result.values[i] = (long) source.values[i];
                    }
                } else {
                    for (int i = 0; i < elements; i++) {
                        result.values[i] = x.wholeAt(i);
                    }
                }
                yield result;
            }
            case INT32 -> {
                int[] values = new int[elements];
                for (int i = 0; i < elements; i++) {
                    values[i] = (int) x.wholeAt(i);
                }
                yield new Tensor.Int32(x.shape(), values);
            }
            case INT8 -> {
                byte[] values = new byte[elements];
                for (int i = 0; i < elements; i++) {
                    values[i] = (byte) x.wholeAt(i);
                }
                yield new Tensor.Int8(x.shape(), values);
            }
            case BOOL -> {
                boolean[] values = buffers.flags(elements);
                for (int i = 0; i < elements; i++) {
                    values[i] = x.at(i) != 0;
                }
                yield new Tensor.Bool(x.shape(), values);
            }
            default -> throw new IllegalArgumentException("Cast to " + target + " is not supported");
        };
    }
}
