package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mindpress.processors.run.SchemaCheck;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;

/** Which document of the bucket obeys which schema. */
final class BucketSchemas {
    private static final Map<String, String> BY_KEY = new LinkedHashMap<>();

    static {
        BY_KEY.put("runs/.*/manifest\\.json", "manifest-1.json");
        BY_KEY.put("runs/.*/checkpoints/\\d+\\.json", "checkpoint-1.json");
        BY_KEY.put("runs/.*/claims/\\d+\\.json", "claim-1.json");
        BY_KEY.put("runs/.*/claims/\\d+-beat\\.json", "beat-1.json");
        BY_KEY.put("cache/[0-9a-f]{64}/\\d+\\.json", "cache-entry-1.json");
        BY_KEY.put("releases/.*\\.json", "release-1.json");
        BY_KEY.put("reruns/.*\\.json", "rerun-1.json");
        BY_KEY.put("pipelines/[^/]+/\\d+-version\\.json", "pipeline-version-1.json");
        BY_KEY.put("schedules/[^/]+/\\d+\\.json", "schedule-switch-1.json");
        BY_KEY.put("schedules/[^/]+/handled\\.json", "handled-1.json");
        BY_KEY.put("webhooks/(outbox|dead)/.*\\.json", "delivery-1.json");
        BY_KEY.put("webhooks/told/.*\\.json", "told-release-1.json");
        BY_KEY.put("triggers/.*\\.json", "trigger-1.json");
        BY_KEY.put("runs/.*/device/\\d+\\.json", "device-1.json");
        BY_KEY.put("runs/.*/device/\\d+-result\\.json", "device-result-1.json");
        for (String document : List.of("request", "outcome", "cancel")) {
            BY_KEY.put("runs/[^/]+/[^/]+/" + document + "\\.json", document + "-1.json");
        }
        for (String document : List.of(
                "data",
                "drift",
                "graph",
                "losses",
                "quantization",
                "calibration",
                "export",
                "certificate",
                "evaluation",
                "predictions",
                "measurements",
                "report")) {
            BY_KEY.put("runs/.*/stages/[^/]+/[^/]+/" + document + "\\.json", document + version(document) + ".json");
        }
    }

    private BucketSchemas() {}

    private static String version(String document) {
        return document.equals("certificate") || document.equals("report") ? "-2" : "-1";
    }

    /** What the JSON documents of a bucket violate; one without a schema is a violation, too. */
    static List<String> problems(ArtifactStore store) throws IOException {
        List<String> problems = new ArrayList<>();
        for (StoredObject object : store.list("")) {
            if (!object.key().endsWith(".json")) {
                continue;
            }
            Optional<String> schema = schema(object.key());
            if (schema.isEmpty()) {
                problems.add(object.key() + " has no schema");
                continue;
            }
            SchemaCheck.problems(schema.get(), store.read(object.key()))
                    .forEach(problem -> problems.add(object.key() + ": " + problem));
        }
        return problems;
    }

    /** Schemas of the documents that are there. */
    static Set<String> schemasUsed(ArtifactStore store) throws IOException {
        Set<String> used = new TreeSet<>();
        for (StoredObject object : store.list("")) {
            schema(object.key()).ifPresent(used::add);
        }
        return used;
    }

    private static Optional<String> schema(String key) {
        return BY_KEY.entrySet().stream()
                .filter(entry -> key.matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
