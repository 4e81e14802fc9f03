package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Shows what a run does in another process, from what its service tells: the same as {@link RunProgress} shows of this one. Not thread-safe. */
final class ServedProgress {
    private static final String STAGE = "stage";
    private static final String NOTE = "note";

    private final ProgressDisplay display;
    private final Set<String> told = new HashSet<>();
    private String stage = "";

    ServedProgress(ProgressDisplay display) {
        this.display = display;
    }

    /** Stages that were done before anybody watched are not told. */
    void passOver(JsonNode run) {
        for (JsonNode each : run.path("stages")) {
            if (each.has("finishedAt")) {
                told.add(each.path(STAGE).asText());
            }
        }
    }

    /** A whole run: the stages that have ended since, and how far the one at work is. */
    void run(JsonNode run) {
        for (JsonNode each : run.path("stages")) {
            if (each.has("finishedAt") && told.add(each.path(STAGE).asText())) {
                display.clear();
                display.say(ended(each));
            }
            at(each.path("progress"));
        }
    }

    private static String ended(JsonNode done) {
        String how = done.has("takenFrom")
                ? "taken from " + done.path("takenFrom").asText()
                : "done in "
                        + ProgressDisplay.spoken(Duration.between(
                                Instant.parse(done.path("startedAt").asText()),
                                Instant.parse(done.path("finishedAt").asText())));
        return line(done.path(STAGE).asText(), how);
    }

    /**
     * How far a stage is.
     *
     * @return whether another stage is at work than before, so that one has ended
     */
    boolean at(JsonNode progress) {
        String now = progress.path(STAGE).asText();
        boolean changed = !now.isEmpty() && !now.equals(stage);
        if (changed) {
            stage = now;
        }
        String note = progress.path(NOTE).asText();
        // what was taken from cache is told when the stage has ended
        if (!note.isEmpty() && !note.startsWith("taken from ") && told.add(now + " " + note)) {
            display.say(line(now, note));
        }
        if (progress.has("total")) {
            String phase = progress.path("phase").asText();
            display.show(new Progress(
                    now,
                    progress.path("done").asLong(),
                    progress.path("total").asLong(),
                    progress.path("unit").asText() + (phase.isEmpty() ? "" : ", " + phase),
                    number(progress, "imagesPerSecond"),
                    number(progress, "loss"),
                    progress.has("secondsLeft")
                            ? Optional.of(Duration.ofSeconds(
                                    progress.path("secondsLeft").asLong()))
                            : Optional.empty()));
        }
        return changed;
    }

    void say(String line) {
        display.say(line);
    }

    /** Nothing more comes. */
    void clear() {
        display.clear();
    }

    private static String line(String stage, String text) {
        return String.format(Locale.ROOT, "  %-10s %s", stage, text);
    }

    private static OptionalDouble number(JsonNode node, String name) {
        return node.has(name) ? OptionalDouble.of(node.path(name).asDouble()) : OptionalDouble.empty();
    }
}
