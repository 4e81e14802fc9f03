package org.mindpress.engine.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR-10 in its binary format: {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin}, records of 3,073 bytes: one label byte,
 * then 1,024 red, 1,024 green and 1,024 blue bytes, each 32 x 32 row by row (Krizhevsky 2009). Of the official 50,000 training images the first 45,000
 * are train and the last 5,000 validation.
 */
public final class Cifar10Reader implements DataSetReader {

    /** Class names by label. */
    public static final List<String> CLASS_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int RECORD_BYTES = 1 + SHAPE.size();
    private static final List<String> TRAIN_FILES =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
    private static final String TEST_FILE = "test_batch.bin";

    @Override
    public DataSet read(String name, Path folder) throws IOException {
        Problems problems = new Problems();
        List<Path> trainFiles = new ArrayList<>();
        for (String file : TRAIN_FILES) {
            trainFiles.add(folder.resolve(file));
        }
        Records train = records(name, trainFiles, problems);
        Records test = records(name, List.of(folder.resolve(TEST_FILE)), problems);
        problems.refuse();
        DataSet dataSet =
                new OfficialSplit(name, SHAPE, CLASS_NAMES).split(train.pixels, train.labels, test.pixels, test.labels);
        int trainCount = dataSet.train().count();
        return DuplicateImages.refuse(dataSet, (split, index) -> switch (split) {
            case TRAIN -> train.place(index);
            case VALIDATION -> train.place(trainCount + index);
            case TEST -> test.place(index);
        });
    }

    private static Records records(String name, List<Path> files, Problems problems) throws IOException {
        int[] counts = new int[files.size()];
        int total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = recordCount(name, files.get(i), problems);
            total += counts[i];
        }
        Records records = new Records(files, counts, total);
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                byte[] bytes = Files.readAllBytes(files.get(i));
                List<Integer> bad = new ArrayList<>();
                for (int record = 0; record < counts[i]; record++, next++) {
                    int at = record * RECORD_BYTES;
                    records.labels[next] = bytes[at] & 0xff;
                    if (records.labels[next] >= CLASS_NAMES.size()) {
                        bad.add(record);
                    }
                    System.arraycopy(bytes, at + 1, records.pixels, next * SHAPE.size(), SHAPE.size());
                }
                if (!bad.isEmpty()) {
                    int at = bad.get(0) * RECORD_BYTES;
                    problems.add(files.get(i) + ": record " + bad.get(0) + " at byte " + at + " has label "
                            + (bytes[at] & 0xff) + ", expected 0 to " + (CLASS_NAMES.size() - 1) + " ("
                            + bad.size() + " of " + counts[i] + " labels are out of range)");
                }
            }
        }
        return records;
    }

    private static int recordCount(String name, Path file, Problems problems) throws IOException {
        if (!Files.isRegularFile(file)) {
            problems.add("data set " + name + ": file " + file + " is missing");
            return 0;
        }
        long size = Files.size(file);
        if (size == 0) {
            problems.add(file + ": the file is empty, expected records of " + RECORD_BYTES + " bytes");
            return 0;
        }
        if (size % RECORD_BYTES != 0) {
            problems.add(file + ": " + size + " bytes are not a whole number of records of " + RECORD_BYTES
                    + " bytes: record " + size / RECORD_BYTES + " ends after " + size % RECORD_BYTES
                    + " bytes. The file is cut off or is no CIFAR-10 binary batch.");
            return 0;
        }
        return Math.toIntExact(size / RECORD_BYTES);
    }

    private static final class Records {
        private final List<Path> files;
        private final int[] counts;
        private final byte[] pixels;
        private final int[] labels;

        Records(List<Path> files, int[] counts, int total) {
            this.files = files;
            this.counts = counts;
            this.pixels = new byte[Math.multiplyExact(total, SHAPE.size())];
            this.labels = new int[total];
        }

        String place(int index) {
            int record = index;
            int file = 0;
            while (record >= counts[file]) {
                record -= counts[file];
                file++;
            }
            return files.get(file).getFileName() + " record " + record;
        }
    }
}
