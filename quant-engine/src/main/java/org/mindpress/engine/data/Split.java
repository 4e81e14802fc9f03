package org.mindpress.engine.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The part of a data set that an image belongs to. Test images decide once; ranges and settings see the other two only. */
public enum Split {
    /** Images that weights and ranges are learned from; calibration samples are drawn from here and from nowhere else. */
    TRAIN(0),
    /** Images that choices are made on. */
    VALIDATION(1),
    /** Images of the final number. */
    TEST(2);

    private final int code;

    Split(int code) {
        this.code = code;
    }

    /** The spelling used in file names, documents and messages: {@code train}, {@code validation}, {@code test}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Number of the split in packed files; never reused. */
    int code() {
        return code;
    }

    static Optional<Split> ofCode(int code) {
        return Arrays.stream(values()).filter(split -> split.code == code).findFirst();
    }
}
