package io.b24hub.emulator;

import java.time.Instant;
import java.util.Map;

/**
 * One request that an emulator got.
 *
 * @param at when its body was complete
 * @param method HTTP method
 * @param path path and query string, secrets replaced by {@code xxxxxx}
 * @param headers names in lower case; of {@code authorization} only the scheme is kept
 * @param body as text in UTF-8, cut after 64 KiB
 */
public record Received(Instant at, String method, String path, Map<String, String> headers, String body) {

    public Received {
        headers = Map.copyOf(headers);
    }
}
