package io.b24hub.event;

import java.nio.charset.StandardCharsets;

/** Any text as the types that a flow wants, and as an event code. */
public final class PatternFuzz {

    private PatternFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        EventCode.isValid(text);
        try {
            EventPattern pattern = EventPattern.parse(text);
            pattern.matches(text);
            for (String name : pattern.exactNames()) {
                if (!pattern.matches(name)) {
                    throw new IllegalStateException(pattern + " does not match its own " + name);
                }
            }
            if (!EventPattern.parse(pattern.toString()).equals(pattern)) {
                throw new IllegalStateException(pattern + " is read in another way than it is written");
            }
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new IllegalStateException("no reason", e);
            }
        }
    }
}
