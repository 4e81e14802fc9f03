package org.mindpress.routes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {
    private static final PathTemplate RUN = new PathTemplate("/api/runs/{id}/stages/{stage}");

    @Test
    void valuesAreDecodedOnceAndNeverSplitAPath() {
        assertThat(RUN.match("/api/runs/a%2Fb+c/stages/%252F")).contains(Map.of("id", "a/b+c", "stage", "%2F"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "/",
                "*",
                "/api/runs//stages/qat",
                "/api/runs/1/stages/qat/",
                "/api/runs/1/stages",
                "/api/runs/1/STAGES/qat",
                "/api/runs/%zz/stages/qat",
                "/api/%72uns/1/stages/qat",
                "/x/../api/runs/1/stages/qat"
            })
    void otherPathsDoNotFit(String path) {
        assertThat(RUN.match(path)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "api", "/api/", "/api/{id", "/api/x{id}", "/api/{Id}", "/api/a b", "/api/*"})
    void whatIsNoTemplateIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PathTemplate(text));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "/, /, true",
        "/api/runs, /api/runs, true",
        "/api/runs/{id}, /api/{kind}/x, true",
        "/api/runs/{id}, /api/pipelines/{name}, false",
        "/api/runs/{id}, /api/runs, false",
    })
    void twoTemplatesMeetWhenOnePathFitsBoth(String one, String other, boolean meet) {
        assertThat(new PathTemplate(one).meets(new PathTemplate(other))).isEqualTo(meet);
        assertThat(new PathTemplate(other).meets(new PathTemplate(one))).isEqualTo(meet);
    }
}
