package org.mindpress.engine.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How a running layer keeps the weight of a convolution; everywhere else it is [O, I / group, kH, kW], one output channel after the other. */
enum WeightLayout {
    /** [O, I, kH, kW], as in the model. */
    CHANNELS_FIRST,

    /**
     * [kH, kW, I, O / I], that of Deeplearning4j's depthwise convolution: output channel {@code i * (O / I) + m} comes from input channel
     * i, as in ONNX, so that the weight is the transpose of the model's [O, kH * kW].
     */
    CHANNELS_LAST;

    /** The elements of a running weight, one output channel after the other. */
    float[] read(INDArray weight) {
        float[] values = TensorMemory.copy(weight);
        return this == CHANNELS_FIRST ? values : transposed(values, area(weight));
    }

    /** Writes elements that come one output channel after the other into a dense row-major running weight. */
    void write(INDArray weight, float[] values) {
        TensorMemory.write(weight, this == CHANNELS_FIRST ? values : transposed(values, values.length / area(weight)));
    }

    private static int area(INDArray weight) {
        return (int) (weight.size(0) * weight.size(1));
    }

    private static float[] transposed(float[] values, int rows) {
        int columns = values.length / rows;
        float[] result = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[column * rows + row] = values[row * columns + column];
            }
        }
        return result;
    }
}
