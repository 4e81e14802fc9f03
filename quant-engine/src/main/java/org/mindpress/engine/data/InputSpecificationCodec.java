package org.mindpress.engine.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The one JSON spelling of an {@link InputSpecification}: an object with channelOrder, height, width, mean, standardDeviation and resize.
 * Floats are written so that they read back to the same bits.
 */
public final class InputSpecificationCodec {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private InputSpecificationCodec() {}

    /** One line of JSON, keys always in the same order. */
    public static String toJson(InputSpecification specification) {
        try {
            return MAPPER.writeValueAsString(specification);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an input specification of plain values did not become JSON", e);
        }
    }

    /** Reads what {@link #toJson} wrote; IllegalArgumentException when it is something else, with the place. */
    public static InputSpecification fromJson(String json) {
        try {
            return MAPPER.readValue(json, InputSpecification.class);
        } catch (ValueInstantiationException e) {
            String reason = e.getCause() == null
                    ? e.getOriginalMessage()
                    : String.valueOf(e.getCause().getMessage());
            throw new IllegalArgumentException(reason, e);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException("input specification: " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "input specification: no valid JSON at " + e.getLocation().offsetDescription() + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
