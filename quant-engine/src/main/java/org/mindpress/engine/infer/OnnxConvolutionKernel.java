package org.mindpress.engine.infer;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.integer.Convolution;
import org.mindpress.engine.integer.ConvolutionGeometry;
import org.mindpress.engine.integer.ConvolutionKernel;
import org.mindpress.engine.integer.SumReceiver;
import org.mindpress.engine.integer.WindowAxis;
import org.mindpress.engine.integer.Workers;

/**
 * Integer convolution with groups, or with weights of nine bits, in ONNX Runtime's float32 kernels, exact in every bit: codes and
 * weights are whole numbers, and the input channels are cut into ranges within which, in every output channel, the sum of the absolute
 * products cannot pass 2^24. Below that every partial sum is a whole number that float32 holds, in whatever order and with whatever
 * fused operations the library adds. All other convolutions are {@link OnnxMatrixKernel}'s.
 *
 * <p>Thread-safe; the threads of a call share the output rows. The library's memory is given back when the kernel is unreachable.
 */
public final class OnnxConvolutionKernel implements ConvolutionKernel {
    private static final long EXACT_LIMIT = 1L << 24;
    private static final long LARGEST_CODE = 128;
    private static final long SMALLEST_WORK = 1L << 18;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Convolution convolution;
    private final ConvolutionGeometry geometry;
    private final int paddedWidth;
    private final OrtSession session;

    private OnnxConvolutionKernel(Convolution convolution, OrtSession session) {
        this.convolution = convolution;
        this.geometry = convolution.geometry();
        WindowAxis horizontal = geometry.horizontal();
        this.paddedWidth = horizontal.before() + horizontal.input() + horizontal.after();
        this.session = session;
        CLEANER.register(this, () -> close(session));
    }

    /**
     * Kernels for every convolution that is exact this way and large enough to be worth a call of the library; where there are no
     * groups, as a matrix product of bytes.
     */
    public static ConvolutionKernel.Factory factory() {
        return factory(SMALLEST_WORK);
    }

    /** The same with another limit: multiplications of one image below which there is no kernel. */
    public static ConvolutionKernel.Factory factory(long smallestWork) {
        return new Factory(smallestWork);
    }

    private record Factory(long smallestWork) implements ConvolutionKernel.Factory {
        @Override
        public String name() {
            return "ONNX Runtime";
        }

        @Override
        public Optional<ConvolutionKernel> create(Convolution convolution) {
            ConvolutionGeometry geometry = convolution.geometry();
            if ((long) geometry.outputElements() * geometry.taps() < smallestWork) {
                return Optional.empty();
            }
            if (OnnxMatrixKernel.takes(convolution)) {
                return Optional.of(OnnxMatrixKernel.create(convolution));
            }
            return exactRanges(convolution)
                    .map(ends ->
                            new OnnxConvolutionKernel(convolution, open(ConvolutionModel.write(convolution, ends))));
        }
    }

    /**
     * Ends of ranges of input channels within each of which no sum can pass 2^24, as few as that takes; empty where one input channel
     * alone could, and where groups would have to be cut.
     */
    static Optional<List<Integer>> exactRanges(Convolution convolution) {
        ConvolutionGeometry geometry = convolution.geometry();
        int area = geometry.vertical().kernel() * geometry.horizontal().kernel();
        long[] bounds = new long[geometry.outputChannels()];
        List<Integer> ends = new ArrayList<>();
        for (int input = 0; input < geometry.groupInputs(); input++) {
            long[] steps = new long[bounds.length];
            long alone = 0;
            long together = 0;
            for (int channel = 0; channel < bounds.length; channel++) {
                for (int tap = input * area; tap < (input + 1) * area; tap++) {
                    steps[channel] += LARGEST_CODE * Math.abs(convolution.tap(channel, tap));
                }
                alone = Math.max(alone, steps[channel]);
                together = Math.max(together, bounds[channel] + steps[channel]);
            }
            if (alone > EXACT_LIMIT) {
                return Optional.empty();
            }
            if (together > EXACT_LIMIT) {
                ends.add(input);
                bounds = new long[bounds.length];
            }
            for (int channel = 0; channel < bounds.length; channel++) {
                bounds[channel] += steps[channel];
            }
        }
        ends.add(geometry.groupInputs());
        return ends.size() > 1 && geometry.groups() > 1 ? Optional.empty() : Optional.of(ends);
    }

    static OrtSession open(byte[] onnx) {
        OrtEnvironment environment = NativeRuntime.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setCPUArenaAllocator(false); // one arena for each layer would be kept
            return NativeRuntime.onLargeStack(() -> environment.createSession(onnx, options));
        } catch (OrtException fault) {
            throw new InferenceException("ONNX Runtime cannot open a convolution: " + fault.getMessage(), fault);
        }
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException fault) {
            throw new InferenceException("ONNX Runtime cannot close a convolution: " + fault.getMessage(), fault);
        }
    }

    @Override
    public void accumulate(byte[] codes, int images, SumReceiver receiver, Workers workers) {
        int height = geometry.vertical().output();
        try {
            workers.split(images * height, (start, end) -> {
                int row = start;
                while (row < end) {
                    int image = row / height;
                    int last = Math.min(end, (image + 1) * height);
                    accumulateRows(codes, image, row - image * height, last - image * height, receiver);
                    row = last;
                }
            });
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Output rows from {@code first} to before {@code end} of one image. */
    private void accumulateRows(byte[] codes, int image, int first, int end, SumReceiver receiver) {
        WindowAxis vertical = geometry.vertical();
        int outputWidth = geometry.horizontal().output();
        int inputRows = (end - first - 1) * vertical.stride() + (vertical.kernel() - 1) * vertical.dilation() + 1;
        long[] inputShape = {1, geometry.inputChannels(), inputRows, paddedWidth};
        long[] outputShape = {1, geometry.outputChannels(), end - first, outputWidth};
        int count = (end - first) * outputWidth;
        ByteBuffer input = padded(codes, image, vertical.position(first, 0), inputRows);
        IntBuffer output = ByteBuffer.allocateDirect(geometry.outputChannels() * count * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
        OrtEnvironment environment = NativeRuntime.environment();
        try (OnnxTensor given = OnnxTensor.createTensor(environment, input, inputShape, OnnxJavaType.INT8);
                OnnxTensor made = OnnxTensor.createTensor(environment, output, outputShape)) {
            session.run(Map.of(ConvolutionModel.CODES, given), Set.of(), Map.of(ConvolutionModel.SUMS, made))
                    .close();
            int[] sums = new int[count];
            for (int channel = 0; channel < geometry.outputChannels(); channel++) {
                output.get(channel * count, sums);
                receiver.take(image, channel, first * outputWidth, sums, 0, count);
            }
        } catch (OrtException fault) {
            throw new InferenceException("ONNX Runtime failed in a convolution: " + fault.getMessage(), fault);
        }
    }

    /** Codes of some rows of all channels, padding included; it holds the zero point. Rows may begin and end outside the image. */
    private ByteBuffer padded(byte[] codes, int image, int firstRow, int rows) {
        int height = geometry.vertical().input();
        int width = geometry.horizontal().input();
        byte[] plane = new byte[rows * paddedWidth];
        Arrays.fill(plane, (byte) convolution.inputZeroPoint());
        int begin = Math.max(firstRow, 0);
        int end = Math.min(firstRow + rows, height);
        ByteBuffer buffer = ByteBuffer.allocateDirect(geometry.inputChannels() * plane.length);
        for (int channel = 0; channel < geometry.inputChannels(); channel++) {
            int origin = (image * geometry.inputChannels() + channel) * height * width;
            for (int row = begin; row < end; row++) {
                int target =
                        (row - firstRow) * paddedWidth + geometry.horizontal().before();
                System.arraycopy(codes, origin + row * width, plane, target, width);
            }
            buffer.put(plane);
        }
        return buffer.flip();
    }
}
