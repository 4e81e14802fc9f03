package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightLayoutTest {
    private static final int HEIGHT = 2;
    private static final int WIDTH = 5;
    private static final int INPUTS = 3;
    private static final int MULTIPLIER = 4;

    private static float[] counting() {
        float[] values = new float[HEIGHT * WIDTH * INPUTS * MULTIPLIER];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return values;
    }

    private static INDArray empty() {
        return Nd4j.create(DataType.FLOAT, HEIGHT, WIDTH, INPUTS, MULTIPLIER);
    }

    @ParameterizedTest
    @EnumSource(WeightLayout.class)
    void whatIsWrittenIsRead(WeightLayout layout) {
        INDArray weight = empty();
        layout.write(weight, counting());
        assertThat(Arrays.equals(layout.read(weight), counting())).isTrue();
    }

    @Test
    void depthwiseOutputsOfOneInputAreNeighbours() {
        INDArray weight = empty();
        WeightLayout.CHANNELS_LAST.write(weight, counting());
        for (int output = 0; output < INPUTS * MULTIPLIER; output++) {
            for (int row = 0; row < HEIGHT; row++) {
                for (int column = 0; column < WIDTH; column++) {
                    assertThat(weight.getFloat(row, column, output / MULTIPLIER, output % MULTIPLIER))
                            .isEqualTo((output * HEIGHT + row) * WIDTH + column);
                }
            }
        }
    }
}
