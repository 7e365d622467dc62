package io.b24hub.sweep;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a sweep found of one portal and type.
 *
 * @param portal the portal's name
 * @param type what was listed: {@code deal}, {@code dynamic-147}, {@code stage-2}
 * @param from the list began with changes of this time; empty when this was the first look, which only notes the time, or
 *     when the list failed
 * @param to it was complete up to this time, by the portal's clock
 * @param listed rows of the lists
 * @param heard changes that the hub knew
 * @param injected changes that it did not know: events that were stored, or would have been
 * @param sample some of these, in words
 * @param cost REST calls
 * @param trouble why it is not complete; empty when it is
 */
public record TypeReport(
        String portal,
        String type,
        Optional<Instant> from,
        Optional<Instant> to,
        long listed,
        long heard,
        long injected,
        List<String> sample,
        Cost cost,
        Optional<String> trouble) {

    /** Most events that a report shows. */
    public static final int SAMPLE = 20;

    public TypeReport {
        sample = List.copyOf(sample);
    }

    /**
     * REST calls spent.
     *
     * @param commands calls of methods
     * @param requests the HTTP calls they were: a command in a batch of ten is a tenth
     */
    public record Cost(long commands, double requests) {

        public static final Cost NONE = new Cost(0, 0);
    }
}
