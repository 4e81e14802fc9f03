package org.mindpress.engine.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The packed file of one split: what fetching writes and later stages read. Big-endian: magic {@code MPIMAGES}, int32 version 1, split (0 train,
 * 1 validation, 2 test), channels, height, width, count, number of classes (0: no labels); per class the UTF-8 length as int32 and the name; 32 bytes
 * {@link ImageSet#digest}; then the labels as int32, then the pixels as uint8 NCHW. Equal sets give equal bytes.
 */
public final class PackedImages {

    private static final byte[] MAGIC = "MPIMAGES".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int MOST_CLASSES = 1_000_000;
    private static final int LONGEST_NAME = 4096;

    private PackedImages() {}

    /** The usual file name of a split: {@code train.images}, {@code validation.images}, {@code test.images}. */
    public static String fileName(Split split) {
        return split.label() + ".images";
    }

    /** Writes the three splits of a data set into a folder, under their usual names. */
    public static void write(DataSet dataSet, Path folder) throws IOException {
        for (ImageSet set : dataSet.splits()) {
            write(set, folder.resolve(fileName(set.split())));
        }
    }

    /** Writes one split; the file is created or replaced. */
    public static void write(ImageSet set, Path file) throws IOException {
        try (OutputStream stream = Files.newOutputStream(file);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 16))) {
            out.write(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(set.split().code());
            out.writeInt(set.shape().channels());
            out.writeInt(set.shape().height());
            out.writeInt(set.shape().width());
            out.writeInt(set.count());
            out.writeInt(set.classNames().size());
            for (String name : set.classNames()) {
                byte[] text = name.getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
            out.write(HexFormat.of().parseHex(set.digest()));
            if (set.labelled()) {
                for (int label : set.labels()) {
                    out.writeInt(label);
                }
            }
            out.write(set.pixels());
        }
    }

    /**
     * Reads one split and checks its digest. Memory: the pixels once.
     *
     * @throws DataSetException when the file is no packed set, is cut off or was changed; the message names file and place
     */
    public static ImageSet read(Path file) throws IOException {
        long size = Files.size(file);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            return read(file, size, in);
        } catch (EOFException e) {
            throw new DataSetException(
                    file + ": the packed set ends after " + size
                            + " bytes, before its content is complete. Fetch the data set again.",
                    e);
        }
    }

    private static ImageSet read(Path file, long size, DataInputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DataSetException(file + ": no packed image set: it does not start with MPIMAGES");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new DataSetException(file + ": packed image set of version " + version + ", expected " + VERSION);
        }
        int splitCode = in.readInt();
        Optional<Split> split = Split.ofCode(splitCode);
        int channels = in.readInt();
        int height = in.readInt();
        int width = in.readInt();
        int count = in.readInt();
        int classes = in.readInt();
        boolean plausible = split.isPresent()
                && count > 0
                && classes >= 0
                && classes <= MOST_CLASSES
                && channels > 0
                && height > 0
                && width > 0
                && (double) channels * height * width * count <= size;
        if (!plausible) {
            throw new DataSetException(file + ": the header at byte 12 does not fit a file of " + size
                    + " bytes: split " + splitCode + ", image " + channels + " x " + height + " x " + width
                    + ", count " + count + ", classes " + classes);
        }
        List<String> classNames = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            int length = in.readInt();
            if (length < 0 || length > LONGEST_NAME) {
                throw new DataSetException(
                        file + ": name of class " + i + " has " + length + " bytes, expected 0 to " + LONGEST_NAME);
            }
            classNames.add(new String(readExactly(in, length), StandardCharsets.UTF_8));
        }
        String digest = HexFormat.of().formatHex(readExactly(in, DIGEST_BYTES));
        int[] labels = new int[classes > 0 ? count : 0];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = in.readInt();
        }
        ImageShape shape = new ImageShape(channels, height, width);
        byte[] pixels = readExactly(in, Math.multiplyExact(count, shape.size()));
        if (in.read() >= 0) {
            throw new DataSetException(file + ": bytes follow after the last image");
        }
        ImageSet set;
        try {
            set = ImageSet.owning(split.orElseThrow(), shape, classNames, pixels, labels);
        } catch (IllegalArgumentException e) {
            throw new DataSetException(file + ": " + e.getMessage(), e);
        }
        if (!set.digest().equals(digest)) {
            throw new DataSetException(file + ": the content does not have the digest in its header (" + digest
                    + "): the file was changed or damaged. Fetch the data set again.");
        }
        return set;
    }

    private static byte[] readExactly(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
