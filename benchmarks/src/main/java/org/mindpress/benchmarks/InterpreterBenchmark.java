package org.mindpress.benchmarks;

import java.util.concurrent.TimeUnit;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.reference.ReferenceInterpreter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Images a second of both exported files of ResNet-20: the deployment file in int8, the verification file operator by operator. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class InterpreterBenchmark {
    private static final int BATCH = 32;

    /** The deployment file. */
    @State(Scope.Benchmark)
    public static class Deployment {
        /** Images computed at the same time. */
        @Param({"1", "2"})
        public int threads;

        private IntegerModel model;

        /** Writes and reads the file. */
        @Setup
        public void prepare() {
            byte[] file = DeploymentWriter.write(ResNet20.quantized(), "mindpress benchmarks");
            model = IntegerModel.read("deployment MindIR", file, IntegerOptions.defaults().withThreads(threads));
        }
    }

    private float[] images;
    private ReferenceInterpreter reference;

    /** Writes and reads the verification file. */
    @Setup
    public void prepare() {
        images = ResNet20.images(BATCH);
        QuantizedModel model = ResNet20.quantized();
        byte[] file = VerificationWriter.write(model, "mindpress benchmarks");
        reference = ReferenceInterpreter.load(MindirReader.read("verification MindIR", file));
    }

    /** int8 execution. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object integerModel(Deployment deployment) {
        return deployment.model.run(images, BATCH);
    }

    /** The interpreter of ordinary operators, with the threads that it takes by itself. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object referenceInterpreter() {
        return reference.run(images, BATCH);
    }
}
