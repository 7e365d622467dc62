package io.b24hub.bitrix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a call travelled to the portal and back.
 *
 * @param commands how many commands the HTTP call carried; 1: it travelled alone
 * @param ids how many entities were asked for in the same list page; 1: it was no page, or a page of one
 * @param shared whether the answer was that of another, equal call
 * @param waited from the call to its departure: gathering, and waiting for the request limit
 * @param took from its departure to the answer
 */
public record Travel(int commands, int ids, boolean shared, Duration waited, Duration took) {

    /** A wait up to this is nothing to speak of. */
    static final Duration WORTH_TELLING = Duration.ofMillis(50);

    /** Nothing is known of it. */
    public static final Travel UNKNOWN = new Travel(1, 1, false, Duration.ZERO, Duration.ZERO);

    Travel sharedBy(Duration whoWaited) {
        return new Travel(commands, ids, true, whoWaited, took);
    }

    /**
     * For people, what is worth saying of it: {@code in a batch of 12, answer shared, waited 340 ms for its turn}. Empty for
     * a call that went alone and at once.
     */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (commands > 1) {
            words.add("in a batch of " + commands);
        }
        if (ids > 1) {
            words.add("one of " + ids + " ids");
        }
        if (shared) {
            words.add("answer shared");
        }
        if (waited.compareTo(WORTH_TELLING) > 0) {
            words.add("waited " + waited.toMillis() + " ms for its turn");
        }
        return String.join(", ", words);
    }
}
