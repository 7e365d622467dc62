package io.b24hub.emulator;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request with its whole body, apart from the server that carried it.
 *
 * @param path still percent-encoded
 * @param query still percent-encoded, without the question mark; empty when there is none
 * @param headers names in lower case
 * @param caller address of the peer
 */
record Call(
        Instant at, String method, String path, String query, Map<String, String> headers, byte[] body, String caller) {

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String pathAndQuery() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** The path with its percent signs resolved; a plus stays a plus. */
    String decodedPath() {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Empty when the body is not UTF-8. */
    Optional<String> strictText() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    boolean isJson() {
        return header("content-type").startsWith("application/json");
    }

    boolean isMultipart() {
        return header("content-type").startsWith("multipart/form-data");
    }
}
