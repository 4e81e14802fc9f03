package org.mindpress.engine.mindir;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto.AttributeType;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto;

/** Turns encoded attributes and tensors into values. Scalars alone and scalars inside a sequence sit in different fields. */
final class ValueDecoder {
    private static final String REWRITE = "export the model again with a current MindSpore";
    private static final int PACKED_INT4 = 18;

    private final ProblemList problems;
    private final ExternalTensors external;

    ValueDecoder(ProblemList problems, CompanionFiles external) {
        this.problems = problems;
        this.external = new ExternalTensors(external, problems);
    }

    /** The value of a top-level attribute; a problem and an opaque value when it cannot be read. */
    MindirValue value(AttributeProto attribute, String place) {
        if (attribute.hasRefAttrName()) {
            return broken(place, "uses the attribute encoding of MindSpore up to 1.6", REWRITE);
        }
        return decode(attribute, place, false);
    }

    private MindirValue decode(AttributeProto attribute, String place, boolean nested) {
        if (!attribute.hasType()) {
            return broken(place, "has no known type", REWRITE);
        }
        AttributeType type = attribute.getType();
        return switch (type) {
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> whole(attribute, place, nested);
            case FLOAT ->
                nested && attribute.getFloatsCount() == 0
                        ? broken(place, "is a sequence element without number", REWRITE)
                        : new MindirValue.Real(nested ? attribute.getFloats(0) : attribute.getF());
            case DOUBLE ->
                nested && attribute.getDoublesCount() == 0
                        ? broken(place, "is a sequence element without number", REWRITE)
                        : new MindirValue.Real(
                                nested ? attribute.getDoubles(0) : attribute.getD(), ElementType.FLOAT64);
            case STRING ->
                nested && attribute.getStringsCount() == 0
                        ? broken(place, "is a sequence element without text", REWRITE)
                        : new MindirValue.Text((nested ? attribute.getStrings(0) : attribute.getS()).toStringUtf8());
            case TENSORS -> tensorOrType(attribute, place);
            case TUPLE, LIST -> sequence(attribute, place);
            default -> new MindirValue.Opaque(type.name());
        };
    }

    private MindirValue sequence(AttributeProto attribute, String place) {
        List<MindirValue> elements = new ArrayList<>();
        for (AttributeProto element : attribute.getValuesList()) {
            elements.add(decode(element, place, true));
        }
        return new MindirValue.Sequence(elements, attribute.getType() == AttributeType.LIST);
    }

    private MindirValue whole(AttributeProto attribute, String place, boolean nested) {
        if (nested ? attribute.getIntsCount() == 0 : !attribute.hasI()) {
            return broken(place, "is a " + attribute.getType() + " without a value", REWRITE);
        }
        long number = nested ? attribute.getInts(0) : attribute.getI();
        if (attribute.getType() == AttributeType.BOOL) {
            return new MindirValue.Flag(number != 0);
        }
        return ElementType.ofDataType(attribute.getType().getNumber())
                .<MindirValue>map(type -> new MindirValue.Whole(number, type))
                .orElseGet(() -> new MindirValue.Whole(number));
    }

    private MindirValue tensorOrType(AttributeProto attribute, String place) {
        if (attribute.getTensorsCount() == 0) {
            return broken(place, "announces a tensor and holds none", REWRITE);
        }
        TensorProto tensor = attribute.getTensors(0);
        if (!tensor.hasRawData()) {
            return ElementType.ofDataType(tensor.getDataType())
                    .<MindirValue>map(MindirValue.Type::new)
                    .orElseGet(() -> new MindirValue.Opaque("data type " + tensor.getDataType()));
        }
        return tensor(tensor, place).<MindirValue>map(MindirValue.Tensor::new).orElse(new MindirValue.Opaque("tensor"));
    }

    /** A tensor with its data; a problem and empty when type, dims and length do not fit. Allocates no more than the data present. */
    Optional<TensorData> tensor(TensorProto tensor, String place) {
        if (tensor.hasCompressionType() && tensor.getCompressionType() != TensorProto.CompressionType.NO_COMPRESSION) {
            broken(place, "is compressed (" + tensor.getCompressionType() + ")", "export without compression");
            return Optional.empty();
        }
        Optional<TensorType> type = type(tensor, place);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        long expected;
        try {
            expected = type.get().sizeBytes();
        } catch (IllegalArgumentException tooLarge) {
            broken(place, String.valueOf(tooLarge.getMessage()), "the file is damaged: copy or export it again");
            return Optional.empty();
        }
        if (tensor.hasExternalData()) {
            return external.find(tensor.getExternalData(), expected, place)
                    .map(bytes -> TensorData.ofBytes(type.get(), bytes));
        }
        ByteString raw = tensor.getRawData();
        if (!tensor.hasRawData() || raw.size() != expected) {
            broken(
                    place,
                    type.get() + " needs " + expected + " bytes of raw data, found "
                            + (tensor.hasRawData() ? raw.size() : "none"),
                    "the file is damaged: copy or export it again");
            return Optional.empty();
        }
        return Optional.of(TensorData.ofBytes(type.get(), raw.toByteArray()));
    }

    /** Element type and shape of a tensor entry; a problem and empty when they cannot be used. */
    Optional<TensorType> type(TensorProto tensor, String place) {
        Optional<ElementType> elementType = ElementType.ofDataType(tensor.getDataType());
        if (elementType.isEmpty()) {
            broken(
                    place,
                    tensor.getDataType() == PACKED_INT4
                            ? "holds packed int4 pairs, which no CPU kernel reads"
                            : "has data type number " + tensor.getDataType() + ", which is not supported",
                    "convert it to float32, int8, int32 or int64 and export again");
            return Optional.empty();
        }
        List<Integer> shape = new ArrayList<>();
        for (long size : tensor.getDimsList()) {
            if (size < -1 || size > Integer.MAX_VALUE) {
                broken(place, "has the size " + size + " (dynamic rank or beyond 2^31)", "export with static shapes");
                return Optional.empty();
            }
            shape.add((int) size);
        }
        return Optional.of(new TensorType(elementType.get(), shape));
    }

    /** The output types that a {@code shape} attribute declares: one for a tensor, several for a tuple, none for a monad. */
    List<TensorType> abstracts(AttributeProto shape, String place) {
        List<TensorType> types = new ArrayList<>();
        if (shape.getType() == AttributeType.TUPLE) {
            shape.getValuesList()
                    .forEach(value -> value.getTensorsList().stream()
                            .limit(1)
                            .forEach(tensor -> type(tensor, place).ifPresent(types::add)));
        } else if (shape.getTensorsCount() > 0) {
            type(shape.getTensors(0), place).ifPresent(types::add);
        }
        return types;
    }

    private MindirValue broken(String place, String finding, String remedy) {
        problems.add(place, finding, remedy);
        return new MindirValue.Opaque("unreadable");
    }
}
