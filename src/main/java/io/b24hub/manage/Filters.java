package io.b24hub.manage;

import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads which deliveries a caller means: {@code state}, {@code flow}, {@code portal}, {@code type}, {@code entity},
 * {@code event}, {@code from}, {@code to}, {@code text}. A time is ISO-8601, or a span before now: {@code 2h}.
 */
public final class Filters {

    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhd])");

    private Filters() {}

    /**
     * @param values the words by name; null or blank for what was not said
     * @throws BadRequest naming the word that is wrong
     */
    public static DeliveryFilter read(Function<String, String> values, Instant now) {
        return new DeliveryFilter(
                states(values),
                text(values, "flow"),
                text(values, "portal"),
                text(values, "type").map(type -> type.toUpperCase(Locale.ROOT)),
                text(values, "entity"),
                text(values, "event"),
                text(values, "from").map(time -> time("from", time, now)),
                text(values, "to").map(time -> time("to", time, now)),
                text(values, "text"));
    }

    private static Set<DeliveryState> states(Function<String, String> values) {
        Set<DeliveryState> states = EnumSet.noneOf(DeliveryState.class);
        for (String word : text(values, "state").orElse("").split(",")) {
            if (!word.isBlank()) {
                states.add(state(word.strip()));
            }
        }
        return states;
    }

    private static DeliveryState state(String word) {
        try {
            return DeliveryState.of(word.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("state: there is no " + word + "; there are "
                    + String.join(
                            ", ",
                            EnumSet.allOf(DeliveryState.class).stream()
                                    .map(DeliveryState::word)
                                    .toList()));
        }
    }

    /**
     * A time.
     *
     * @throws BadRequest when it is none
     */
    public static Instant time(String name, String text, Instant now) {
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            return now.minus(Duration.parse((span.group(2).equals("d") ? "P" : "PT")
                    + span.group(1)
                    + span.group(2).toUpperCase(Locale.ROOT)));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new BadRequest(
                    name + ": " + text + " is no time; write 2026-03-01T09:00:00Z, or a span before now such as 2h");
        }
    }

    private static Optional<String> text(Function<String, String> values, String name) {
        return Optional.ofNullable(values.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
