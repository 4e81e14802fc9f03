package org.mindpress.engine.train;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizationState;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One quantisation-aware training, with or without a teacher: start or resume it, run it, then take its result and its predictions.
 *
 * <p>Same start, settings, batches, native classifier and OMP_NUM_THREADS give the same bits, also across a checkpoint. Confined to one
 * thread at a time.
 */
public final class TrainingSession {
    /** Leaves room for a slow step, so that no minute passes without a checkpoint. */
    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(45);

    private final TrainingSettings settings;
    private final TrainingNetwork network;
    private final TrainingTimetable timetable;
    private final String fingerprint;
    private final List<LossPoint> losses = new ArrayList<>();

    private TrainingSession(TrainingStart start, TrainingSettings settings) {
        this.settings = settings;
        timetable = new TrainingTimetable(start.plan(), start.state(), settings.steps());
        network = NetworkBuilder.build(start.model(), start.plan(), settings);
        fingerprint = fingerprint(start, settings);
        loadRanges(start.state());
        timetable.apply(network, 0);
    }

    /**
     * Builds the network and loads weights and ranges.
     *
     * @throws IllegalArgumentException naming everything that cannot be trained, or that would never be trained quantised
     */
    public static TrainingSession start(TrainingStart start, TrainingSettings settings) {
        return new TrainingSession(start, settings);
    }

    /**
     * Goes on after a checkpoint of the same training.
     *
     * @throws IllegalArgumentException when the bytes are damaged or belong to another model, plan or settings
     */
    public static TrainingSession resume(TrainingStart start, TrainingSettings settings, byte[] checkpoint) {
        TrainingSession session = new TrainingSession(start, settings);
        session.restore(TrainingCheckpoint.parse(checkpoint));
        return session;
    }

    private void loadRanges(QuantizationState state) {
        for (ActivationPoint point : network.points().values()) {
            state.point(point.plan().name())
                    .range()
                    .ifPresent(range ->
                            point.range(range, state.point(point.plan().name()).count()));
        }
    }

    private void restore(TrainingCheckpoint checkpoint) {
        if (!checkpoint.fingerprint().equals(fingerprint)) {
            throw new IllegalArgumentException(
                    "checkpoint: it belongs to another training: other model, plan, state or settings");
        }
        TensorMemory.write(network.network().params(), checkpoint.coefficients());
        TensorMemory.write(updaterState(), checkpoint.updater());
        network.network().getConfiguration().setIterationCount((int) checkpoint.step());
        for (int step = 0; step < checkpoint.losses().length; step++) {
            losses.add(new LossPoint(step, checkpoint.losses()[step]));
        }
        timetable.apply(network, step());
    }

    private INDArray updaterState() {
        return network.network().getUpdater(true).getStateViewArray();
    }

    /** Number of steps that are done. */
    public long step() {
        return losses.size();
    }

    /** Whether all steps are done. */
    public boolean finished() {
        return step() >= settings.steps();
    }

    /**
     * Trains until the last step or until the host cancels; then and at least once a minute the host gets a checkpoint.
     *
     * @return whether all steps are done
     * @throws TrainingDivergedException when a loss or an activation is no longer finite
     */
    public boolean run(BatchSource batches, TrainingHost host, Clock clock) {
        Instant begin = clock.instant();
        Instant lastCheckpoint = begin;
        long images = 0;
        while (!finished() && !host.cancelled()) {
            TrainingExamples examples = batches.batch(step());
            double loss = fit(examples);
            images += examples.size();
            Instant now = clock.instant();
            double seconds = Duration.between(begin, now).toNanos() / 1e9;
            host.progress(new TrainingProgress(step(), settings.steps(), loss, seconds > 0 ? images / seconds : 0));
            if (Duration.between(lastCheckpoint, now).compareTo(BETWEEN_CHECKPOINTS) >= 0 && !finished()) {
                host.keep(step(), checkpoint());
                lastCheckpoint = now;
            }
        }
        host.keep(step(), checkpoint());
        return finished();
    }

    private double fit(TrainingExamples examples) {
        timetable.apply(network, step());
        double loss;
        try {
            loss = network.fit(examples, settings.distillation().isPresent());
        } catch (ArithmeticException fault) {
            throw new TrainingDivergedException(step(), String.valueOf(fault.getMessage()));
        }
        if (!Double.isFinite(loss)) {
            throw new TrainingDivergedException(step(), "the loss is " + loss);
        }
        losses.add(new LossPoint(step(), (float) loss));
        timetable.apply(network, step());
        return loss;
    }

    /** This moment as bytes for {@link #resume}. */
    public byte[] checkpoint() {
        float[] curve = new float[losses.size()];
        for (int i = 0; i < curve.length; i++) {
            curve[i] = losses.get(i).loss();
        }
        return new TrainingCheckpoint(
                        step(),
                        fingerprint,
                        TensorMemory.copy(network.network().params()),
                        TensorMemory.copy(updaterState()),
                        curve)
                .toBytes();
    }

    /** Model, ranges and loss curve of this moment. */
    public TrainingResult result() {
        return new TrainingResult(network.model(), timetable.after(network, step()), losses);
    }

    /**
     * Logits of the trained network as it stands, with fake quantisation of weights and of all points whose delay has passed.
     *
     * @param images [N, C, H, W] row-major, normalised
     * @param batch N
     * @return [N, classes] row-major
     */
    public float[] predict(float[] images, int batch) {
        return network.predict(images, batch);
    }

    /** The running network, for tests of this package. */
    TrainingNetwork network() {
        return network;
    }

    private static String fingerprint(TrainingStart start, TrainingSettings settings) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException fault) {
            throw new IllegalStateException("every Java runtime has SHA-256", fault);
        }
        List<String> parts =
                new ArrayList<>(List.of(settings.toString(), start.state().toString()));
        parts.addAll(start.plan().describe());
        for (QuantizationPoint point : start.plan().points()) {
            parts.add(point.toString());
        }
        start.model().nodes().forEach(node -> parts.add(node.toString()));
        start.model().constants().forEach((name, constant) -> parts.add(name + " " + constant.hashCode()));
        parts.forEach(part -> digest.update((part + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
