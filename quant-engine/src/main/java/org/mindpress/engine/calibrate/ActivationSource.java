package org.mindpress.engine.calibrate;

import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.ModelGraph;

/**
 * A float network that shows its intermediate values, one image at a time: so results depend neither on a batch size nor on the number
 * of threads that call it. Thread-safe until closed.
 */
public interface ActivationSource extends AutoCloseable {

    /**
     * Runs one image.
     *
     * @param image normalised, {@code [channels, height, width]} row-major
     * @param values names of values given at opening
     * @return the values by name, row-major; the arrays are the caller's
     */
    Map<String, float[]> run(float[] image, List<String> values);

    @Override
    void close();

    /** Opens sources. */
    interface Factory {
        /**
         * Opens a graph.
         *
         * @param graph without BatchNormalization
         * @param values names of node results or of the graph input that {@link ActivationSource#run} will be asked for
         */
        ActivationSource open(ModelGraph graph, List<String> values);
    }
}
