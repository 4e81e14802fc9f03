package org.mindpress.processors.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The one codec of the documents in the bucket: strict JSON with keys in record order, UTF-8, a line end at the end; times as ISO-8601 in
 * UTC. A missing, null, repeated or unknown key is refused. Thread-safe.
 */
public final class Documents {
    private static final ObjectMapper MAPPER = mapper();

    private Documents() {}

    /** The document as bytes; equal documents give equal bytes. */
    public static byte[] write(Record document) {
        try {
            return (MAPPER.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    document.getClass().getSimpleName() + " did not become JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param key where the bytes come from, for messages
     * @throws IOException when it is something else, with key, line and column
     */
    public static <T extends Record> T read(String key, byte[] bytes, Class<T> type) throws IOException {
        try {
            T document = MAPPER.readValue(bytes, type);
            if (document == null) {
                throw new IOException(key + ":1:1: no valid " + type.getSimpleName() + ": null");
            }
            return document;
        } catch (JsonProcessingException e) {
            JsonLocation place = Objects.requireNonNullElse(e.getLocation(), JsonLocation.NA);
            throw new IOException(
                    key + ":" + Math.max(place.getLineNr(), 1) + ":" + Math.max(place.getColumnNr(), 1) + ": no valid "
                            + type.getSimpleName() + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    /** The version that a document says it has, to be asked before its keys, which differ by version; empty when it is no JSON or says nothing. */
    public static OptionalInt version(byte[] bytes) throws IOException {
        try {
            JsonNode version = MAPPER.readTree(bytes).path("version");
            return version.isInt() ? OptionalInt.of(version.intValue()) : OptionalInt.empty();
        } catch (JsonProcessingException noJson) {
            return OptionalInt.empty();
        }
    }

    /** Refuses a document of a version that this code does not know. */
    public static void requireVersion(String document, int found, int known) {
        if (found != known) {
            throw new IllegalArgumentException(
                    document + " has version " + found + ", this mindpress knows version " + known);
        }
    }

    private static ObjectMapper mapper() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                // components only: a method such as isSuperseded() is no part of a document
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule()
                        .addSerializer(Double.class, new FiniteWriter())
                        .addSerializer(Double.TYPE, new FiniteWriter())
                        .addSerializer(Instant.class, new InstantWriter())
                        .addDeserializer(Instant.class, new InstantReader()))
                .build();
    }

    /** JSON has no NaN and no infinity: what was not measured is absent. */
    private static final class FiniteWriter extends StdSerializer<Double> {
        FiniteWriter() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (!Double.isFinite(value)) {
                throw JsonMappingException.from(out, value + " is no figure");
            }
            out.writeNumber(value);
        }
    }

    private static final class InstantWriter extends StdSerializer<Instant> {
        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw context.weirdStringException(text, Instant.class, "no time such as 2026-11-25T20:30:00Z");
            }
        }
    }
}
