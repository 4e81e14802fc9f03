package org.mindpress.engine.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of classes: every folder in it is a class, called by its name and numbered in sorted order, and holds PNG or JPEG files. Names that begin with
 * a dot or an underscore are no data. The splits follow from the pixels ({@link SplitFractions}).
 */
public final class ClassFolderReader implements DataSetReader {

    private final InputSpecification specification;
    private final SplitFractions fractions;

    /**
     * Images become the size and channel order of the specification; other sizes are refused unless it says {@link Resize#BILINEAR}. A packed set has
     * images of one size, so {@link Resize#NORMALIZED_BILINEAR} is an IllegalArgumentException.
     */
    public ClassFolderReader(InputSpecification specification, SplitFractions fractions) {
        if (specification.resize() == Resize.NORMALIZED_BILINEAR) {
            throw new IllegalArgumentException(
                    "class folders are resized while they are read: use BILINEAR, not NORMALIZED_BILINEAR");
        }
        this.specification = specification;
        this.fractions = fractions;
    }

    @Override
    public DataSet read(String name, Path folder) throws IOException {
        Problems problems = new Problems();
        List<Path> classFolders = classFolders(name, folder, problems);
        List<String> classNames = new ArrayList<>();
        Parts parts = new Parts();
        Map<String, Seen> seen = new HashMap<>();
        for (Path classFolder : classFolders) {
            for (Path file : imageFiles(classFolder, problems)) {
                try {
                    add(file, classNames.size(), parts, seen, problems);
                } catch (DataSetException e) {
                    e.problems().forEach(problems::add);
                }
            }
            classNames.add(String.valueOf(classFolder.getFileName()));
        }
        if (!problems.any()) {
            for (Split split : Split.values()) {
                if (parts.of(split).files.isEmpty()) {
                    problems.add("data set " + name + ": none of its " + seen.size() + " different images falls into "
                            + split.label() + ". Add images, or give " + split.label() + " a larger share.");
                }
            }
        }
        problems.refuse();
        DataSet dataSet = new DataSet(
                name,
                parts.of(Split.TRAIN).images(Split.TRAIN, specification.shape(), classNames),
                parts.of(Split.VALIDATION).images(Split.VALIDATION, specification.shape(), classNames),
                parts.of(Split.TEST).images(Split.TEST, specification.shape(), classNames));
        return DuplicateImages.refuse(dataSet, (split, index) -> parts.place(split, index));
    }

    private void add(Path file, int label, Parts parts, Map<String, Seen> seen, Problems problems)
            throws DataSetException {
        DecodedImage image = DecodedImage.read(file, specification.channelOrder());
        if (specification.resize() == Resize.NONE && !image.shape().equals(specification.shape())) {
            problems.add(file + ": the image has " + image.shape().height() + " x "
                    + image.shape().width() + " pixels (height x width), expected " + specification.height() + " x "
                    + specification.width() + ". Convert it, or set resize: bilinear in the input specification.");
            return;
        }
        byte[] original = image.pixels();
        Sha256 sha256 = new Sha256();
        sha256.update(image.shape() + "\n");
        sha256.update(original, 0, original.length);
        Seen first = seen.putIfAbsent(sha256.hex(), new Seen(file, label));
        if (first != null && first.label() != label) {
            problems.add(
                    file + ": the same image is also in another class, as " + first.file() + ". Remove one of them.");
            return;
        }
        Part part = parts.of(fractions.splitOf(image.shape(), original));
        part.files.add(file);
        part.labels.add(label);
        part.pixels.writeBytes(image.resized(specification.height(), specification.width()));
    }

    private static List<Path> classFolders(String name, Path folder, Problems problems) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new DataSetException("data set " + name + ": folder " + folder + " is missing");
        }
        List<Path> classes = new ArrayList<>();
        for (Path path : sortedData(folder)) {
            if (Files.isDirectory(path)) {
                classes.add(path);
            } else {
                problems.add(path + ": the file is outside any class folder");
            }
        }
        if (classes.size() < 2) {
            problems.add("data set " + name + ": " + folder + " has " + classes.size()
                    + " class folders, expected at least 2");
        }
        return classes;
    }

    private static List<Path> imageFiles(Path classFolder, Problems problems) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : sortedData(classFolder)) {
            String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
            if (Files.isRegularFile(path)
                    && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"))) {
                files.add(path);
            } else {
                problems.add(path + ": expected only PNG and JPEG files (.png, .jpg, .jpeg) in a class folder");
            }
        }
        if (files.isEmpty()) {
            problems.add(classFolder + ": the class has no images");
        }
        return files;
    }

    private static List<Path> sortedData(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> {
                        String name = String.valueOf(path.getFileName());
                        return !name.startsWith(".") && !name.startsWith("_");
                    })
                    .sorted()
                    .toList();
        }
    }

    private record Seen(Path file, int label) {}

    private static final class Parts {
        private final Part train = new Part();
        private final Part validation = new Part();
        private final Part test = new Part();

        Part of(Split split) {
            return switch (split) {
                case TRAIN -> train;
                case VALIDATION -> validation;
                case TEST -> test;
            };
        }

        String place(Split split, int index) {
            return of(split).files.get(index).toString();
        }
    }

    private static final class Part {
        private final List<Path> files = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();
        private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();

        ImageSet images(Split split, ImageShape shape, List<String> classNames) {
            return ImageSet.owning(
                    split,
                    shape,
                    classNames,
                    pixels.toByteArray(),
                    labels.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
