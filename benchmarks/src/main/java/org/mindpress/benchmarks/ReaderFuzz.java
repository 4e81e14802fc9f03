package org.mindpress.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;

/**
 * The fuzz target of {@code benchmarks/fuzz}: each input is imported as a model file, or read as a pipeline file. A model or the reader's
 * own refusal is right; anything else thrown, any single allocation of more than twice the file and a mebibyte, and more than
 * {@value #GROWTH} times the file and {@value #ROOM} bytes in all, garbage included, is a finding.
 *
 * <p>What is allocated in all is cheap to know and bounds the single allocation, so only inputs that pass the single bound in all are read
 * again under the flight recorder, which tells the size of every array that does not fit a thread's own buffer (64 KiB by {@code -XX:TLABSize}).
 */
public final class ReaderFuzz {
    private static final int GROWTH = 400;
    private static final int ROOM = 16 << 20;
    private static final int SINGLE_ROOM = 1 << 20;
    private static final int READ_AGAIN = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Optional<byte[]> data = Optional.empty();
    private static Optional<String> architecture = Optional.empty();
    private static boolean entries;
    private static boolean pipeline;

    private ReaderFuzz() {}

    /** What is read; ends with a result or with the reader's own refusal. */
    @FunctionalInterface
    private interface Reading {
        void run() throws PipelineException;
    }

    /**
     * Jazzer's first call.
     *
     * @param arguments the first is {@code model}, {@code pipeline}, or {@code entries}: {@code configuration.json}, a zero and
     *     {@code coefficients.bin} of a Deeplearning4j zip, which has checksums that a fuzzer does not find. Then pairs:
     *     {@code first FILE}, read before the run begins; {@code architecture NAME}; {@code data FILE}, what every data file holds
     */
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        entries = arguments[0].equals("entries");
        pipeline = arguments[0].equals("pipeline");
        Optional<byte[]> first = Optional.empty();
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "architecture" -> architecture = Optional.of(arguments[i + 1]);
                case "data" -> data = Optional.of(Files.readAllBytes(Path.of(arguments[i + 1])));
                case "first" -> first = Optional.of(Files.readAllBytes(Path.of(arguments[i + 1])));
                default -> throw new IllegalArgumentException(arguments[i]);
            }
        }
        // classes are instrumented when they are loaded, which would count as a hang of the first inputs
        first.ifPresent(ReaderFuzz::fuzzerTestOneInput);
    }

    /** Jazzer's call for one input. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (pipeline) {
            String text = new String(input, StandardCharsets.UTF_8);
            check(input.length, () -> new PipelineParser(UriRules.bucketOnly()).parse("fuzz.yaml", text));
            return;
        }
        byte[] content = entries ? zip(input) : input;
        ModelFile file = new ModelFile("fuzz", content, ReaderFuzz::companion, architecture);
        // of the entries, not of the zip: text that packs well is no hostile file
        long size = (long) Math.max(content.length, input.length) + data.map(bytes -> bytes.length).orElse(0);
        check(size, () -> ModelImport.read(file));
        check(size, () -> ModelImport.onnx(file));
        check(size, () -> ModelImport.companions(file));
    }

    private static Optional<byte[]> companion(String path) {
        if (!CompanionFiles.staysInside(path)) {
            throw new AssertionError("asked for the data file " + path);
        }
        return data;
    }

    private static void check(long size, Reading reading) {
        long used = allocated(reading);
        for (int again = 0; again < READ_AGAIN && used > 2 * size + SINGLE_ROOM; again++) {
            // what an input allocates it allocates each time; loading and instrumenting classes happens now and then
            used = Math.min(used, allocated(reading));
        }
        if (used > GROWTH * size + ROOM) {
            throw new AssertionError(used + " bytes allocated in all for a file of " + size);
        }
        if (used > 2 * size + SINGLE_ROOM) {
            long largest = largest(reading);
            if (largest > 2 * size + SINGLE_ROOM) {
                throw new AssertionError(largest + " bytes allocated at once for a file of " + size);
            }
        }
    }

    private static long allocated(Reading reading) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(reading);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void run(Reading reading) {
        try {
            reading.run();
        } catch (ModelImportException refused) {
            if (refused.problems().isEmpty()
                    || refused.problems().stream().anyMatch(problem -> problem.finding().isBlank())) {
                throw new AssertionError("refused without a word: " + refused.getMessage());
            }
        } catch (PipelineException refused) {
            if (refused.problems().isEmpty()) {
                throw new AssertionError("refused without a word");
            }
        }
    }

    private static long largest(Reading reading) {
        Path dump = Path.of(System.getProperty("java.io.tmpdir"), "fuzz-" + ProcessHandle.current().pid() + ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationOutsideTLAB").withoutStackTrace();
            recording.start();
            run(reading);
            recording.stop();
            recording.dump(dump);
            long largest = 0;
            for (RecordedEvent event : RecordingFile.readAllEvents(dump)) {
                if (event.getThread() != null
                        && event.getThread().getJavaThreadId()
                                == Thread.currentThread().getId()) {
                    largest = Math.max(largest, event.getLong("allocationSize"));
                }
            }
            Files.delete(dump);
            return largest;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] zip(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        byte[] configuration = Arrays.copyOf(input, end);
        byte[] coefficients = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> entry :
                    Map.of("configuration.json", configuration, "coefficients.bin", coefficients).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
