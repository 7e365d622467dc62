package io.b24hub.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 3d}, {@code 1MiB}. */
public final class Units {

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})\\s*([a-zA-Z]*)");
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final long LARGEST = 1L << 50;

    private Units() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when it is not a whole number with ms, s, m, h or d, or is beyond ten years
     */
    public static Duration duration(String text) {
        Matcher matcher = AMOUNT.matcher(text.strip());
        Duration unit = matcher.matches() ? unit(matcher.group(2).toLowerCase(Locale.ROOT)) : Duration.ZERO;
        if (!matcher.matches() || unit.isZero() && Long.parseLong(matcher.group(1)) != 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a time; write a whole number with ms, s, m, h or d");
        }
        Duration duration = unit.multipliedBy(Long.parseLong(matcher.group(1)));
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is more than " + text(LONGEST));
        }
        return duration;
    }

    /** Zero for what is no unit. */
    private static Duration unit(String word) {
        return switch (word) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ZERO;
        };
    }

    /** Reads durations with commas between them. */
    public static List<Duration> durations(String text) {
        return Arrays.stream(text.split(",", -1)).map(Units::duration).toList();
    }

    /**
     * Reads a size in bytes.
     *
     * @throws IllegalArgumentException when it is not a whole number, alone or with KiB, MiB or GiB, or is beyond a PiB
     */
    public static long bytes(String text) {
        Matcher matcher = AMOUNT.matcher(text.strip());
        if (!matcher.matches()) {
            throw notASize(text);
        }
        int shift =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "", "b" -> 0;
                    case "k", "kb", "kib" -> 10;
                    case "m", "mb", "mib" -> 20;
                    case "g", "gb", "gib" -> 30;
                    default -> throw notASize(text);
                };
        long amount = Long.parseLong(matcher.group(1));
        if (amount > LARGEST >> shift) {
            throw new IllegalArgumentException("\"" + text + "\" is too large");
        }
        return amount << shift;
    }

    private static IllegalArgumentException notASize(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a size; write a whole number of bytes, or with KiB, MiB or GiB");
    }

    /** Writes a duration as briefly as {@link #duration} reads it. */
    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        } else if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        } else if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86400 != 0 ? seconds / 3600 + "h" : seconds / 86400 + "d";
    }
}
