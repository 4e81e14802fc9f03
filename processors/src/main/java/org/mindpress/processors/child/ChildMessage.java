package org.mindpress.processors.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.stage.StageProgress;
import org.mindpress.processors.stage.StageStoppedException;
import org.mindpress.processors.stage.WorkerEnvironment;

/** What a child tells its parent on its standard output: one JSON object a line. Whatever else is printed there is no message. */
sealed interface ChildMessage {
    ObjectMapper JSON = new ObjectMapper();

    /** One line, without its end. */
    String line();

    /** The message in a line; empty when the line is none. */
    static Optional<ChildMessage> of(String line) {
        if (!line.startsWith("{\"mindpress\":")) {
            return Optional.empty();
        }
        try {
            JsonNode message = JSON.readTree(line);
            return switch (message.path("mindpress").asText()) {
                case "progress" -> Optional.of(Progress.of(message));
                case "note" -> Optional.of(new Note(message.path("text").asText()));
                case "environment" -> Optional.of(Described.of(message));
                case "transfers" ->
                    Optional.of(new Transfers(
                            message.path("read").asLong(),
                            message.path("written").asLong()));
                case "done" -> Optional.of(new Done());
                case "failed" -> Optional.of(Failed.of(message));
                case "stopped" ->
                    Optional.of(new Stopped(message.path("cancelled").asBoolean()));
                default -> Optional.empty();
            };
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode message(String kind) {
        return JSON.createObjectNode().put("mindpress", kind);
    }

    /** The stage got on. */
    record Progress(StageProgress progress) implements ChildMessage {
        @Override
        public String line() {
            ObjectNode message = message("progress")
                    .put("stage", progress.stage().spelling())
                    .put("phase", progress.phase())
                    .put("done", progress.done())
                    .put("total", progress.total())
                    .put("unit", progress.unit());
            finite(progress.imagesPerSecond()).ifPresent(speed -> message.put("imagesPerSecond", speed));
            finite(progress.loss()).ifPresent(loss -> message.put("loss", loss));
            return message.toString();
        }

        /** JSON has no NaN and no infinity. */
        private static OptionalDouble finite(OptionalDouble value) {
            return value.stream().filter(number -> Double.isFinite(number)).findFirst();
        }

        private static Progress of(JsonNode message) {
            return new Progress(new StageProgress(
                    ChildOrder.stage(message.path("stage").asText()),
                    message.path("phase").asText(),
                    message.path("done").asLong(),
                    message.path("total").asLong(),
                    message.path("unit").asText(),
                    number(message, "imagesPerSecond"),
                    number(message, "loss")));
        }

        private static OptionalDouble number(JsonNode message, String key) {
            return message.has(key) ? OptionalDouble.of(message.path(key).asDouble()) : OptionalDouble.empty();
        }
    }

    /** Something worth telling people. */
    record Note(String text) implements ChildMessage {
        @Override
        public String line() {
            return message("note").put("text", text).toString();
        }
    }

    /** What results depend on in a child. */
    record Described(WorkerEnvironment environment) implements ChildMessage {
        @Override
        public String line() {
            ObjectNode message = message("environment")
                    .put("threads", environment.threads())
                    .put("nativeClassifier", environment.nativeClassifier());
            ObjectNode versions = message.putObject("versions");
            environment.versions().forEach(versions::put);
            return message.toString();
        }

        private static Described of(JsonNode message) {
            SortedMap<String, String> versions = new TreeMap<>();
            message.path("versions")
                    .properties()
                    .forEach(version ->
                            versions.put(version.getKey(), version.getValue().asText()));
            return new Described(new WorkerEnvironment(
                    message.path("threads").asInt(),
                    message.path("nativeClassifier").asText(),
                    versions));
        }
    }

    /** What went between a child and the bucket; the message before the last. */
    record Transfers(long read, long written) implements ChildMessage {
        @Override
        public String line() {
            return message("transfers")
                    .put("read", read)
                    .put("written", written)
                    .toString();
        }
    }

    /** How the stage ended: the last message. */
    sealed interface End extends ChildMessage {}

    /** The manifest is in the bucket. */
    record Done() implements End {
        @Override
        public String line() {
            return message("done").toString();
        }
    }

    /** The stage could not do its work. */
    record Failed(ErrorKind kind, String text) implements End {
        @Override
        public String line() {
            return message("failed").put("kind", kind.name()).put("text", text).toString();
        }

        private static Failed of(JsonNode message) {
            return new Failed(
                    ErrorKind.valueOf(message.path("kind").asText()),
                    message.path("text").asText());
        }

        StageException fault() {
            return new StageException(kind, text);
        }
    }

    /** The stage stopped before it was done. */
    record Stopped(boolean cancelled) implements End {
        @Override
        public String line() {
            return message("stopped").put("cancelled", cancelled).toString();
        }

        StageStoppedException fault() {
            return new StageStoppedException(cancelled);
        }
    }
}
