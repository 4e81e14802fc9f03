import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Writes a class-folder set of generated images: the form of a real one, and nothing to learn from. The class decides directions and frequencies of
 * three waves a colour, the image their phases and some grain. The same Java gives the same bytes.
 *
 * <p>usage: {@code java MakeData.java FOLDER [CLASSES IMAGES_PER_CLASS]}
 */
public final class MakeData {

    private static final int SIDE = 96;
    private static final int WAVES = 3;
    private static final int COLOURS = 3;
    private static final int GRAIN = 24;
    private static final long SEED = 224;

    private MakeData() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1 && arguments.length != 3) {
            System.err.println("usage: java MakeData.java FOLDER [CLASSES IMAGES_PER_CLASS]");
            System.exit(2);
        }
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
        Path folder = Path.of(arguments[0]);
        int classes = arguments.length == 3 ? Integer.parseInt(arguments[1]) : 1000;
        int images = arguments.length == 3 ? Integer.parseInt(arguments[2]) : 2;
        for (int label = 0; label < classes; label++) {
            Files.createDirectories(folder.resolve(className(label)));
        }
        IntStream.range(0, classes * images).parallel().forEach(number -> {
            int label = number / images;
            write(
                    image(label, number % images),
                    folder.resolve(className(label)).resolve("image-" + number % images + ".png"));
        });
        System.out.println(classes + " classes of " + images + " generated images in " + folder);
    }

    private static String className(int label) {
        return String.format("class-%04d", label);
    }

    private static BufferedImage image(int label, int number) {
        SplittableRandom ofClass = new SplittableRandom(SEED + label);
        SplittableRandom ofImage = new SplittableRandom((SEED + label) * 1_000_003L + number);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[SIDE * SIDE];
        for (int colour = 0; colour < COLOURS; colour++) {
            double[] across = new double[WAVES];
            double[] down = new double[WAVES];
            double[] phase = new double[WAVES];
            for (int wave = 0; wave < WAVES; wave++) {
                across[wave] = ofClass.nextDouble(-0.5, 0.5);
                down[wave] = ofClass.nextDouble(-0.5, 0.5);
                phase[wave] = ofImage.nextDouble(2 * Math.PI);
            }
            int mean = ofClass.nextInt(90, 166);
            for (int i = 0; i < pixels.length; i++) {
                double value = mean + ofImage.nextInt(-GRAIN, GRAIN + 1);
                for (int wave = 0; wave < WAVES; wave++) {
                    // StrictMath, unlike Math, gives the same digits everywhere
                    value += 40 * StrictMath.sin(across[wave] * (i % SIDE) + down[wave] * (i / SIDE) + phase[wave]);
                }
                int sample = (int) Math.max(0, Math.min(255, Math.rint(value)));
                pixels[i] = pixels[i] << 8 | sample;
            }
        }
        image.setRGB(0, 0, SIDE, SIDE, pixels, 0, SIDE);
        return image;
    }

    private static void write(BufferedImage image, Path file) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            Files.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
