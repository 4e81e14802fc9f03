package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=3-5, 3, 5",
        "bytes=3-, 3, 9",
        "bytes=3-99, 3, 9",
        "bytes=-4, 6, 9",
        "bytes=-99, 0, 9",
        "bytes=9-999999999999, 9, 9"
    })
    void oneRangeIsCutToTheContent(String header, int first, int last) throws Exception {
        assertThat(ByteRange.of(header, 10)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-3", "bytes=-", "bytes=0-1,3-4", "items=0-1", "bytes 0-1", "", "bytes=a-b"})
    void whatIsNoSingleRangeIsAnsweredWithTheWhole(String header) throws Exception {
        assertThat(ByteRange.of(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void whatLiesOutsideCannotBeSatisfied(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 10)).isInstanceOf(ByteRange.Unsatisfiable.class);
    }
}
