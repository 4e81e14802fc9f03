package org.mindpress.engine.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The IDX format of MNIST and Fashion-MNIST: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and
 * {@code t10k-labels-idx1-ubyte}, unpacked. Big-endian; images: int32 0x00000803, count, rows, columns, then uint8 row by row; labels: int32 0x00000801,
 * count, then uint8. Of the official 60,000 training images the last 5,000 are validation.
 */
public final class IdxReader implements DataSetReader {

    private static final int IMAGE_MAGIC = 0x803;
    private static final int LABEL_MAGIC = 0x801;
    private static final int IMAGE_HEADER_BYTES = 16;
    private static final int LABEL_HEADER_BYTES = 8;

    private final List<String> classNames;

    /** A set with these class names by label. */
    public IdxReader(List<String> classNames) {
        if (classNames.isEmpty()) {
            throw new IllegalArgumentException("an IDX data set needs at least 1 class name");
        }
        this.classNames = List.copyOf(classNames);
    }

    /** MNIST: the classes are called 0 to 9. */
    public static IdxReader mnist() {
        return new IdxReader(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    }

    /** Fashion-MNIST. */
    public static IdxReader fashionMnist() {
        return new IdxReader(List.of(
                "T-shirt/top",
                "trouser",
                "pullover",
                "dress",
                "coat",
                "sandal",
                "shirt",
                "sneaker",
                "bag",
                "ankle boot"));
    }

    @Override
    public DataSet read(String name, Path folder) throws IOException {
        Problems problems = new Problems();
        Path trainImages = folder.resolve("train-images-idx3-ubyte");
        Path trainLabels = folder.resolve("train-labels-idx1-ubyte");
        Path testImages = folder.resolve("t10k-images-idx3-ubyte");
        Path testLabels = folder.resolve("t10k-labels-idx1-ubyte");
        byte[] trainImageBytes = read(name, trainImages, IMAGE_MAGIC, IMAGE_HEADER_BYTES, problems);
        byte[] trainLabelBytes = read(name, trainLabels, LABEL_MAGIC, LABEL_HEADER_BYTES, problems);
        byte[] testImageBytes = read(name, testImages, IMAGE_MAGIC, IMAGE_HEADER_BYTES, problems);
        byte[] testLabelBytes = read(name, testLabels, LABEL_MAGIC, LABEL_HEADER_BYTES, problems);
        problems.refuse();
        int[] train = labels(trainLabels, trainLabelBytes, trainImages, trainImageBytes, problems);
        int[] test = labels(testLabels, testLabelBytes, testImages, testImageBytes, problems);
        ImageShape shape = shape(trainImageBytes);
        ImageShape testShape = shape(testImageBytes);
        if (!shape.equals(testShape)) {
            problems.add(testImages + ": images are " + testShape + ", those of " + trainImages.getFileName() + " are "
                    + shape);
        }
        problems.refuse();
        DataSet dataSet = new OfficialSplit(name, shape, classNames)
                .split(pixels(trainImageBytes), train, pixels(testImageBytes), test);
        int trainCount = dataSet.train().count();
        return DuplicateImages.refuse(dataSet, (split, index) -> switch (split) {
            case TRAIN -> trainImages.getFileName() + " image " + index;
            case VALIDATION -> trainImages.getFileName() + " image " + (trainCount + index);
            case TEST -> testImages.getFileName() + " image " + index;
        });
    }

    /** All bytes of a file whose header fits its size; an empty array when it does not. */
    private static byte[] read(String name, Path file, int magic, int headerBytes, Problems problems)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            problems.add("data set " + name + ": file " + file + " is missing");
            return new byte[0];
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < headerBytes) {
            problems.add(file + ": " + bytes.length + " bytes, the header alone has " + headerBytes);
            return new byte[0];
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int found = header.getInt();
        if (found != magic) {
            problems.add(file + ": starts with 0x" + Integer.toHexString(found) + ", expected 0x"
                    + Integer.toHexString(magic) + "; is it still compressed?");
            return new byte[0];
        }
        double expected = headerBytes;
        double content = 1;
        boolean positive = true;
        for (int at = Integer.BYTES; at < headerBytes; at += Integer.BYTES) {
            int size = header.getInt();
            positive &= size > 0;
            content *= size;
        }
        expected += content;
        if (!positive || expected != bytes.length) {
            problems.add(file + ": the header announces " + sizes(bytes, headerBytes) + " values, that is "
                    + (long) expected + " bytes with the header; the file has " + bytes.length);
            return new byte[0];
        }
        return bytes;
    }

    private static String sizes(byte[] bytes, int headerBytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes, Integer.BYTES, headerBytes - Integer.BYTES);
        StringBuilder text = new StringBuilder().append(header.getInt());
        while (header.hasRemaining()) {
            text.append(" x ").append(header.getInt());
        }
        return text.toString();
    }

    private int[] labels(Path labelFile, byte[] labelBytes, Path imageFile, byte[] imageBytes, Problems problems) {
        int images = ByteBuffer.wrap(imageBytes).getInt(Integer.BYTES);
        int count = labelBytes.length - LABEL_HEADER_BYTES;
        if (images != count) {
            problems.add(labelFile + ": " + count + " labels, but " + imageFile.getFileName() + " has " + images
                    + " images");
        }
        int[] labels = new int[count];
        List<Integer> bad = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels[i] = labelBytes[LABEL_HEADER_BYTES + i] & 0xff;
            if (labels[i] >= classNames.size()) {
                bad.add(i);
            }
        }
        if (!bad.isEmpty()) {
            int first = bad.get(0);
            problems.add(labelFile + ": label " + first + " at byte " + (LABEL_HEADER_BYTES + first) + " is "
                    + labels[first] + ", expected 0 to " + (classNames.size() - 1) + " (" + bad.size() + " of " + count
                    + " labels are out of range)");
        }
        return labels;
    }

    private static ImageShape shape(byte[] imageBytes) {
        ByteBuffer header = ByteBuffer.wrap(imageBytes);
        return new ImageShape(1, header.getInt(8), header.getInt(12));
    }

    private static byte[] pixels(byte[] imageBytes) {
        return Arrays.copyOfRange(imageBytes, IMAGE_HEADER_BYTES, imageBytes.length);
    }
}
