package org.mindpress.processors.run;

import java.util.List;

/**
 * {@code reruns/<pipeline>/<run>.json}: a run does again what an earlier one was asked. Written once, before the request of the run.
 *
 * @param version of this form, 1
 * @param of id of the earlier run
 * @param from spelling of the first stage that is computed even when the cache has it, with all behind it; none when everything may come
 *     from cache
 */
public record RerunRecord(int version, String of, List<String> from) {
    public static final int VERSION = 1;

    public RerunRecord {
        Documents.requireVersion("rerun record", version, VERSION);
        from = List.copyOf(from);
        if (from.size() > 1
                || from.stream().anyMatch(stage -> StageName.of(stage).isEmpty())) {
            throw new IllegalArgumentException("a rerun begins at one stage or none, not at " + from);
        }
    }

    /** Whether a stage is computed whatever the cache has. */
    public boolean computes(StageName stage) {
        return from.stream()
                .flatMap(name -> StageName.of(name).stream())
                .anyMatch(first -> first.compareTo(stage) <= 0);
    }
}
