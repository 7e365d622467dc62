package io.b24hub.operate;

import io.b24hub.event.EditDistance;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How this package says things to people. */
final class Wording {

    private Wording() {}

    /** The verb: {@code retry now}, {@code replay}, {@code park}, {@code drop}. */
    static String of(Change change) {
        return change.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** {@code parked deliveries of flow crm-to-kafka, received from 2026-03-01T09:00:00Z}. */
    static String of(DeliveryFilter filter) {
        List<String> parts = new ArrayList<>();
        filter.flow().ifPresent(flow -> parts.add("of flow " + flow));
        filter.portal().ifPresent(portal -> parts.add("of portal " + portal));
        filter.type().ifPresent(type -> parts.add("of type " + type));
        filter.entity().ifPresent(entity -> parts.add("about " + entity));
        filter.eventId().ifPresent(event -> parts.add("of event " + event));
        filter.from().ifPresent(from -> parts.add("received from " + from));
        filter.to().ifPresent(to -> parts.add("received before " + to));
        filter.text().ifPresent(text -> parts.add("with \"" + oneLine(text, 100) + "\" in the reason"));
        String states = filter.states().isEmpty() ? "all deliveries" : states(filter.states(), " or ") + " deliveries";
        return parts.isEmpty() ? states : states + " " + String.join(", ", parts);
    }

    static String states(Collection<DeliveryState> states, String between) {
        return states.stream().sorted().map(DeliveryState::word).collect(Collectors.joining(between));
    }

    /** {@code flow crm-to-kafka}. */
    static String of(Hold.Kind kind, String name) {
        return kind.word() + " " + name;
    }

    /** {@code paused until 2026-03-01T09:00:00Z by jmx: maintenance}. */
    static String of(Hold hold) {
        return "on hold since " + hold.since()
                + hold.until().map(until -> " until " + until).orElse(", until somebody resumes it")
                + ", by " + hold.origin()
                + (hold.reason().isEmpty() ? "" : ": " + hold.reason());
    }

    /** Roughly, for people: {@code 350 ms}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 d 2 h}. */
    static String of(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 10) {
            return time.toMillis() + " ms";
        } else if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        } else if (seconds < 86_400) {
            return seconds / 3600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
        }
        return seconds / 86_400 + " d" + (seconds / 3600 % 24 == 0 ? "" : " " + seconds / 3600 % 24 + " h");
    }

    /** Control characters become blanks, so that a text from outside cannot forge a line of a log. */
    static String oneLine(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return line.length() <= longest ? line : line.substring(0, longest);
    }

    /** The end of an error: {@code ; did you mean crm-to-kafka?}, or which there are. */
    static String closest(String wanted, Collection<String> known) {
        Optional<String> nearest = known.stream()
                .min(Comparator.<String>comparingInt(each -> EditDistance.between(each, wanted))
                        .thenComparing(Comparator.naturalOrder()));
        return nearest.map(name -> "; did you mean " + name + "?").orElse("; there is none at all");
    }
}
