package io.b24hub.manage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Any text as the filters of a query, a line each: a filter, or what is wrong with it. */
public final class FiltersFuzz {

    private static final Instant NOW = Instant.parse("2026-03-28T23:59:30Z");

    private FiltersFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Map<String, String> values = new HashMap<>();
        for (String line : new String(data, StandardCharsets.UTF_8).split("\n")) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, Math.max(equals, 0)), line.substring(equals + 1));
        }
        try {
            Filters.read(values::get, NOW);
        } catch (BadRequest e) {
            if (e.getMessage().isBlank()) {
                throw new IllegalStateException("no reason", e);
            }
        }
    }
}
