package org.mindpress.engine.data;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a data set, so that all of it is reported at once; what exceeds twenty is counted. Not thread-safe. */
final class Problems {

    private static final int SHOWN = 20;

    private final List<String> shown = new ArrayList<>();
    private int more;

    void add(String problem) {
        if (shown.size() < SHOWN) {
            shown.add(problem);
        } else {
            more++;
        }
    }

    boolean any() {
        return !shown.isEmpty();
    }

    void refuse() throws DataSetException {
        if (any()) {
            List<String> all = new ArrayList<>(shown);
            if (more > 0) {
                all.add("and " + more + " more problems");
            }
            throw new DataSetException(all);
        }
    }
}
