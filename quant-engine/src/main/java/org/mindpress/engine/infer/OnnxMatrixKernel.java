package org.mindpress.engine.infer;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.integer.Convolution;
import org.mindpress.engine.integer.ConvolutionGeometry;
import org.mindpress.engine.integer.ConvolutionKernel;
import org.mindpress.engine.integer.SumReceiver;
import org.mindpress.engine.integer.WindowAxis;
import org.mindpress.engine.integer.Workers;

/**
 * Integer convolution without groups as ONNX Runtime's MatMulInteger of weights and image columns, both unsigned bytes, in int32. For
 * two unsigned operands the library multiplies in 16 and adds in 32 bits, so that nothing saturates and no sum is too large; int8
 * weights beside unsigned codes would saturate in 16 bits on processors with AVX2 and without VNNI. About 1.4 times as fast as float32.
 *
 * <p>Thread-safe; the threads of a call share the output rows. The library's memory is given back when the kernel is unreachable.
 */
final class OnnxMatrixKernel implements ConvolutionKernel {
    private static final int TILE_BYTES = 1 << 20;
    private static final int SMALLEST_TILE = 256;
    private static final int SIGN = 0x80;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Convolution convolution;
    private final ConvolutionGeometry geometry;
    private final OrtSession session;
    private final int[] bias;
    private final int tileRows;

    private OnnxMatrixKernel(Convolution convolution, OrtSession session) {
        this.convolution = convolution;
        this.geometry = convolution.geometry();
        this.session = session;
        this.bias = bias(convolution);
        int bytes = Math.max(geometry.taps(), geometry.outputChannels() * Integer.BYTES);
        int positions = Math.max(SMALLEST_TILE, TILE_BYTES / bytes);
        this.tileRows = Math.max(1, positions / geometry.horizontal().output());
        CLEANER.register(this, () -> OnnxConvolutionKernel.close(session));
    }

    /** Whether there are no groups and every weight less its zero point fits in eight bits. */
    static boolean takes(Convolution convolution) {
        ConvolutionGeometry geometry = convolution.geometry();
        if (geometry.groups() != 1) {
            return false;
        }
        for (int channel = 0; channel < geometry.outputChannels(); channel++) {
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int weight = convolution.tap(channel, tap);
                if (weight != (byte) weight) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A kernel for a convolution that {@link #takes} allows. */
    static OnnxMatrixKernel create(Convolution convolution) {
        return new OnnxMatrixKernel(convolution, OnnxConvolutionKernel.open(ConvolutionModel.writeMatrix(convolution)));
    }

    /** Bias less what the zero point of the unsigned codes contributes, modulo 2^32 like the sums. */
    private static int[] bias(Convolution convolution) {
        int[] bias = new int[convolution.geometry().outputChannels()];
        for (int channel = 0; channel < bias.length; channel++) {
            int sum = 0;
            for (int tap = 0; tap < convolution.geometry().taps(); tap++) {
                sum += convolution.tap(channel, tap);
            }
            bias[channel] = convolution.bias(channel) - (convolution.inputZeroPoint() + SIGN) * sum;
        }
        return bias;
    }

    @Override
    public void accumulate(byte[] codes, int images, SumReceiver receiver, Workers workers) {
        int height = geometry.vertical().output();
        try {
            workers.split(images * height, (start, end) -> {
                try (DirectBuffers buffers = DirectBuffers.take()) {
                    int row = start;
                    while (row < end) {
                        int image = row / height;
                        int last = Math.min(Math.min(end, row + tileRows), (image + 1) * height);
                        accumulateRows(buffers, codes, image, row - image * height, last - image * height, receiver);
                        row = last;
                    }
                }
            });
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Output rows from {@code first} to before {@code end} of one image. */
    private void accumulateRows(
            DirectBuffers buffers, byte[] codes, int image, int first, int end, SumReceiver receiver) {
        int width = geometry.horizontal().output();
        int count = (end - first) * width;
        ByteBuffer input = buffers.bytes(geometry.taps() * count);
        fillColumns(codes, image, first, end, input);
        IntBuffer output = buffers.ints(geometry.outputChannels() * count);
        OrtEnvironment environment = NativeRuntime.environment();
        try (OnnxTensor given = OnnxTensor.createTensor(
                        environment, input, new long[] {geometry.taps(), count}, OnnxJavaType.UINT8);
                OnnxTensor made =
                        OnnxTensor.createTensor(environment, output, new long[] {geometry.outputChannels(), count})) {
            session.run(Map.of(ConvolutionModel.CODES, given), Set.of(), Map.of(ConvolutionModel.SUMS, made))
                    .close();
        } catch (OrtException fault) {
            throw new InferenceException("ONNX Runtime failed in a convolution: " + fault.getMessage(), fault);
        }
        int[] sums = new int[count];
        for (int channel = 0; channel < geometry.outputChannels(); channel++) {
            output.get(channel * count, sums);
            int constant = bias[channel];
            for (int i = 0; i < count; i++) {
                sums[i] += constant;
            }
            receiver.take(image, channel, first * width, sums, 0, count);
        }
    }

    /** One row of unsigned codes for each tap; outside of the image they are the zero point. */
    private void fillColumns(byte[] codes, int image, int first, int end, ByteBuffer columns) {
        WindowAxis vertical = geometry.vertical();
        WindowAxis horizontal = geometry.horizontal();
        int area = vertical.input() * horizontal.input();
        byte[] column = new byte[(end - first) * horizontal.output()];
        int tap = 0;
        for (int input = 0; input < geometry.inputChannels(); input++) {
            int plane = (image * geometry.inputChannels() + input) * area;
            for (int kernelRow = 0; kernelRow < vertical.kernel(); kernelRow++) {
                for (int kernelColumn = 0; kernelColumn < horizontal.kernel(); kernelColumn++, tap++) {
                    if (isWhole()) {
                        System.arraycopy(codes, plane + first * horizontal.input(), column, 0, column.length);
                    } else {
                        fillColumn(codes, plane, first, kernelRow, kernelColumn, column);
                    }
                    for (int i = 0; i < column.length; i++) {
                        column[i] ^= (byte) SIGN;
                    }
                    columns.put(tap * column.length, column);
                }
            }
        }
    }

    /** A window of one element, step 1, no padding: a column is the plane. */
    private boolean isWhole() {
        return isWhole(geometry.vertical()) && isWhole(geometry.horizontal());
    }

    private static boolean isWhole(WindowAxis axis) {
        return axis.kernel() == 1 && axis.output() == axis.input() && axis.before() == 0;
    }

    private void fillColumn(byte[] codes, int plane, int first, int kernelRow, int kernelColumn, byte[] column) {
        WindowAxis vertical = geometry.vertical();
        WindowAxis horizontal = geometry.horizontal();
        int width = horizontal.output();
        int step = horizontal.stride();
        int shift = horizontal.position(0, kernelColumn);
        int left = Math.min(width, Math.max(0, (step - 1 - shift) / step));
        int right = Math.max(left, Math.min(width, Math.floorDiv(horizontal.input() - 1 - shift, step) + 1));
        Arrays.fill(column, (byte) convolution.inputZeroPoint());
        for (int start = 0, row = first; start < column.length; start += width, row++) {
            int line = vertical.position(row, kernelRow);
            if (line < 0 || line >= vertical.input() || left == right) {
                continue;
            }
            int source = plane + line * horizontal.input() + shift;
            if (step == 1) {
                System.arraycopy(codes, source + left, column, start + left, right - left);
            } else {
                for (int i = left; i < right; i++) {
                    column[start + i] = codes[source + i * step];
                }
            }
        }
    }
}
