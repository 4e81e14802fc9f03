package org.mindpress.engine.mindir;

import java.util.Arrays;
import java.util.Optional;

/**
 * The element types a MindIR tensor may have, with the three numbers by which the format knows them: the {@code data_type} of a
 * tensor, the size of an element in the raw data, and the TypeId that the operators Cast and Argmax take.
 */
public enum ElementType {
    FLOAT32(1, 4, 43, "float32"),
    UINT8(2, 1, 37, "uint8"),
    INT8(3, 1, 32, "int8"),
    UINT16(4, 2, 38, "uint16"),
    INT16(5, 2, 33, "int16"),
    INT32(6, 4, 34, "int32"),
    INT64(7, 8, 35, "int64"),
    BOOL(9, 1, 30, "bool"),
    FLOAT16(10, 2, 42, "float16"),
    FLOAT64(11, 8, 44, "float64"),
    UINT32(12, 4, 39, "uint32"),
    UINT64(13, 8, 40, "uint64"),
    BFLOAT16(16, 2, 45, "bfloat16");

    private static final int FLOAT64_ALIAS = 17;

    private final int dataType;
    private final int sizeBytes;
    private final int typeId;
    private final String label;

    ElementType(int dataType, int sizeBytes, int typeId, String label) {
        this.dataType = dataType;
        this.sizeBytes = sizeBytes;
        this.typeId = typeId;
        this.label = label;
    }

    /** The number written into {@code data_type}. */
    public int dataType() {
        return dataType;
    }

    /** Bytes of one element in the raw data. */
    public int sizeBytes() {
        return sizeBytes;
    }

    /** The number that Cast and Argmax take as their target. */
    public int typeId() {
        return typeId;
    }

    /** The element type of a {@code data_type} number; empty for numbers without raw data of their own (string, complex, packed int4). */
    public static Optional<ElementType> ofDataType(int dataType) {
        int number = dataType == FLOAT64_ALIAS ? FLOAT64.dataType : dataType;
        return Arrays.stream(values()).filter(type -> type.dataType == number).findFirst();
    }

    /** The element type of a TypeId, as Cast carries it. */
    public static Optional<ElementType> ofTypeId(long typeId) {
        return Arrays.stream(values()).filter(type -> type.typeId == typeId).findFirst();
    }

    @Override
    public String toString() {
        return label;
    }
}
