package org.mindpress.engine.integer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.mindpress.engine.quant.QuantizationParameters;

/** Reads {@code lite/unit-vectors.txt}: one function call of the native arithmetic a line, with its results. */
final class UnitVectors {
    private UnitVectors() {}

    static Stream<Case> of(String function) {
        InputStream stream = Objects.requireNonNull(UnitVectors.class.getResourceAsStream("/lite/unit-vectors.txt"));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            List<Case> cases = reader.lines()
                    .filter(line -> line.startsWith(function + " "))
                    .map(line -> new Case(line.split(" ")))
                    .toList();
            return cases.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fields of one line; field 0 is the function's name. */
    record Case(String... fields) {
        int integer(int field) {
            return Integer.parseInt(fields[field]);
        }

        double real(int field) {
            return Double.parseDouble(fields[field]);
        }

        float single(int field) {
            return (float) real(field);
        }

        QuantizationParameters parameters(int field) {
            return new QuantizationParameters(single(field), integer(field + 1));
        }

        int[] integers(int field) {
            return Stream.of(fields[field].split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }

        byte[] codes(int field) {
            int[] values = integers(field);
            byte[] codes = new byte[values.length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) values[i];
            }
            return codes;
        }

        float[] singles(int field) {
            String[] parts = fields[field].split(",");
            float[] values = new float[parts.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Double.parseDouble(parts[i]);
            }
            return values;
        }

        @Override
        public String toString() {
            String line = String.join(" ", fields);
            return line.length() > 100 ? line.substring(0, 100) + "…" : line;
        }
    }
}
