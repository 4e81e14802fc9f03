package org.mindpress.engine.quant;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Rounding half away from zero in its two forms; time per value. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoundingBenchmark {
    private static final int VALUES = 4096;

    private final float[] values = new float[VALUES];
    private final float[] rounded = new float[VALUES];

    /** Draws values. */
    @Setup
    public void prepare() {
        Random random = new Random(1);
        for (int i = 0; i < VALUES; i++) {
            values[i] = (float) random.nextGaussian() * 100;
        }
    }

    /** The definition in double. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public float[] inDouble() {
        for (int i = 0; i < VALUES; i++) {
            rounded[i] = (float) Rounding.halfAway((double) values[i]);
        }
        return rounded;
    }

    /** The form that the compiler vectorises. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public float[] inFloat() {
        for (int i = 0; i < VALUES; i++) {
            rounded[i] = Rounding.halfAway(values[i]);
        }
        return rounded;
    }
}
