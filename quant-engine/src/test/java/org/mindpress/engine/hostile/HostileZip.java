package org.mindpress.engine.hostile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Zips of Deeplearning4j made to harm, from one that it wrote. */
final class HostileZip {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";

    private HostileZip() {}

    static List<HostileFile> all() {
        List<HostileFile> files = new ArrayList<>(List.of(
                HostileFile.of(
                        "zip, coefficients of 64 MB of zeros",
                        with(COEFFICIENTS, zeros(64 << 20)),
                        "its entry coefficients.bin is more than 2 times as long as the file",
                        "zip -0"),
                HostileFile.of(
                        "zip, an unread entry of 256 MB of zeros",
                        with("updaterState.bin", zeros(256 << 20)),
                        "unpack to more than 16 times the file"),
                HostileFile.of(
                        "zip, a configuration of 32 MB of zeros",
                        with(CONFIGURATION, zeros(32 << 20)),
                        "its entry configuration.json is more than 2 times as long as the file"),
                HostileFile.of(
                        "zip, a configuration of two million empty objects",
                        heavy(json -> "[" + "{},".repeat(2_000_000) + "{}]"),
                        "its entry configuration.json is longer than"),
                HostileFile.of(
                        "zip, configuration in lists in lists", configured(json -> "[".repeat(100_000)), "no JSON"),
                HostileFile.of(
                        "zip, an entry above the folder",
                        with("../../" + COEFFICIENTS, zeros(4)),
                        "its entry '../../coefficients.bin' leads out of the folder"),
                HostileFile.of(
                        "zip, an entry at the root",
                        with("/etc/passwd", zeros(4)),
                        "its entry '/etc/passwd' leads out"),
                HostileFile.of(
                        "zip, two layers of a name",
                        configured(json -> json.replace("\"layerName\" : \"second\"", "\"layerName\" : \"pool\"")),
                        "another layer has this name"),
                HostileFile.of(
                        "zip, a layer of 2^31 times 2^31 parameters",
                        configured(json -> json.replaceAll("\"nin\" : \\d+", "\"nin\" : 2147483647")
                                .replaceAll("\"nout\" : \\d+", "\"nout\" : 2147483647")),
                        "it needs 2147483647 parameters"),
                HostileFile.of(
                        "zip, a layer of negative size",
                        configured(json -> json.replaceAll("\"nout\" : 10", "\"nout\" : -10")),
                        "at node classes"),
                HostileFile.of("zip, fewer numbers than announced", announced(1 << 30), "was cut short"),
                HostileFile.of("zip, a negative number of numbers", announced(-1), "was cut short")));
        files.add(HostileFile.of("zip, an entry twice", twice(), "it has two entries coefficients.bin"));
        return files.stream().map(file -> file.withImage(1, 28, 26)).toList();
    }

    /** Zeros without an array of them. */
    private static InputStream zeros(int count) {
        return new InputStream() {
            private int left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                int read = Math.min(left, length);
                left -= read;
                return read > 0 ? read : -1;
            }
        };
    }

    private static byte[] with(String entry, InputStream content) {
        Map<String, InputStream> entries = new LinkedHashMap<>();
        entries().forEach((name, bytes) -> entries.put(name, new ByteArrayInputStream(bytes)));
        entries.put(entry, content);
        return zip(entries);
    }

    private static byte[] configured(UnaryOperator<String> change) {
        String json = new String(entries().get(CONFIGURATION), StandardCharsets.UTF_8);
        return with(CONFIGURATION, new ByteArrayInputStream(change.apply(json).getBytes(StandardCharsets.UTF_8)));
    }

    /** A changed configuration in a file that is large enough for it. */
    private static byte[] heavy(UnaryOperator<String> change) {
        byte[] noise = new byte[4 << 20];
        new SplittableRandom(5).nextBytes(noise);
        Map<String, InputStream> entries = new LinkedHashMap<>();
        entries.put("noise.bin", new ByteArrayInputStream(noise));
        entries().forEach((name, bytes) -> entries.put(name, new ByteArrayInputStream(bytes)));
        entries.put(CONFIGURATION, new ByteArrayInputStream(change.apply("").getBytes(StandardCharsets.UTF_8)));
        return zip(entries);
    }

    private static byte[] announced(long numbers) {
        byte[] coefficients = entries().get(COEFFICIENTS);
        int type = new String(coefficients, StandardCharsets.ISO_8859_1).indexOf("FLOAT");
        // before the name of the type: its length in 2 bytes, before that the count in 8
        ByteBuffer.wrap(coefficients).putLong(type - 10, numbers);
        return with(COEFFICIENTS, new ByteArrayInputStream(coefficients));
    }

    /** {@link ZipOutputStream} refuses a second entry of a name, so one is renamed in the bytes. */
    private static byte[] twice() {
        String packed = new String(
                with("coefficientz.bin", new ByteArrayInputStream(new byte[4])), StandardCharsets.ISO_8859_1);
        return packed.replace("coefficientz.bin", COEFFICIENTS).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, byte[]> entries() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream file = HostileZip.class.getResourceAsStream("/importer/deeplearning4j/lenet.zip");
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return entries;
    }

    private static byte[] zip(Map<String, InputStream> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, InputStream> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                entry.getValue().transferTo(zip);
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
