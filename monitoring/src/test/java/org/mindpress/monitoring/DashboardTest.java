package org.mindpress.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules name only series and labels that exist, and show all of them. */
final class DashboardTest {
    private static final Pattern SERIES = Pattern.compile("\\bmindpress_[a-z0-9_]+(?:\\{([^}]*)\\})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring) *\\(([^)]*)\\)");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{ *([a-z_]+) *}}");
    private static final Map<String, Meters> METERS = Arrays.stream(Meters.values())
            .flatMap(meter -> meter.series().stream().map(series -> Map.entry(series, meter)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static String resource(String name) throws IOException {
        try (InputStream in = Meters.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(resource("grafana-dashboard.json"));
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

    @Test
    void everyExpressionNamesOnlyDeclaredSeriesAndLabels() throws IOException {
        for (JsonNode target : targets(dashboard())) {
            check(target.get("expr").asText());
        }
    }

    @Test
    void everyMeterIsShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        targets(dashboard())
                .forEach(target -> shown.addAll(check(target.get("expr").asText())));
        assertThat(shown).containsExactlyInAnyOrderElementsOf(METERS.keySet());
    }

    @Test
    void legendsNameOnlyLabelsThatTheExpressionKeeps() throws IOException {
        for (JsonNode target : targets(dashboard())) {
            String expression = target.get("expr").asText();
            Set<String> kept = new HashSet<>();
            List<String> groups = all(GROUPING, expression);
            groups.forEach(group -> kept.addAll(List.of(group.split(" *, *"))));
            if (groups.isEmpty() && !expression.contains("sum(")) {
                check(expression).forEach(name -> kept.addAll(METERS.get(name).tags()));
            }
            assertThat(kept)
                    .as(expression)
                    .containsAll(all(LEGEND, target.get("legendFormat").asText()));
        }
    }

    @Test
    void panelsHaveTheirOwnIdTitleAndPlace() throws IOException {
        List<JsonNode> panels = panels(dashboard());
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

    @Test
    void dataSourceAndPipelineAreChosenByTheReader() throws IOException {
        Function<String, List<String>> values = field -> {
            try {
                return dashboard().get("templating").get("list").findValuesAsText(field);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        assertThat(values.apply("name")).containsExactly("datasource", "pipeline");
        check(dashboard().get("templating").get("list").get(1).get("query").asText());
        for (JsonNode target : targets(dashboard())) {
            assertThat(target.get("datasource").get("uid").asText()).isEqualTo("${datasource}");
        }
    }

    @Test
    void alertRulesNameOnlyDeclaredSeriesAndLabels() throws IOException {
        List<String> expressions = all(Pattern.compile("(?m)^ +expr: (.*)$"), resource("alert-rules.yaml"));
        assertThat(expressions).hasSize(4).allSatisfy(DashboardTest::check);
    }
}
