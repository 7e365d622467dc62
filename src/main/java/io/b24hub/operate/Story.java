package io.b24hub.operate;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * All that is known of one event: how it came, which flows wanted it and why, and what became of it in each.
 *
 * @param at when this was looked up
 * @param event the event as it was stored
 * @param verified what proved that it was the portal's, in words
 * @param delay from the time that the event names to its reception; whole seconds at best, since the wire knows no less
 * @param flows flows that were or are known, in alphabetical order
 * @param notKept what cannot be told any more, a sentence each
 */
public record Story(
        Instant at, Bitrix24Event event, String verified, Duration delay, List<FlowPart> flows, List<String> notKept) {

    public Story {
        flows = List.copyOf(flows);
        notKept = List.copyOf(notKept);
    }

    /** The story for people, several lines. Times are in UTC. */
    public String text() {
        return StoryText.of(this);
    }

    /** The story as JSON, on several lines. */
    public String json() {
        return StoryJson.of(this);
    }

    /**
     * One flow and this event.
     *
     * @param id the flow's id
     * @param wanted whether it has or had deliveries of the event
     * @param why why it wanted the event, or why not
     * @param deliveries in order of their number; more than one when a person replayed what had ended
     */
    public record FlowPart(String id, boolean wanted, String why, List<DeliveryPart> deliveries) {

        public FlowPart {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * One delivery.
     *
     * @param delivery where it stands
     * @param waitsBehind the delivery of the same entity that has to end first
     * @param carries deliveries that were merged into it
     * @param attempts what is kept of its attempts, oldest first
     * @param next what comes next, or what a person can do, in words
     */
    public record DeliveryPart(
            DeliveryRecord delivery,
            OptionalLong waitsBehind,
            List<Long> carries,
            List<Attempt> attempts,
            String next) {

        public DeliveryPart {
            carries = List.copyOf(carries);
            attempts = List.copyOf(attempts);
        }
    }
}
