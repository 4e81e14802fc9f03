package org.mindpress.engine.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/** Element types of a checkpoint, with their spelling in the file and the size of an element. */
public enum ParameterType {
    INT8("Int8", 1),
    UINT8("UInt8", 1),
    INT16("Int16", 2),
    UINT16("UInt16", 2),
    INT32("Int32", 4),
    UINT32("UInt32", 4),
    INT64("Int64", 8),
    UINT64("UInt64", 8),
    FLOAT16("Float16", 2),
    FLOAT32("Float32", 4),
    FLOAT64("Float64", 8),
    BOOL("Bool", 1),
    BFLOAT16("BFloat16", 2),
    INT4("Int4", 1),
    /** UTF-32, little endian; its dims say nothing. */
    TEXT("str", 4);

    private final String spelling;
    private final int sizeBytes;

    ParameterType(String spelling, int sizeBytes) {
        this.spelling = spelling;
        this.sizeBytes = sizeBytes;
    }

    /** The {@code tensor_type} in the file. */
    public String spelling() {
        return spelling;
    }

    /** Bytes of one element. */
    public int sizeBytes() {
        return sizeBytes;
    }

    boolean isReal() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64 || this == BFLOAT16;
    }

    static Optional<ParameterType> of(String spelling) {
        return Arrays.stream(values())
                .filter(type -> type.spelling.equals(spelling))
                .findFirst();
    }
}
