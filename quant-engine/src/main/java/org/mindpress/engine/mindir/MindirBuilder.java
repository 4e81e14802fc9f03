package org.mindpress.engine.mindir;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.mindir.MindirModel.Dialect;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.NodeProto;
import org.mindpress.engine.mindir.proto.MindIr.PrimitiveProto;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto;

/**
 * Writes one MindIR file node by node, in either dialect. Handles are the names in the file; the same calls give the same bytes.
 *
 * <p>Conventions: graph {@code main}; call node {@code main:<operator>:<n>}; constant {@code c<n>}; one counter for both; domain
 * {@code Default/<layer>/<operator>-op<n>}. D2 shares primitives with equal attributes, D1 never does, because MindSpore Lite stores
 * quantisation parameters on them. Not thread-safe.
 */
public final class MindirBuilder {
    private static final String GRAPH = "main";
    private static final MindirValue MONAD = new MindirValue.Opaque("UMONAD");

    /** Operators whose hyper-parameters are attributes in both dialects. */
    private static final Set<String> PLAIN = Set.of(
            "Conv2D",
            "MaxPool",
            "MaxPoolWithArgmaxV2",
            "Pad",
            "PadV3",
            "Load",
            "Depend",
            "UpdateState",
            "MakeTuple",
            "TupleGetItem",
            "FakeQuantParam",
            "AdaptiveAvgPool2D");

    private final Dialect dialect;
    private final ModelProto.Builder model;
    private final Map<String, TensorType> types = new HashMap<>();
    private final Map<List<Object>, String> primitives = new HashMap<>();
    private final List<String> loads = new ArrayList<>();
    private String monad = "";
    private String layer = "";
    private int counter;

    /** An empty file of a dialect, with the producer's name in its header. */
    public MindirBuilder(Dialect dialect, String producer) {
        this.dialect = dialect;
        this.model = ModelProto.newBuilder()
                .setIrVersion("0.1.1")
                .setProducerName(producer)
                .setModelVersion("1")
                .setLittleEndian(true)
                .setMindIrVersion(dialect == Dialect.D1 ? 1 : 2);
        model.getGraphBuilder().setName(GRAPH);
    }

    /** Names the layer that the following nodes belong to; empty for none. */
    public void layer(String name) {
        this.layer = name;
    }

    /** Element type and shape of a handle. */
    public TensorType type(String handle) {
        TensorType type = types.get(handle);
        if (type == null) {
            throw new IllegalArgumentException("no tensor is called " + handle);
        }
        return type;
    }

    /** Adds a graph input. */
    public String input(String name, TensorType type) {
        String handle = GRAPH + ":" + name;
        model.getGraphBuilder().addInputBuilder().setName(handle).addTensor(ValueEncoder.type(type));
        return define(handle, type);
    }

    /** Adds a parameter that its reader names directly, as markers demand. */
    public String parameter(String name, TensorData data) {
        String handle = GRAPH + ":" + name;
        TensorProto.Builder tensor = ValueEncoder.type(data.type())
                .setName(handle)
                .setRefKey(name)
                .setRawData(ByteString.copyFrom(data.bytes()));
        model.getGraphBuilder().addParameter(tensor);
        return define(handle, data.type());
    }

    /** Adds a parameter that is read through a Load node, the form of MindSpore's own exports. */
    public String loadedParameter(String name, TensorData data) {
        String parameter = parameter(name, data);
        if (monad.isEmpty()) {
            monad = constant(MONAD);
        }
        String load = node("Load", List.of(parameter, monad), data.type(), List.of(), Map.of());
        loads.add(load);
        return load;
    }

    /** Adds a constant node. */
    public String constant(MindirValue value) {
        String handle = "c" + ++counter;
        NodeProto.Builder node = model.getGraphBuilder()
                .addNodeBuilder()
                .addOutput(handle)
                .setName(handle)
                .setOpType("Constant")
                .addAttribute(ValueEncoder.attribute("value", value));
        return value instanceof MindirValue.Tensor tensor
                ? define(node.getName(), tensor.data().type())
                : handle;
    }

    /** Adds a constant tensor. */
    public String constant(TensorData data) {
        return constant(new MindirValue.Tensor(data));
    }

    /**
     * Adds an operator with one result.
     *
     * @param operator the operator
     * @param inputs handles in argument order
     * @param output type of the result
     * @param arguments trailing hyper-parameters, each becoming a constant node
     * @param attributes attributes of the primitive, written in iteration order
     */
    public String node(
            String operator,
            List<String> inputs,
            TensorType output,
            List<MindirValue> arguments,
            Map<String, MindirValue> attributes) {
        return define(call(operator, inputs, ValueEncoder.shape(output), arguments, attributes), output);
    }

    /** Adds an operator whose result is a tuple; its handle has no tensor type. */
    public String tupleNode(
            String operator,
            List<String> inputs,
            List<TensorType> outputs,
            List<MindirValue> arguments,
            Map<String, MindirValue> attributes) {
        return call(operator, inputs, ValueEncoder.tupleShape(outputs), arguments, attributes);
    }

    /** Picks the first result of a {@link #tupleNode}. */
    public String firstOf(String tuple, TensorType output) {
        return node("TupleGetItem", List.of(tuple), output, List.of(new MindirValue.Whole(0)), Map.of());
    }

    private String call(
            String operator,
            List<String> inputs,
            AttributeProto shape,
            List<MindirValue> arguments,
            Map<String, MindirValue> attributes) {
        List<String> all = new ArrayList<>(inputs);
        arguments.forEach(argument -> all.add(constant(argument)));
        counter++;
        String name = GRAPH + ":" + operator + ":" + counter;
        String scope = layer.isEmpty() ? "" : layer + "/";
        model.getGraphBuilder()
                .addNodeBuilder()
                .addAllInput(all)
                .addOutput(name)
                .setName(name)
                .setOpType("REF::" + primitive(operator, attributes))
                .setDomain("Default/" + scope + operator + "-op" + counter)
                .addAttribute(shape);
        return name;
    }

    private String primitive(String operator, Map<String, MindirValue> attributes) {
        List<Object> key = dialect == Dialect.D1 ? List.of(counter) : List.of(operator, attributes);
        return primitives.computeIfAbsent(key, absent -> {
            PrimitiveProto.Builder primitive = model.addPrimitivesBuilder()
                    .setName(operator + ":" + counter)
                    .setOpType(operator)
                    .setInstanceName(operator);
            if (dialect == Dialect.D2) {
                primitive.setPrimType(
                        PLAIN.contains(operator)
                                ? PrimitiveProto.PrimType.PRIMITIVE
                                : PrimitiveProto.PrimType.PRIMITIVE_FUNCTION);
            }
            attributes.forEach((name, value) -> primitive.addAttribute(ValueEncoder.attribute(name, value)));
            return primitive.getName();
        });
    }

    private String define(String handle, TensorType type) {
        if (types.put(handle, type) != null) {
            throw new IllegalArgumentException(handle + " is defined twice");
        }
        return handle;
    }

    /**
     * Names the result, closes the reading of parameters and serialises. The builder must not be used afterwards.
     *
     * @param output handle of the result
     * @param userInfo free key/value pairs
     */
    public byte[] finish(String output, Map<String, String> userInfo) {
        String returned = loads.isEmpty() ? output : depend(output);
        model.getGraphBuilder().addOutputBuilder().setName(returned).addTensor(ValueEncoder.type(type(output)));
        model.putAllUserInfo(userInfo);
        ModelProto complete = model.build();
        byte[] bytes = new byte[complete.getSerializedSize()];
        CodedOutputStream stream = CodedOutputStream.newInstance(bytes);
        stream.useDeterministicSerialization();
        try {
            complete.writeTo(stream);
            stream.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes;
    }

    private String depend(String output) {
        layer = "";
        List<TensorType> types = loads.stream().map(this::type).toList();
        String read = loads.size() == 1 ? loads.get(0) : tupleNode("MakeTuple", loads, types, List.of(), Map.of());
        String state = call("UpdateState", List.of(monad, read), ValueEncoder.monadShape(), List.of(), Map.of());
        return node(
                "Depend",
                List.of(output, state),
                type(output),
                List.of(),
                Map.of("side_effect_propagate", new MindirValue.Whole(1)));
    }
}
