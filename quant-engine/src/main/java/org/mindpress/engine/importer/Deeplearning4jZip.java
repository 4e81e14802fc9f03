package org.mindpress.engine.importer;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * The two entries of a zip of Deeplearning4j's ModelSerializer that hold the network. Together they may unpack to twice the file
 * and a mebibyte, so that a hostile file costs no memory: trained float32 numbers pack to nine tenths, and a configuration that packs to a
 * tenth is some 100 KB. What nobody reads may unpack to {@value #PASSED_OVER} times the file, so that it costs little time: the state of an
 * updater that has not trained is zeros, twice as many as there are parameters.
 *
 * @param configuration JSON
 * @param coefficients the parameters as ND4J writes an array
 */
@SuppressWarnings("ArrayRecordComponent") // read once and forgotten
record Deeplearning4jZip(byte[] configuration, byte[] coefficients) {
    private static final byte[] SIGNATURE = {'P', 'K', 3, 4};
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final Set<String> WANTED = Set.of(CONFIGURATION, COEFFICIENTS);
    private static final String AGAIN = "save the model with ModelSerializer.writeModel";
    private static final String UNPACKED = "pack the entries again without compression: zip -0";
    private static final int CONFIGURATION_ROOM = 1 << 20;
    private static final int LONGEST_CONFIGURATION = 4 << 20;
    private static final int GROWTH = 2;
    private static final int PASSED_OVER = 16;

    /** Whether the bytes start as a zip does. */
    static boolean isOne(byte[] content) {
        return content.length >= SIGNATURE.length
                && java.util.Arrays.equals(content, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    static Deeplearning4jZip open(byte[] content) {
        Map<String, byte[]> entries = new HashMap<>();
        long room = (long) GROWTH * content.length + CONFIGURATION_ROOM;
        long passedOver = (long) PASSED_OVER * content.length + CONFIGURATION_ROOM;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                checkFramework(name);
                if (!CompanionFiles.staysInside(name)) {
                    throw new ImportRefusal(
                            "its entry '" + name + "' leads out of the folder it is unpacked to", AGAIN);
                }
                if (!WANTED.contains(name)) {
                    passedOver -= zip.skip(passedOver + 1);
                    if (passedOver < 0) {
                        throw new ImportRefusal(
                                "its entries unpack to more than " + PASSED_OVER + " times the file", UNPACKED);
                    }
                    continue;
                }
                long most = name.equals(CONFIGURATION) ? Math.min(room, LONGEST_CONFIGURATION) : room;
                byte[] bytes = zip.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
                if (bytes.length > most && most < room) {
                    throw new ImportRefusal("its entry " + name + " is longer than " + most + " bytes", AGAIN);
                }
                room -= bytes.length;
                if (room < 0) {
                    throw new ImportRefusal(
                            "its entry " + name + " is more than " + GROWTH + " times as long as the file", UNPACKED);
                }
                if (entries.put(name, bytes) != null) {
                    throw new ImportRefusal("it has two entries " + name, AGAIN);
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException damaged) {
            throw new ImportRefusal("it is a damaged zip: " + damaged.getMessage(), "copy the file completely");
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return new Deeplearning4jZip(entry(entries, CONFIGURATION), entry(entries, COEFFICIENTS));
    }

    /** Other frameworks save zips as well. */
    private static void checkFramework(String entry) {
        if (entry.equals("model.weights.h5")) {
            throw new ImportRefusal("it is a .keras file of Keras 3", "save the model as HDF5: model.save(\"net.h5\")");
        }
        if (entry.endsWith("/data.pkl")) {
            throw new ImportRefusal("it is a checkpoint of PyTorch", "export the model with torch.onnx.export");
        }
    }

    private static byte[] entry(Map<String, byte[]> entries, String name) {
        byte[] bytes = entries.get(name);
        if (bytes == null) {
            throw new ImportRefusal("it is a zip without " + name, AGAIN);
        }
        return bytes;
    }
}
