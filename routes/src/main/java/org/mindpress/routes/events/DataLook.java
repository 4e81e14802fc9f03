package org.mindpress.routes.events;

import java.util.Optional;
import org.mindpress.processors.run.RunSubmission.Submitted;

/**
 * What one look at a data set meant for one pipeline.
 *
 * @param set name of the data set
 * @param pipeline that reads it
 * @param decision in one word: {@code submit}, {@code wait} or {@code none}
 * @param reason in words
 * @param run that was started or found; empty when there is none for these data
 */
public record DataLook(String set, String pipeline, String decision, String reason, Optional<Submitted> run) {}
