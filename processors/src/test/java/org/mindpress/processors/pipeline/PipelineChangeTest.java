package org.mindpress.processors.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineChangeTest {
    private static final String TEXT = """
            pipeline: small   # ours
            input: { mean: [0.5, 0.25] }
            policy:
              rules:
                - { block: residual, granularity: per-channel }
            stages:
              qat: { steps: 150, learning-rate: 0.002 }
              export:
            """;

    private static java.util.List<String> lines(String before, String after) throws PipelineException {
        return PipelineChange.between(before, after).stream()
                .map(PipelineChange::line)
                .toList();
    }

    @Test
    void commentsLayoutOrderQuotesAndTheWayOfANumberAreNoChange() throws PipelineException {
        assertThat(lines(TEXT, """
                        stages:
                          export:
                          qat:
                            # more would not help
                            learning-rate: 2.0e-3
                            steps: '150'
                        policy: { rules: [ { granularity: "per-channel", block: residual } ] }
                        input: { mean: [ 0.5,
                                         0.25 ] }
                        pipeline: small
                        """)).isEmpty();
    }

    @Test
    void eachKeyThatSaysSomethingElseIsNamedWithItsSections() throws PipelineException {
        String after = TEXT.replace("150", "300")
                .replace("0.25", "0.3")
                .replace("per-channel }", "per-channel }\n    - { type: convolution }")
                .replace("  export:\n", "  distill: { steps: 3 }\n");

        assertThat(lines(TEXT, after))
                .containsExactly(
                        "input.mean: [0.5, 0.25] -> [0.5, 0.3]",
                        "stages.qat.steps: 150 -> 300",
                        "stages.export:  -> (absent)",
                        "policy.rules[1].type: (absent) -> convolution",
                        "stages.distill.steps: (absent) -> 3");
        assertThat(lines(after, TEXT)).hasSize(5);
    }

    @Test
    void aTextDoesNotDifferFromItself() throws PipelineException {
        assertThat(PipelineChange.between(TEXT, TEXT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a\n", "a: [", "a: &x [1]\nb: *x\n"})
    void whatIsNoMappingIsRefusedWithItsPlace(String text) {
        assertThat(catchThrowableOfType(PipelineException.class, () -> PipelineChange.between(TEXT, text)))
                .isNotNull()
                .hasMessageStartingWith("after:");
    }
}
