package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.Map;
import org.mindpress.engine.calibrate.CalibrationListener;
import org.mindpress.engine.calibrate.CalibrationProgress;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;

/** Tells how far the engine's calibration is, and carries a stop through the engine, which knows no stages. */
final class CalibrationRelay implements CalibrationListener {
    private static final Map<CalibrationProgress.Phase, String> PHASES = Map.of(
            CalibrationProgress.Phase.OBSERVE, "observe activations",
            CalibrationProgress.Phase.SEARCH, "search ranges",
            CalibrationProgress.Phase.CORRECT, "correct biases");

    private final StageContext context;

    private CalibrationRelay(StageContext context) {
        this.context = context;
    }

    /** Something that the engine does. */
    @FunctionalInterface
    interface Work<T> {
        T with(CalibrationListener listener) throws IOException;
    }

    /**
     * Lets the engine work.
     *
     * @throws StageException of kind USER when it refuses images or model
     */
    static <T> T run(StageContext context, Work<T> work) throws IOException, StageException, StageStoppedException {
        try {
            return work.with(new CalibrationRelay(context));
        } catch (StoppedInside e) {
            context.checkStop();
            throw new StageStoppedException(false);
        } catch (IllegalArgumentException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
    }

    /** Ends such work from inside of it, when somebody wants it to end. */
    static void checkStop(StageContext context) {
        if (context.stopRequested()) {
            throw new StoppedInside();
        }
    }

    /** Validation tells its progress image by image itself. */
    @Override
    public void advanced(CalibrationProgress progress) {
        checkStop(context);
        if (progress.phase() != CalibrationProgress.Phase.VALIDATE) {
            context.progress(
                    PHASES.getOrDefault(progress.phase(), "calibrate"),
                    progress.done(),
                    progress.total(),
                    progress.phase() == CalibrationProgress.Phase.OBSERVE ? "images" : "layers");
        }
    }

    private static final class StoppedInside extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
