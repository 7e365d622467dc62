package io.b24hub.operate;

import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.Hold;
import io.b24hub.store.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Says what comes next for a delivery, or what a person can do. Thread-safe. */
final class NextStep {

    private final StoreView store;
    private final Supplier<Map<String, FlowNow>> running;

    NextStep(StoreView store, Supplier<Map<String, FlowNow>> running) {
        this.store = store;
        this.running = running;
    }

    String of(DeliveryRecord delivery, OptionalLong behind, Instant now) {
        return switch (delivery.state()) {
            case DUE -> waiting(delivery, behind, now);
            case RUNNING -> "It runs now.";
            case DELIVERED -> "Nothing: it arrived.";
            case FILTERED -> "Nothing: the flow looked at it and sent nothing.";
            case MERGED -> "Nothing: delivery " + delivery.mergedInto().orElse(0) + " of the same entity carried it.";
            case PARKED ->
                "It waits for a person. Mend the cause, then replay delivery " + delivery.id()
                        + "; or drop it, if it is not needed any more.";
            case DROPPED -> "Nothing: a person gave it up. Replaying it makes a new delivery.";
        };
    }

    private String waiting(DeliveryRecord delivery, OptionalLong behind, Instant now) {
        List<String> reasons = new ArrayList<>();
        if (delivery.blocked()) {
            reasons.add("It waits until "
                    + (behind.isPresent() ? "delivery " + behind.getAsLong() : "an earlier delivery")
                    + " of the same entity has ended.");
        } else if (delivery.dueAt().isAfter(now)) {
            reasons.add("Next attempt at " + delivery.dueAt() + ", in "
                    + Wording.of(Duration.between(now, delivery.dueAt())) + ".");
        }
        Optional<FlowNow> flow = Optional.ofNullable(running.get().get(delivery.flow()));
        holds(delivery, flow, now)
                .forEach(hold ->
                        reasons.add(upper(Wording.of(hold.kind(), hold.name())) + " is " + Wording.of(hold) + "."));
        flow.ifPresent(known -> known.waits().forEach(wait -> reasons.add(upper(wait) + ".")));
        if (reasons.isEmpty()) {
            reasons.add("It is due, and runs as soon as its flow has a free place.");
        }
        return String.join(" ", reasons);
    }

    private List<Hold> holds(DeliveryRecord delivery, Optional<FlowNow> flow, Instant now) {
        return store.holds().stream()
                .filter(hold -> hold.until().map(now::isBefore).orElse(true))
                .filter(hold -> hold.kind() == Hold.Kind.FLOW
                        ? hold.name().equals(delivery.flow())
                        : flow.filter(known -> known.destinations().contains(hold.name()))
                                .isPresent())
                .toList();
    }

    private static String upper(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
