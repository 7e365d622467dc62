package io.b24hub.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many calls in such a time: {@code 20/m}, {@code 1/s}, {@code 100/30s}.
 *
 * @param calls at least 1
 * @param per longer than nothing, an hour at most
 */
public record CallRate(int calls, Duration per) {

    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,4})/(\\d{0,5})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Reads it.
     *
     * @return empty for {@code off}
     * @throws IllegalArgumentException when it is none, or counts over too long a time
     */
    static Optional<CallRate> of(String text) {
        String plain = text.replace(" ", "").toLowerCase(Locale.ROOT);
        if (plain.equals("off")) {
            return Optional.empty();
        }
        Matcher parts = TEXT.matcher(plain);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not how many, 1 to 99999, in which time (s, m or h), nor off");
        }
        Duration per = Units.duration((parts.group(2).isEmpty() ? "1" : parts.group(2)) + parts.group(3));
        if (per.isZero() || per.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" must count over some time, and an hour at most");
        }
        return Optional.of(new CallRate(Integer.parseInt(parts.group(1)), per));
    }
}
