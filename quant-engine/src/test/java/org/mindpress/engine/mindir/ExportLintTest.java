package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of rule_cases.py, one graph per rule, whose fate in the real converter is known. */
class ExportLintTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "good_conv_relu",
                "good_bias_load_weights_direct",
                "good_residual",
                "good_pad_maxpool",
                "good_batch2",
                "l11_softmax",
                "l14_group_per_tensor"
            })
    void whatTheDeviceRunsInInt8HasNoFindings(String name) {
        assertThat(findings(name)).isEmpty();
    }

    @ParameterizedTest(name = "{0} breaks {1}")
    @CsvSource({
        "l01_weights_through_load, L01",
        "l02_second_user, L02",
        "l02_chain, L02",
        "l03_uint8_zero_point, L03",
        "l04_between_conv_and_bias, L04",
        "l05_int32_bias, L05",
        "l06_batch_norm, L06",
        "l07_matmul_bias_with_fqp, L07",
        "l07_matmul_bias_without_fqp, L07",
        "l08_fqp_is_output, L08",
        "l09_flatten, L09",
        "l10_reduce_mean_after_add, L10",
        "l10_reshape_after_add, L10",
        "l12_stand_alone_relu, L12",
        "l13_bias_too_large, L13",
        "l13_bias_too_large, L21",
        "l14_group_per_channel, L14",
        "l15_pool_range_shrinks, L15",
        "l16_window_too_large, L16",
        "l17_weights_without_fqp, L17"
    })
    void whatTheDeviceBreaksIsFound(String name, String rule) {
        List<LintFinding> findings = findings(name);
        Set<String> rules = findings.stream().map(LintFinding::rule).collect(Collectors.toSet());
        assertThat(rules).contains(rule);
        assertThat(findings).allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
    }

    private static List<LintFinding> findings(String name) {
        return ExportLint.check(MindirReader.read(name, Golden.bytes("rules/" + name + ".mindir")));
    }
}
