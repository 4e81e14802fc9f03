package org.nd4j.nativeblas;

/**
 * Answers the question "is oneDNN in use?" under the class name of an older release.
 *
 * <p>Deeplearning4j 1.0.0-M2.1 asks this name by reflection before it builds its first layer, remembers a failure for the life of the
 * process and then runs every convolution on its slow path, ten times slower, without a message. Do not rename.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The part that is looked up: {@code Nd4jCpu.Environment.getInstance().isUseMKLDNN()}. */
    public static final class Environment {
        private Environment() {}

        /** A view of the native environment. */
        public static Environment getInstance() {
            return new Environment();
        }

        /** Whether the native binary was built with oneDNN and uses it. */
        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
