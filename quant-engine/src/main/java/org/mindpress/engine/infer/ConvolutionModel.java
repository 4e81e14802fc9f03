package org.mindpress.engine.infer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.mindpress.engine.integer.Convolution;
import org.mindpress.engine.integer.ConvolutionGeometry;
import org.mindpress.engine.onnx.OnnxAttributes;

/**
 * One integer convolution as an ONNX file: int8 codes of any number of padded rows, cast to float32, one convolution for each range of
 * input channels whose partial sums stay whole below 2^24, each result cast to int32, added up together with the bias. What the codes'
 * zero point contributes is a constant of each output channel and part of that bias.
 */
final class ConvolutionModel {
    static final String CODES = "codes";
    static final String SUMS = "sums";
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int UNSIGNED = 128;

    private final Convolution convolution;
    private final ConvolutionGeometry geometry;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("convolution");

    private ConvolutionModel(Convolution convolution) {
        this.convolution = convolution;
        this.geometry = convolution.geometry();
    }

    /**
     * Writes the file.
     *
     * @param ends ends of the ranges of input channels, ascending, the last one all of a group's input channels; more than one only
     *     without groups
     */
    static byte[] write(Convolution convolution, List<Integer> ends) {
        return new ConvolutionModel(convolution).write(ends);
    }

    /**
     * Writes the convolution as one matrix product: codes plus 128 as unsigned bytes [taps, positions], sums [output channels,
     * positions] less bias and zero point.
     */
    static byte[] writeMatrix(Convolution convolution) {
        return new ConvolutionModel(convolution).writeMatrix();
    }

    private byte[] writeMatrix() {
        int uint8 = TensorProto.DataType.UINT8.getNumber();
        graph.addInput(matrix(CODES, TensorProto.DataType.UINT8, geometry.taps()))
                .addOutput(matrix(SUMS, TensorProto.DataType.INT32, geometry.outputChannels()));
        List<Long> shape = List.of((long) geometry.outputChannels(), (long) geometry.taps());
        constant("weight", uint8, shape, unsignedTaps());
        constant("weight.zero", uint8, List.of(), ByteBuffer.wrap(new byte[] {(byte) UNSIGNED}));
        node("MatMulInteger", SUMS, List.of("weight", CODES, "weight.zero"));
        return file();
    }

    private ByteBuffer unsignedTaps() {
        ByteBuffer bytes = little(geometry.outputChannels() * geometry.taps());
        for (int channel = 0; channel < geometry.outputChannels(); channel++) {
            for (int tap = 0; tap < geometry.taps(); tap++) {
                bytes.put((byte) (convolution.tap(channel, tap) + UNSIGNED));
            }
        }
        return bytes.flip();
    }

    private byte[] write(List<Integer> ends) {
        int float32 = TensorProto.DataType.FLOAT.getNumber();
        int int32 = TensorProto.DataType.INT32.getNumber();
        graph.addInput(value(CODES, TensorProto.DataType.INT8, geometry.inputChannels()))
                .addOutput(value(SUMS, TensorProto.DataType.INT32, geometry.outputChannels()));
        node("Cast", "input", List.of(CODES)).addAttribute(OnnxAttributes.integer("to", float32));
        constant("bias", int32, List.of(1L, (long) geometry.outputChannels(), 1L, 1L), bias());
        String total = "bias";
        int start = 0;
        for (int end : ends) {
            String part = "part" + start;
            convolve(start, end, ends.size() == 1 ? "input" : slice(start, end), part + ".float");
            node("Cast", part, List.of(part + ".float")).addAttribute(OnnxAttributes.integer("to", int32));
            boolean last = end == geometry.groupInputs();
            node("Add", last ? SUMS : part + ".total", List.of(part, total));
            total = part + ".total";
            start = end;
        }
        return file();
    }

    private byte[] file() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private String slice(int start, int end) {
        int int64 = TensorProto.DataType.INT64.getNumber();
        String name = "input" + start;
        constant(name + ".start", int64, List.of(1L), longs(start));
        constant(name + ".end", int64, List.of(1L), longs(end));
        constant(name + ".axis", int64, List.of(1L), longs(1));
        node("Slice", name, List.of("input", name + ".start", name + ".end", name + ".axis"));
        return name;
    }

    private void convolve(int start, int end, String input, String output) {
        int height = geometry.vertical().kernel();
        int width = geometry.horizontal().kernel();
        String weight = output + ".weight";
        constant(
                weight,
                TensorProto.DataType.FLOAT.getNumber(),
                List.of((long) geometry.outputChannels(), (long) end - start, (long) height, (long) width),
                taps(start * height * width, end * height * width));
        node("Conv", output, List.of(input, weight))
                .addAttribute(OnnxAttributes.integer("group", geometry.groups()))
                .addAttribute(OnnxAttributes.integers("kernel_shape", height, width))
                .addAttribute(OnnxAttributes.integers(
                        "strides",
                        geometry.vertical().stride(),
                        geometry.horizontal().stride()))
                .addAttribute(OnnxAttributes.integers(
                        "dilations",
                        geometry.vertical().dilation(),
                        geometry.horizontal().dilation()));
    }

    private ByteBuffer taps(int first, int end) {
        ByteBuffer bytes = little(geometry.outputChannels() * (end - first) * Float.BYTES);
        for (int channel = 0; channel < geometry.outputChannels(); channel++) {
            for (int tap = first; tap < end; tap++) {
                bytes.putFloat(convolution.tap(channel, tap));
            }
        }
        return bytes.flip();
    }

    private ByteBuffer bias() {
        ByteBuffer bytes = little(geometry.outputChannels() * Integer.BYTES);
        for (int channel = 0; channel < geometry.outputChannels(); channel++) {
            int sum = 0;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                sum += convolution.tap(channel, tap);
            }
            bytes.putInt(convolution.bias(channel) - convolution.inputZeroPoint() * sum);
        }
        return bytes.flip();
    }

    private static ByteBuffer longs(long value) {
        return little(Long.BYTES).putLong(value).flip();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void constant(String name, int type, List<Long> shape, ByteBuffer content) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type)
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(content)));
    }

    private NodeProto.Builder node(String operator, String output, List<String> inputs) {
        return graph.addNodeBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output);
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, int channels) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(channels))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + "Height"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + "Width"));
        return value(name, type, shape);
    }

    private static ValueInfoProto matrix(String name, TensorProto.DataType type, int rows) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(rows))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("positions"));
        return value(name, type, shape);
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, TensorShapeProto.Builder shape) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
