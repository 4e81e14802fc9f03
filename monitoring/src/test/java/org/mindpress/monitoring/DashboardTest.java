package org.mindpress.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboards and the alert rules name only series and labels that exist, and the dashboards show all of them. */
final class DashboardTest {
    private static final Pattern SERIES = Pattern.compile("\\bmindpress_[a-z0-9_]+(?:\\{([^}]*)\\})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring) *\\(([^)]*)\\)");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{ *([a-z_]+) *}}");
    private static final Pattern EXPRESSION = Pattern.compile("(?s)expr: (.*?)\n +(?:for|labels):");
    private static final Pattern RUNBOOK = Pattern.compile("runbook: \"docs/monitoring\\.md#([a-z]+)\"");
    private static final List<String> DASHBOARDS = List.of("runs", "models", "storage");
    private static final Map<String, Meters> METERS = Arrays.stream(Meters.values())
            .flatMap(meter -> meter.series().stream().map(series -> Map.entry(series, meter)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static String resource(String name) throws IOException {
        try (InputStream in = Meters.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode dashboard(String name) throws IOException {
        return new ObjectMapper().readTree(resource("grafana/" + name + ".json"));
    }

    private static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.get("panels").forEach(panels::add);
        return panels;
    }

    private static List<JsonNode> targets(JsonNode dashboard) {
        List<JsonNode> targets = new ArrayList<>();
        panels(dashboard).forEach(panel -> panel.path("targets").forEach(targets::add));
        return targets;
    }

    /** Checks an expression and returns the series that it names. */
    private static Set<String> check(String expression) {
        Set<String> named = new TreeSet<>();
        Set<String> labels = new HashSet<>();
        Matcher series = SERIES.matcher(expression);
        while (series.find()) {
            String name = series.group().replaceFirst("\\{.*", "");
            assertThat(METERS).as(expression).containsKey(name);
            named.add(name);
            labels.addAll(METERS.get(name).tags());
            if (series.group(1) != null) {
                assertThat(all(MATCHER, series.group(1)))
                        .as(expression)
                        .isNotEmpty()
                        .isSubsetOf(METERS.get(name).tags());
            }
        }
        assertThat(named).as(expression).isNotEmpty();
        for (String group : all(GROUPING, expression)) {
            assertThat(labels).as(expression).containsAll(List.of(group.split(" *, *")));
        }
        return named;
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "models", "storage"})
    void everyExpressionNamesOnlyDeclaredSeriesAndLabels(String name) throws IOException {
        assertThat(targets(dashboard(name)))
                .isNotEmpty()
                .allSatisfy(target -> check(target.get("expr").asText()));
    }

    @Test
    void everyMeterIsShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (String name : DASHBOARDS) {
            targets(dashboard(name))
                    .forEach(target -> shown.addAll(check(target.get("expr").asText())));
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(METERS.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "models", "storage"})
    void legendsNameOnlyLabelsThatTheExpressionKeeps(String name) throws IOException {
        for (JsonNode target : targets(dashboard(name))) {
            String expression = target.get("expr").asText();
            Set<String> kept = new HashSet<>();
            List<String> groups = all(GROUPING, expression);
            groups.forEach(group -> kept.addAll(List.of(group.split(" *, *"))));
            if (groups.isEmpty() && !expression.contains("sum(")) {
                check(expression)
                        .forEach(series -> kept.addAll(METERS.get(series).tags()));
            }
            assertThat(kept)
                    .as(expression)
                    .containsAll(all(LEGEND, target.get("legendFormat").asText()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "models", "storage"})
    void panelsHaveTheirOwnIdTitleAndPlace(String name) throws IOException {
        List<JsonNode> panels = panels(dashboard(name));
        assertThat(panels.stream().map(panel -> panel.get("id").asInt()).toList())
                .doesNotHaveDuplicates();
        assertThat(panels.stream().map(panel -> panel.get("title").asText()).toList())
                .doesNotHaveDuplicates();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : panels) {
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    String cell =
                            (place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y);
                    assertThat(taken.add(cell))
                            .as(panel.get("title") + " at " + cell)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "models", "storage"})
    void dataSourceAndPipelineAreChosenByTheReader(String name) throws IOException {
        JsonNode variables = dashboard(name).get("templating").get("list");
        List<String> chosen = variables.findValuesAsText("name");
        assertThat(chosen).startsWith("datasource").isSubsetOf("datasource", "pipeline");
        for (JsonNode variable : variables) {
            if (variable.get("name").asText().equals("pipeline")) {
                check(variable.get("query").asText());
            }
        }
        for (JsonNode target : targets(dashboard(name))) {
            assertThat(target.get("datasource").get("uid").asText()).isEqualTo("${datasource}");
            if (target.get("expr").asText().contains("$pipeline")) {
                assertThat(chosen).contains("pipeline");
            }
        }
    }

    @Test
    void dashboardsAreToldApart() throws IOException {
        Set<String> identities = new HashSet<>();
        for (String name : DASHBOARDS) {
            assertThat(identities.add(dashboard(name).get("uid").asText()))
                    .as(name)
                    .isTrue();
            assertThat(identities.add(dashboard(name).get("title").asText()))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void alertRulesNameOnlyDeclaredSeriesAndLabels() throws IOException {
        List<String> expressions = all(EXPRESSION, resource("alert-rules.yaml"));
        assertThat(expressions).hasSameSizeAs(alerts()).allSatisfy(DashboardTest::check);
    }

    @Test
    void everyAlertHasATestAndAPlaceInTheRunbook() throws IOException {
        String tests = resource("alert-rules-test.yaml");
        String runbook = Files.readString(Path.of("../docs/monitoring.md"));
        assertThat(all(RUNBOOK, resource("alert-rules.yaml")))
                .isEqualTo(alerts().stream()
                        .map(alert -> alert.toLowerCase(Locale.ROOT))
                        .toList());
        for (String alert : alerts()) {
            assertThat(runbook).contains("### " + alert + "\n");
            assertThat(Pattern.compile("alertname: " + alert + "\n +exp_alerts:")
                            .matcher(tests)
                            .find())
                    .as("a test in which %s fires", alert)
                    .isTrue();
            assertThat(tests).as("a test in which it is silent").contains("alertname: " + alert + " }");
        }
    }

    private static List<String> alerts() throws IOException {
        return all(Pattern.compile("(?m)^ +- alert: (.*)$"), resource("alert-rules.yaml"));
    }
}
