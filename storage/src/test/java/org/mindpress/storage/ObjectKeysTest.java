package org.mindpress.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectKeysTest {
    @ParameterizedTest(name = "key={0}")
    @ValueSource(
            strings = {
                "a",
                "runs/nightly/20261125t203000z-0123456789abcdef/request.json",
                "ü/漢字 %41+b",
                ".hidden",
                "a..b/c."
            })
    void keysThatMeanTheSameEverywhereAreTaken(String key) {
        assertThat(ObjectKeys.check(key)).isEqualTo(key);
    }

    @ParameterizedTest(name = "key={0}")
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "a/../b",
                "..",
                "a\\b",
                "a\nb",
                "\u0000",
                "a/\ud800",
                "model-6f9619ff-8b86-d011-b42d-00cf4fc964ff"
            })
    void allOthersAreRefusedByName(String key) {
        assertThatThrownBy(() -> ObjectKeys.check(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("object key");
    }

    @Test
    void lengthsCountInBytes() {
        assertThat(ObjectKeys.check("ü".repeat(100))).hasSize(100);
        assertThatThrownBy(() -> ObjectKeys.check("ü".repeat(101))).hasMessageContaining("200 bytes");
        assertThatThrownBy(() -> ObjectKeys.check("abcd/".repeat(205) + "a")).hasMessageContaining("1024 bytes");
    }
}
