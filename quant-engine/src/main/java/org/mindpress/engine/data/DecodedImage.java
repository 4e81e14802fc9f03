package org.mindpress.engine.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** One PNG or JPEG file as uint8 CHW in the channel order asked for. Gray files become RGB by repetition; coloured files become gray by the luma of
 *  ITU-R BT.601, (299 R + 587 G + 114 B) / 1000 rounded. Transparency is ignored. */
final class DecodedImage {

    private static final long MOST_PIXELS = 64_000_000;
    private static final int SAMPLE_BITS = 8;

    private final ImageShape shape;
    private final byte[] pixels;

    private DecodedImage(ImageShape shape, byte[] pixels) {
        this.shape = shape;
        this.pixels = pixels;
    }

    /** DataSetException naming the file when it is no readable image. */
    static DecodedImage read(Path file, ChannelOrder order) throws DataSetException {
        BufferedImage image;
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            if (in == null) {
                throw new DataSetException(file + ": the file cannot be opened");
            }
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataSetException(file + ": no PNG or JPEG image");
            }
            image = read(file, readers.next(), in);
        } catch (DataSetException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DataSetException(file + ": the image cannot be decoded: " + e.getMessage(), e);
        }
        if (image.getColorModel().getComponentSize(0) > SAMPLE_BITS) {
            throw new DataSetException(
                    file + ": " + image.getColorModel().getComponentSize(0) + " bits a sample, expected 8");
        }
        return new DecodedImage(
                new ImageShape(order.channels(), image.getHeight(), image.getWidth()), planes(image, order));
    }

    private static BufferedImage read(Path file, ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in);
            long size = (long) reader.getWidth(0) * reader.getHeight(0);
            if (size > MOST_PIXELS) {
                throw new DataSetException(file + ": " + reader.getWidth(0) + " x " + reader.getHeight(0)
                        + " pixels are too many, at most " + MOST_PIXELS);
            }
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    private static byte[] planes(BufferedImage image, ChannelOrder order) {
        int width = image.getWidth();
        int plane = width * image.getHeight();
        byte[] pixels = new byte[order.channels() * plane];
        // getRGB would apply a gamma to gray samples: they are taken from the raster as they are
        boolean graySamples = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        Raster raster = image.getRaster();
        for (int i = 0; i < plane; i++) {
            int x = i % width;
            int y = i / width;
            int sample = graySamples ? raster.getSample(x, y, 0) : 0;
            int rgb = graySamples ? sample * 0x010101 : image.getRGB(x, y);
            int red = (rgb >> 16) & 0xff;
            int green = (rgb >> 8) & 0xff;
            int blue = rgb & 0xff;
            if (order == ChannelOrder.GRAY) {
                pixels[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
            } else {
                pixels[i] = (byte) red;
                pixels[plane + i] = (byte) green;
                pixels[2 * plane + i] = (byte) blue;
            }
        }
        return pixels;
    }

    ImageShape shape() {
        return shape;
    }

    /** uint8 CHW. */
    byte[] pixels() {
        return pixels.clone();
    }

    /** Bilinear with half-pixel centres and clamped edges, computed in double, rounded half up; uint8 CHW of the new size. */
    byte[] resized(int height, int width) {
        if (height == shape.height() && width == shape.width()) {
            return pixels();
        }
        byte[] target = new byte[shape.channels() * height * width];
        double scaleY = (double) shape.height() / height;
        double scaleX = (double) shape.width() / width;
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = 0; y < height; y++) {
                double sourceY = Math.max(0, (y + 0.5) * scaleY - 0.5);
                for (int x = 0; x < width; x++) {
                    double sourceX = Math.max(0, (x + 0.5) * scaleX - 0.5);
                    target[(channel * height + y) * width + x] =
                            (byte) (int) Math.floor(interpolated(channel, sourceY, sourceX) + 0.5);
                }
            }
        }
        return target;
    }

    private double interpolated(int channel, double y, double x) {
        int top = Math.min((int) y, shape.height() - 1);
        int left = Math.min((int) x, shape.width() - 1);
        int bottom = Math.min(top + 1, shape.height() - 1);
        int right = Math.min(left + 1, shape.width() - 1);
        double down = y - top;
        double across = x - left;
        double upper = pixel(channel, top, left) * (1 - across) + pixel(channel, top, right) * across;
        double lower = pixel(channel, bottom, left) * (1 - across) + pixel(channel, bottom, right) * across;
        return upper * (1 - down) + lower * down;
    }

    private int pixel(int channel, int y, int x) {
        return pixels[(channel * shape.height() + y) * shape.width() + x] & 0xff;
    }
}
