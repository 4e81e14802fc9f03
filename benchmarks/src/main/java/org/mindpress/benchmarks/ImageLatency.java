package org.mindpress.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.mindpress.engine.infer.OnnxConvolutionKernel;
import org.mindpress.engine.integer.IntegerInput;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;

/**
 * One image after the other in our integer execution and in the int8 kernels of MindSpore Lite, round by round in one run, so that
 * whatever else the machine does meets both.
 *
 * <p>Arguments: deployment file, {@code .ms} file made of it, program {@code lite-latency}, threads, rounds.
 */
public final class ImageLatency {
    private static final int RUNS = 3;
    private static final int WARM_UP = 10;

    private ImageLatency() {}

    /** Prints a line for each round and the medians; exit 1 when Lite fails. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path lite = Path.of(arguments[2]);
        int threads = Integer.parseInt(arguments[3]);
        int rounds = Integer.parseInt(arguments[4]);
        IntegerModel model = IntegerModel.read(
                arguments[0],
                Files.readAllBytes(Path.of(arguments[0])),
                IntegerOptions.defaults().withThreads(threads).preferring(OnnxConvolutionKernel.factory()));
        float[] image = image(model.inputs().get(0));
        Path file = Files.createTempFile("image", ".bin");
        Files.write(file, bytes(image));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try {
            for (int run = 0; run < WARM_UP; run++) {
                model.run(image, 1);
            }
            double[] ours = new double[rounds];
            double[] theirs = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                ours[round] = median(ours(model, image));
                theirs[round] = median(theirs(lite, Path.of(arguments[1]), file, threads));
                out.printf("round %d: mindpress %.1f ms, Lite %.1f ms%n", round + 1, ours[round], theirs[round]);
            }
            out.printf(
                    "%d threads each, median of %d rounds: mindpress %.1f ms, Lite %.1f ms, ratio %.1f%n",
                    threads, rounds, median(ours), median(theirs), median(theirs) / median(ours));
        } finally {
            Files.delete(file);
        }
    }

    private static double[] ours(IntegerModel model, float[] image) {
        double[] millis = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long begin = System.nanoTime();
            model.run(image, 1);
            millis[run] = (System.nanoTime() - begin) / 1e6;
        }
        return millis;
    }

    /** Lite's own process: it prints milliseconds, one run a line, and does not count its first. */
    private static double[] theirs(Path lite, Path model, Path image, int threads)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        lite.toString(), model.toString(), image.toString(), "" + threads, "" + RUNS)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("lite-latency ended with " + process.exitValue() + ": " + printed);
        }
        return printed.lines().mapToDouble(Double::parseDouble).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = DoubleStream.of(values).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static float[] image(IntegerInput input) {
        Random random = new Random(1);
        float[] values = new float[input.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Order does not matter to the time: the same values as they are. */
    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }
}
