package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.processors.report.ExampleReports;
import org.mindpress.processors.report.Report;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.embedded.ServiceSecret;

/** The schemas in {@code docs/schemas} say what the codec writes, neither more nor less. */
class SchemasTest {
    private static final Map<String, String> SCHEMAS = Map.ofEntries(
            Map.entry("RunRequest", "request-1.json"),
            Map.entry("StageManifest", "manifest-1.json"),
            Map.entry("RunOutcome", "outcome-1.json"),
            Map.entry("CancelRecord", "cancel-1.json"),
            Map.entry("ClaimRecord", "claim-1.json"),
            Map.entry("ClaimBeat", "beat-1.json"),
            Map.entry("RerunRecord", "rerun-1.json"),
            Map.entry("CheckpointRecord", "checkpoint-1.json"),
            Map.entry("CacheEntry", "cache-entry-1.json"),
            Map.entry("TriggerRecord", "trigger-1.json"),
            Map.entry("PipelineVersion", "pipeline-version-1.json"));

    /** Made from a table, of a codec with optional keys, or no document but a line: they have tests of their own. */
    private static final Set<String> WITH_OPTIONAL_KEYS =
            Set.of("pipeline-1.json", "quantization-1.json", "endpoint-1.json", "log-1.json");

    static List<Record> documents() {
        return DocumentsTest.documents();
    }

    static List<String> exactSchemas() throws IOException {
        return SchemaCheck.files().stream()
                .filter(file -> !WITH_OPTIONAL_KEYS.contains(file))
                .toList();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("documents")
    void everyDocumentOfARunObeysItsSchema(Record document) throws IOException {
        String schema = SCHEMAS.get(document.getClass().getSimpleName());
        assertThat(SchemaCheck.problems(schema, Documents.write(document))).isEmpty();
    }

    @Test
    void reportsObeyTheirSchemasPartByPart() throws IOException {
        for (Report report : List.of(ExampleReports.full("net"), ExampleReports.minimal())) {
            assertThat(SchemaCheck.problems("report-2.json", Documents.write(report)))
                    .isEmpty();
            assertThat(SchemaCheck.problems("certificate-2.json", Documents.write(report.certificate())))
                    .isEmpty();
            assertThat(SchemaCheck.problems("evaluation-1.json", Documents.write(report.evaluation())))
                    .isEmpty();
            assertThat(SchemaCheck.problems("measurements-1.json", Documents.write(report.measurements())))
                    .isEmpty();
        }
    }

    /** Documents have no optional keys: what a schema names is there, so a key that code has dropped is found. */
    @ParameterizedTest
    @MethodSource("exactSchemas")
    void everyNamedKeyIsRequiredAndNoOtherIsAllowed(String file) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        collect(SchemaCheck.schema(file), objects);
        assertThat(objects).isNotEmpty().allSatisfy(object -> {
            assertThat(object.get("required"))
                    .extracting(JsonNode::asText)
                    .containsExactlyElementsOf(() -> object.get("properties").fieldNames());
            assertThat(object.get("additionalProperties").isBoolean()).isTrue();
            assertThat(object.get("additionalProperties").asBoolean()).isFalse();
        });
        assertThat(SchemaCheck.schema(file).at("/properties/version/const").asInt())
                .isEqualTo(Integer.parseInt(file.replaceAll("[^0-9]", "")));
    }

    private static void collect(JsonNode node, List<JsonNode> objects) {
        if (node.path("properties").isObject() && node.path("type").asText().equals("object")) {
            objects.add(node);
        }
        node.forEach(child -> collect(child, objects));
    }

    @Test
    void theEndpointOfAStoreObeysItsSchema(@TempDir Path folder) throws IOException {
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            Path endpoint = folder.resolve("endpoint.json");
            assertThat(SchemaCheck.problems("endpoint-1.json", Files.readAllBytes(endpoint)))
                    .isEmpty();
            ((EmbeddedStore.Owner) store)
                    .announce(
                            URI.create("http://127.0.0.1:7450"),
                            URI.create("http://127.0.0.1:7451"),
                            Optional.of(new ServiceSecret("a-token")),
                            Optional.of("0123456789abcdef".repeat(4)));
            assertThat(SchemaCheck.problems("endpoint-1.json", Files.readAllBytes(endpoint)))
                    .isEmpty();
        }
    }

    @Test
    void choicesAreThoseOfTheCode() throws IOException {
        JsonNode outcome = SchemaCheck.schema("outcome-1.json").get("properties");
        assertThat(outcome.at("/status/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(names(RunStatus.values()));
        assertThat(outcome.at("/errorKind/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(names(ErrorKind.values()));
        assertThat(SchemaCheck.schema("request-1.json").at("/$defs/triggerKey/properties/kind/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(names(TriggerKind.values()));
        assertThat(SchemaCheck.schema("manifest-1.json").at("/properties/stage/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(StageName.spellings());
    }

    private static List<String> names(Enum<?>... values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    @Test
    void theCheckFindsWhatIsWrong() throws IOException {
        String text = new String(Documents.write(Examples.manifest("1")), StandardCharsets.UTF_8);
        assertThat(SchemaCheck.problems(
                        "manifest-1.json",
                        text.replace("\"qat\"", "\"bake\"")
                                .replace("\"sizeBytes\" : 1", "\"sizeBytes\" : -1")
                                .replace("\"attempt\"", "\"try\"")
                                .replace("\"150\"", "150")
                                .replace("20:30:00.250Z", "20:30:00.250+01:00")
                                .getBytes(StandardCharsets.UTF_8)))
                .anyMatch(problem -> problem.startsWith("/stage is none of"))
                .anyMatch(problem -> problem.startsWith("/inputs/0/sizeBytes is below 0"))
                .contains("/ lacks \"attempt\"", "/ has an unknown key: try")
                .anyMatch(problem -> problem.startsWith("/settings/steps is no string"))
                .anyMatch(problem -> problem.startsWith("/startedAt does not match"))
                .hasSize(6);
    }
}
