package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mindpress.engine.data.TrainingBatch;
import org.mindpress.engine.data.TrainingBatches;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.train.TrainingExamples;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.TeacherCache;
import org.mindpress.storage.Sha256;

/**
 * Logits of the teacher on the views that the student sees. Each view is computed alone, in one thread, so that its bits depend on nothing
 * else and a resumed training sees what an uninterrupted one sees; what the cache holds is never computed again.
 */
final class Teacher implements TrainingWork.Teaching, AutoCloseable {
    private final FloatSession session;
    private final TeacherCache cache;
    private final TrainingBatches batches;
    private final int classes;
    private final ExecutorService workers;
    private long computed;
    private long found;

    private Teacher(FloatSession session, TeacherCache cache, TrainingBatches batches, int classes, int threads) {
        this.session = session;
        this.cache = cache;
        this.batches = batches;
        this.classes = classes;
        this.workers = Executors.newFixedThreadPool(threads);
    }

    /**
     * Opens the teacher and what is known of it.
     *
     * @throws StageException when its output is not one logit a class
     */
    static Teacher open(StageContext context, byte[] onnx, TrainingBatches batches, int classes)
            throws IOException, StageException {
        FloatSession session = FloatSession.open("teacher", onnx, SessionSettings.optimized(1), List.of());
        int size = context.pipeline().input().shape().size();
        int outputs = session.inputShape().elements() == size ? session.run(new float[size], 1).length : -1;
        if (outputs != classes) {
            session.close();
            throw new StageException(
                    ErrorKind.USER,
                    "the teacher takes images of shape " + session.inputShape() + " and gives " + outputs
                            + " values; the model takes "
                            + context.pipeline().input().shape() + " and has " + classes
                            + " classes. Remedy: name a teacher for the same data");
        }
        TeacherCache cache = TeacherCache.open(
                context.store(),
                context.input("train.images").digest(),
                Sha256.of(onnx),
                batches.augmentation().toString(),
                classes);
        return new Teacher(
                session, cache, batches, classes, context.environment().threads());
    }

    @Override
    public TrainingExamples teach(TrainingBatch batch, float[] images, TrainingExamples examples) {
        int size = images.length / batch.size();
        float[] logits = new float[batch.size() * classes];
        List<Future<float[]>> rows = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            var known = cache.find(batch.index(i), view(batch, i));
            if (known.isPresent()) {
                System.arraycopy(known.get(), 0, logits, i * classes, classes);
                found++;
            } else {
                float[] image = Arrays.copyOfRange(images, i * size, (i + 1) * size);
                rows.add(workers.submit(() -> session.run(image, 1)));
                missing.add(i);
            }
        }
        for (int j = 0; j < missing.size(); j++) {
            int i = missing.get(j);
            float[] row = join(rows.get(j));
            cache.add(batch.index(i), view(batch, i), row);
            System.arraycopy(row, 0, logits, i * classes, classes);
            computed++;
        }
        return examples.withTeacher(logits);
    }

    private int view(TrainingBatch batch, int position) {
        return batches.augmentation().viewNumber(batch.view(position));
    }

    private static float[] join(Future<float[]> row) {
        try {
            return row.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the teacher computed", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the teacher failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void save() throws IOException {
        cache.save();
    }

    /** Views computed by this process. */
    long computed() {
        return computed;
    }

    /** Views found in the cache. */
    long found() {
        return found;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        session.close();
    }
}
