package org.mindpress.engine.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A training between two steps, as a zip of {@code configuration.json} (format, step, fingerprint of the training),
 * {@code coefficients.bin}, {@code updaterState.bin} and {@code losses.bin} (little-endian float32). It holds numbers only: the network
 * is built anew from model and plan, so that reading a checkpoint never creates a class that the file names. Equal trainings give equal
 * bytes.
 */
final class TrainingCheckpoint {
    private static final int FORMAT = 1;
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final String UPDATER = "updaterState.bin";
    private static final String LOSSES = "losses.bin";
    private static final Set<String> ENTRIES = Set.of(CONFIGURATION, COEFFICIENTS, UPDATER, LOSSES);

    /** More than any network that can be trained here needs. */
    private static final long LARGEST_BYTES = 1L << 30;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final long step;
    private final String fingerprint;
    private final float[] coefficients;
    private final float[] updater;
    private final float[] losses;

    /**
     * Wraps the arrays.
     *
     * @param step number of steps that are done
     * @param fingerprint of model, plan and settings
     * @param coefficients flat parameters of the running network: weights, statistics and ranges
     * @param updater flat state of the optimiser
     * @param losses one per step
     */
    TrainingCheckpoint(long step, String fingerprint, float[] coefficients, float[] updater, float[] losses) {
        this.step = step;
        this.fingerprint = fingerprint;
        this.coefficients = coefficients;
        this.updater = updater;
        this.losses = losses;
    }

    long step() {
        return step;
    }

    String fingerprint() {
        return fingerprint;
    }

    float[] coefficients() {
        return coefficients;
    }

    float[] updater() {
        return updater;
    }

    float[] losses() {
        return losses;
    }

    byte[] toBytes() {
        ObjectNode configuration = JSON.createObjectNode();
        configuration.put("format", FORMAT);
        configuration.put("step", step);
        configuration.put("fingerprint", fingerprint);
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(4 * (coefficients.length + updater.length + losses.length) + 1024);
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.BEST_SPEED);
            write(zip, CONFIGURATION, configuration.toString().getBytes(StandardCharsets.UTF_8));
            write(zip, COEFFICIENTS, encode(coefficients));
            write(zip, UPDATER, encode(updater));
            write(zip, LOSSES, encode(losses));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return bytes.toByteArray();
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] encode(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static float[] decode(byte[] content, String name) {
        if (content.length % Float.BYTES != 0) {
            throw bad(name + " has " + content.length + " bytes, not a multiple of 4");
        }
        float[] values = new float[content.length / Float.BYTES];
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** Reads a checkpoint; {@link IllegalArgumentException} for anything that {@link #toBytes} does not write. */
    static TrainingCheckpoint parse(byte[] zip) {
        Map<String, byte[]> entries = entries(zip);
        List<String> missing = ENTRIES.stream()
                .filter(name -> !entries.containsKey(name))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw bad("entries are missing: " + missing);
        }
        JsonNode configuration = configuration(entries);
        if (configuration.path("format").asInt(0) != FORMAT) {
            throw bad("format " + configuration.path("format") + ", expected " + FORMAT);
        }
        float[] losses = decode(content(entries, LOSSES), LOSSES);
        long step = configuration.path("step").asLong(-1);
        if (step != losses.length) {
            throw bad("step " + step + " with " + losses.length + " losses");
        }
        return new TrainingCheckpoint(
                step,
                configuration.path("fingerprint").asText(),
                decode(content(entries, COEFFICIENTS), COEFFICIENTS),
                decode(content(entries, UPDATER), UPDATER),
                losses);
    }

    private static byte[] content(Map<String, byte[]> entries, String name) {
        return entries.getOrDefault(name, new byte[0]);
    }

    private static JsonNode configuration(Map<String, byte[]> entries) {
        try {
            return JSON.readTree(new String(content(entries, CONFIGURATION), StandardCharsets.UTF_8));
        } catch (JsonProcessingException fault) {
            throw new IllegalArgumentException("checkpoint: " + CONFIGURATION + " is not JSON", fault);
        }
    }

    private static Map<String, byte[]> entries(byte[] zip) {
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream input = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = input.getNextEntry(); entry != null; entry = input.getNextEntry()) {
                if (!ENTRIES.contains(entry.getName())) {
                    throw bad("entry " + entry.getName() + " is not one of " + ENTRIES);
                }
                byte[] content = input.readNBytes((int) LARGEST_BYTES);
                if (content.length == LARGEST_BYTES || entries.put(entry.getName(), content) != null) {
                    throw bad("entry " + entry.getName() + " is too large or there twice");
                }
            }
        } catch (IOException fault) {
            throw new IllegalArgumentException("checkpoint: not a readable zip: " + fault.getMessage(), fault);
        }
        return entries;
    }

    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(
                "checkpoint: " + what + ". Remedy: delete it; the training starts at the one before or anew");
    }
}
