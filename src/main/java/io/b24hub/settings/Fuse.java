package io.b24hub.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** So many writes in such a time: {@code 20/10m}. */
record Fuse(int writes, Duration time) {

    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,2})\\s*/\\s*(\\d+\\s*[a-zA-Z]+)");
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when it is none, or looks back too far
     */
    static Fuse of(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not how many writes, 1 to 999, in which time");
        }
        Duration time = Units.duration(parts.group(2));
        if (time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" must look back some time, and " + Units.text(LONGEST) + " at most");
        }
        return new Fuse(Integer.parseInt(parts.group(1)), time);
    }
}
