package org.mindpress.engine.onnx;

import java.util.Arrays;
import java.util.Optional;

/** The operators that can be lowered. */
enum OnnxOperator {
    CONV("Conv"),
    BATCH_NORMALIZATION("BatchNormalization"),
    RELU("Relu"),
    /** As Relu6 or Relu. */
    CLIP("Clip"),
    /** Residual, or the bias of the layer before it. */
    ADD("Add"),
    MAX_POOL("MaxPool"),
    AVERAGE_POOL("AveragePool"),
    GLOBAL_AVERAGE_POOL("GlobalAveragePool"),
    /** Over height and width. */
    REDUCE_MEAN("ReduceMean"),
    PAD("Pad"),
    GEMM("Gemm"),
    MAT_MUL("MatMul"),
    FLATTEN("Flatten"),
    RESHAPE("Reshape"),
    SQUEEZE("Squeeze"),
    UNSQUEEZE("Unsqueeze"),
    /** Only at the end. */
    SOFTMAX("Softmax"),
    IDENTITY("Identity"),
    DROPOUT("Dropout"),
    CONSTANT("Constant"),
    /** Between NCHW and NHWC. */
    TRANSPOSE("Transpose"),
    /** Into codes, and out of them. */
    QUANTIZE_LINEAR("QuantizeLinear"),
    DEQUANTIZE_LINEAR("DequantizeLinear"),
    // the following five only in the computation of a shape
    SHAPE("Shape"),
    GATHER("Gather"),
    SLICE("Slice"),
    CONCAT("Concat"),
    CAST("Cast");

    private final String onnxName;

    OnnxOperator(String onnxName) {
        this.onnxName = onnxName;
    }

    static Optional<OnnxOperator> find(String onnxName) {
        return Arrays.stream(values())
                .filter(operator -> operator.onnxName.equals(onnxName))
                .findFirst();
    }
}
