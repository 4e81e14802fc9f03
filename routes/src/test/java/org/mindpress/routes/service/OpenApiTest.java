package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document of a running service: what it must hold, and that docs/openapi.json is it. */
class OpenApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path KEPT = Path.of("../docs/openapi.json");
    private static final Pattern NAME = Pattern.compile("\\{([^}]+)}");

    private static SmallPress press;
    private static String text;
    private static JsonNode document;

    private record Operation(String verb, String path, JsonNode node) {}

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        press = SmallPress.start(folder);
        text = HTTP.send(
                        HttpRequest.newBuilder(press.api("/api/openapi.json")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        document = new ObjectMapper().readTree(text);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(verb -> all.add(new Operation(verb.getKey(), path.getKey(), verb.getValue()))));
        return all;
    }

    @Test
    void theKeptCopyIsWhatTheServiceSays() throws IOException {
        Path made = Path.of("target", "openapi.json");
        Files.createDirectories(made.getParent());
        Files.writeString(made, text);

        assertThat(Files.readString(KEPT))
                .as("docs/openapi.json is not what the service says; copy routes/%s over it", made)
                .isEqualTo(text);
    }

    @Test
    void everyRouteIsInItAndSoAreTheStreamsWhichAreNone() {
        List<String> routes = new ArrayList<>(press.service().httpRoutes());
        routes.add("watchRun");
        routes.add("getReleasedFile");
        routes.add("getArtifact");
        assertThat(operations())
                .extracting(operation -> operation.node().path("operationId").asText())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void whateverChangesProductionTakesAnApprover() {
        assertThat(operations())
                .filteredOn(operation -> operation.verb().equals("post")
                        && operation.path().startsWith("/api/releases/{pipeline}/production"))
                .hasSize(2)
                .allSatisfy(operation ->
                        assertThat(operation.node().path("x-role").asText()).isEqualTo("approver"));
    }

    @Test
    void everyOperationAnswersAndItsPathParametersAreThoseOfItsPath() {
        for (Operation operation : operations()) {
            JsonNode node = operation.node();
            assertThat(node.path("summary").asText()).as(operation.path()).isNotBlank();
            List<String> inPath = new ArrayList<>();
            node.path("parameters").forEach(parameter -> {
                assertThat(parameter.path("in").asText()).isIn("path", "query", "header");
                assertThat(parameter.path("schema").path("type").asText()).isEqualTo("string");
                if (parameter.path("in").asText().equals("path")) {
                    assertThat(parameter.path("required").asBoolean()).isTrue();
                    inPath.add(parameter.path("name").asText());
                }
                // OpenAPI has security schemes for it and ignores such a parameter
                assertThat(parameter.path("name").asText()).isNotEqualToIgnoringCase("Authorization");
            });
            Matcher names = NAME.matcher(operation.path());
            assertThat(inPath)
                    .as(operation.path())
                    .containsExactlyElementsOf(
                            names.results().map(name -> name.group(1)).toList());
            assertThat(node.path("responses").fieldNames()).toIterable().anyMatch(status -> status.startsWith("2"));
            assertThat(node.path("responses").fieldNames())
                    .toIterable()
                    .allMatch(status -> status.matches("[2-5]\\d\\d"));
            if (operation.verb().equals("get")) {
                assertThat(node.has("requestBody")).isFalse();
            }
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        List<String> references = document.findValuesAsText("$ref");
        for (String reference : references) {
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        document.path("components")
                .path("schemas")
                .fieldNames()
                .forEachRemaining(schema -> assertThat(references).contains("#/components/schemas/" + schema));
        assertThat(document.path("openapi").asText()).startsWith("3.1.");
    }

    @Test
    void securitySchemesOfOperationsAreDeclared() {
        for (Operation operation : operations()) {
            operation
                    .node()
                    .path("security")
                    .forEach(requirement -> requirement
                            .fieldNames()
                            .forEachRemaining(name -> assertThat(document.path("components")
                                            .path("securitySchemes")
                                            .has(name))
                                    .isTrue()));
        }
    }
}
