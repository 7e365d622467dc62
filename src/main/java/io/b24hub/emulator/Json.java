package io.b24hub.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON from and to plain maps and lists. Thread-safe. */
final class Json {

    private static final JsonMapper PLAIN = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** As PHP's json_encode does it without flags: slashes and everything outside ASCII are escaped. */
    private static final JsonMapper PHP = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII, JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private Json() {}

    static String write(Object value) {
        return write(PLAIN, value);
    }

    static String writeLikePhp(Object value) {
        return write(PHP, value);
    }

    /** Empty when the text is not a JSON object. */
    static Optional<Map<String, Object>> object(String text) {
        try {
            Map<String, Object> read = PLAIN.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
            return Optional.ofNullable(read);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String write(JsonMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An emulator made an answer that is no JSON", e);
        }
    }
}
