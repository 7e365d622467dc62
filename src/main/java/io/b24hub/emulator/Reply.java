package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer, apart from the server that carries it. */
record Reply(int status, String contentType, Map<String, String> headers, String body) {

    static Reply json(int status, String body) {
        return new Reply(status, "application/json; charset=utf-8", Map.of(), body);
    }

    static Reply text(int status, String body) {
        return new Reply(status, "text/plain; charset=utf-8", Map.of(), body);
    }

    Reply with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Reply(status, contentType, all, body);
    }
}
