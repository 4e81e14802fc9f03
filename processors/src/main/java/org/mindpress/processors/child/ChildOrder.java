package org.mindpress.processors.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreSettings;

/**
 * What a child is told on its standard input, in one line: the keys of the bucket are on no command line and in no environment. A second
 * line {@link #STOP} asks it to write a checkpoint and end; the end of the input means that its parent is gone.
 *
 * @param work the stage to compute; empty to tell only what results depend on in a child
 */
record ChildOrder(Optional<Work> work) {
    /** The line that asks a child to stop. */
    static final String STOP = "stop";

    /** Tells only what results depend on. */
    static final ChildOrder DESCRIBE = new ChildOrder(Optional.empty());

    /**
     * A stage to compute.
     *
     * @param scratch folder for working files
     */
    record Work(RunReference run, StageName stage, StoreSettings store, Path scratch) {}

    /** One line, without its end. It holds secrets. */
    String line() {
        ObjectNode order = ChildMessage.JSON.createObjectNode();
        if (work.isPresent()) {
            Work stage = work.get();
            order.put("pipeline", stage.run().pipeline());
            order.put("run", stage.run().run().text());
            order.put("stage", stage.stage().spelling());
            order.put("endpoint", stage.store().endpoint().toString());
            order.put("bucket", stage.store().bucket());
            order.put("region", stage.store().region());
            order.put("accessKey", stage.store().credentials().accessKey());
            order.put("secretKey", stage.store().credentials().secretKey());
            order.put("scratch", stage.scratch().toString());
        }
        return order.toString();
    }

    /** Reads what {@link #line} wrote. */
    static ChildOrder of(String line) throws IOException {
        JsonNode order;
        try {
            order = ChildMessage.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            // not its message: it quotes the line
            throw new IOException("the order of this process is no JSON");
        }
        if (!order.has("stage")) {
            return DESCRIBE;
        }
        try {
            return new ChildOrder(Optional.of(new Work(
                    new RunReference(text(order, "pipeline"), new RunId(text(order, "run"))),
                    stage(text(order, "stage")),
                    new StoreSettings(
                            URI.create(text(order, "endpoint")),
                            text(order, "bucket"),
                            text(order, "region"),
                            new StoreCredentials(text(order, "accessKey"), text(order, "secretKey"))),
                    Path.of(text(order, "scratch")))));
        } catch (IllegalArgumentException e) {
            throw new IOException("the order of this process is wrong: " + e.getMessage(), e);
        }
    }

    static StageName stage(String spelling) {
        return StageName.of(spelling)
                .orElseThrow(() -> new IllegalArgumentException("there is no stage '" + spelling + "'"));
    }

    private static String text(JsonNode order, String key) throws IOException {
        if (!order.path(key).isTextual()) {
            throw new IOException("the order of this process has no " + key);
        }
        return order.path(key).textValue();
    }
}
