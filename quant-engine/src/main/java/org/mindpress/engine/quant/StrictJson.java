package org.mindpress.engine.quant;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One object of a JSON document that is read key by key; faults are collected over the whole document and reported together. A faulty
 * value reads as a harmless one, which never leaves the reader because {@link #refuseIfAny} ends it. Not thread-safe.
 */
final class StrictJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String fileName;
    private final String place;
    private final ObjectNode object;
    private final List<String> faults;
    private final int faultsBefore;
    private final Set<String> read = new HashSet<>();

    private StrictJson(String fileName, String place, ObjectNode object, List<String> faults) {
        this.fileName = fileName;
        this.place = place;
        this.object = object;
        this.faults = faults;
        this.faultsBefore = faults.size();
    }

    /** The root object; {@link IllegalArgumentException} when the bytes are no JSON object. */
    static StrictJson parse(String fileName, byte[] json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            if (root instanceof ObjectNode object) {
                return new StrictJson(fileName, "", object, new ArrayList<>());
            }
            throw new IllegalArgumentException(fileName + ": no JSON object. Remedy: copy the file completely");
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(
                    fileName + ":" + place(broken) + " no valid JSON: " + broken.getOriginalMessage(), broken);
        } catch (IOException broken) {
            throw new IllegalArgumentException(fileName + ": no JSON: " + broken.getMessage(), broken);
        }
    }

    private static String place(JsonProcessingException broken) {
        JsonLocation location = broken.getLocation();
        return location == null ? "" : location.getLineNr() + ":" + location.getColumnNr() + ":";
    }

    /** Writes a float32 so that it reads back to the same bits. */
    static ObjectNode put(ObjectNode target, String key, float value) {
        return (float) Double.parseDouble(Float.toString(value)) == value
                ? target.put(key, value)
                : target.put(key, (double) value);
    }

    boolean has(String key) {
        return object.has(key);
    }

    Optional<JsonNode> value(String key) {
        read.add(key);
        JsonNode value = object.get(key);
        if (value == null || value.isNull()) {
            faults.add(place + "/" + key + " is missing");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** An object, empty when it is faulty. */
    StrictJson object(String key) {
        Optional<JsonNode> value = value(key);
        if (value.isPresent() && value.get() instanceof ObjectNode found) {
            return new StrictJson(fileName, place + "/" + key, found, faults);
        }
        value.ifPresent(other -> wrong(key, other, "an object"));
        // what lies below a faulty object is not complained about as well
        return new StrictJson(fileName, place + "/" + key, MAPPER.createObjectNode(), new ArrayList<>());
    }

    void forEachObject(BiConsumer<String, StrictJson> reader) {
        object.fieldNames().forEachRemaining(key -> reader.accept(key, object(key)));
    }

    long whole(String key, long least, long most) {
        Optional<JsonNode> value = value(key);
        if (value.isPresent()
                && value.get().isIntegralNumber()
                && value.get().canConvertToLong()
                && value.get().longValue() >= least
                && value.get().longValue() <= most) {
            return value.get().longValue();
        }
        value.ifPresent(other -> wrong(key, other, "a whole number from " + least + " to " + most));
        return least;
    }

    double real(String key) {
        Optional<JsonNode> value = value(key);
        if (value.isPresent()
                && value.get().isNumber()
                && Double.isFinite(value.get().doubleValue())) {
            return value.get().doubleValue();
        }
        value.ifPresent(other -> wrong(key, other, "a number"));
        return 0;
    }

    float number(String key) {
        double wide = real(key);
        if (Float.isInfinite((float) wide)) {
            faults.add(place + "/" + key + ": " + wide + ", expected a float32");
            return 0;
        }
        return (float) wide;
    }

    boolean truth(String key) {
        Optional<JsonNode> value = value(key);
        if (value.isPresent() && value.get().isBoolean()) {
            return value.get().booleanValue();
        }
        value.ifPresent(other -> wrong(key, other, "true or false"));
        return false;
    }

    /** One of several spellings. */
    <T> T choice(String key, T[] choices, Function<T, String> spelling) {
        Optional<JsonNode> value = value(key);
        for (T choice : choices) {
            if (value.isPresent()
                    && value.get().isTextual()
                    && value.get().textValue().equals(spelling.apply(choice))) {
                return choice;
            }
        }
        value.ifPresent(other -> wrong(
                key, other, "one of " + Arrays.stream(choices).map(spelling).toList()));
        return choices[0];
    }

    /** What a constructor makes of the values, unless one of them is faulty; its refusal becomes a fault of this place. */
    <T> Optional<T> make(Supplier<T> constructor) {
        if (faults.size() > faultsBefore) {
            return Optional.empty();
        }
        try {
            return Optional.of(constructor.get());
        } catch (IllegalArgumentException refused) {
            faults.add((place.isEmpty() ? "/" : place) + ": " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** Every key that was not read is unknown. */
    void end() {
        object.fieldNames().forEachRemaining(key -> {
            if (!read.contains(key)) {
                faults.add(place + "/" + key + " is unknown, expected only "
                        + read.stream().sorted().toList());
            }
        });
    }

    /** Ends the reading when anything was found so far. */
    void refuseIfAny() {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(fileName + ": " + faults.size()
                    + (faults.size() == 1 ? " problem" : " problems") + "\n  " + String.join("\n  ", faults));
        }
    }

    private void wrong(String key, JsonNode found, String expected) {
        String shown = found.toString();
        faults.add(place + "/" + key + ": " + (shown.length() > 40 ? shown.substring(0, 40) + "…" : shown)
                + ", expected " + expected);
    }
}
