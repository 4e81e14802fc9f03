package org.mindpress.engine.calibrate;

import java.util.Random;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;

/** Seeded images of 3 channels for tests: smooth colours with noise, each depending only on (seed, index). */
final class GeneratedImages {

    private GeneratedImages() {}

    static CalibrationImages of(int count, int size, long seed) {
        return new CalibrationImages() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public void fill(int index, float[] target) {
                Random random = new Random(seed * 1_000_003 + index);
                for (int channel = 0; channel < 3; channel++) {
                    double base = random.nextGaussian();
                    double slope = random.nextGaussian() / size;
                    for (int i = 0; i < size * size; i++) {
                        target[channel * size * size + i] =
                                (float) (base + slope * (i % size) + 0.4 * random.nextGaussian());
                    }
                }
            }
        };
    }

    static InputSpecification specification(int size) {
        return InputSpecification.of(
                ChannelOrder.RGB, size, size, new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.25f, 0.25f, 0.25f});
    }
}
