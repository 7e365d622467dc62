package io.b24hub.component.bitrix24;

import io.b24hub.delivery.Batching;
import io.b24hub.delivery.Rate;
import io.b24hub.delivery.Shaping;
import io.b24hub.settings.Units;
import io.b24hub.store.Merging;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of a flow's options; what cannot be read is an {@link IllegalArgumentException} that says why. Stateless. */
final class OptionValues {

    private static final Duration LONGEST_DEBOUNCE = Duration.ofDays(1);
    private static final Pattern RATE = Pattern.compile("(\\d{1,6})/(\\d{0,6})([smhd])");
    private static final Pattern DESTINATION = Pattern.compile("[\\p{L}\\d][\\p{L}\\d ._:/-]{0,199}");

    private OptionValues() {}

    static int number(String text, int least, int most) {
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException("it must be a whole number from " + least + " to " + most);
    }

    static Duration positive(String text) {
        Duration duration = Units.duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("it must be longer than nothing");
        }
        return duration;
    }

    static Duration debounce(String text) {
        Duration debounce = positive(text);
        if (debounce.compareTo(LONGEST_DEBOUNCE) > 0) {
            throw new IllegalArgumentException("it may be " + Units.text(LONGEST_DEBOUNCE) + " at most");
        }
        return debounce;
    }

    static Duration batchWait(String text) {
        Duration wait = Units.duration(text);
        if (wait.compareTo(Batching.LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("it may be " + Units.text(Batching.LONGEST_WAIT) + " at most");
        }
        return wait;
    }

    static Duration maxBehind(String text) {
        Duration max = Units.duration(text);
        if (max.compareTo(Shaping.SHORTEST) < 0 || max.compareTo(Shaping.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "it may be from " + Units.text(Shaping.SHORTEST) + " to " + Units.text(Shaping.LONGEST));
        }
        return max;
    }

    static List<Duration> waits(String text) {
        return Arrays.stream(text.split(",", -1)).map(OptionValues::positive).toList();
    }

    static Rate rate(String text) {
        Matcher rate = RATE.matcher(text.replace(" ", "").toLowerCase(Locale.ROOT));
        if (!rate.matches()) {
            throw new IllegalArgumentException("it is how many in which time: s, m, h or d");
        }
        Duration per = Units.duration((rate.group(2).isEmpty() ? "1" : rate.group(2)) + rate.group(3));
        int count = Integer.parseInt(rate.group(1));
        if (count == 0 || per.isZero()) {
            throw new IllegalArgumentException("nothing could ever run; to hold a flow, pause it");
        }
        return new Rate(count, per);
    }

    static Merging.Types types(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "updates", "true" -> Merging.Types.UPDATES;
            case "all" -> Merging.Types.ALL;
            case "none", "false" -> Merging.Types.NONE;
            default -> throw new IllegalArgumentException("it must be updates, all or none");
        };
    }

    static boolean dropEchoes(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "drop" -> true;
            case "keep" -> false;
            default -> throw new IllegalArgumentException("it must be drop or keep");
        };
    }

    static Set<String> destinations(String text) {
        Set<String> names = new TreeSet<>();
        for (String name : text.split(",", -1)) {
            if (!DESTINATION.matcher(name.strip()).matches()) {
                throw new IllegalArgumentException("a destination is a name of letters, digits and . _ : / -, with"
                        + " commas between several, and no address with a secret in it");
            }
            names.add(name.strip());
        }
        return names;
    }
}
