package io.b24hub.delivery;

import java.time.Instant;
import java.util.List;

/** How one attempt ended. Reasons are for people, carry no secrets, and are kept with the delivery. */
public sealed interface Outcome {

    /**
     * The flow ended well.
     *
     * @param steps what it did, in words for people: {@code bitrix24:read 34 ms}, {@code telegram 12 ms}
     */
    record Delivered(List<String> steps) implements Outcome {

        public Delivered {
            steps = List.copyOf(steps);
        }
    }

    /** The flow looked at the event and sent nothing. */
    record Filtered() implements Outcome {}

    /** Failed; may succeed if tried again. */
    record Retry(String reason) implements Outcome {}

    /**
     * The far side asked to be left alone. Costs no attempt, and holds the whole flow until then: its other deliveries go
     * to the same place.
     */
    record Later(Instant at, String reason) implements Outcome {}

    /** Trying again is useless until a person does what the advice says. */
    record Hopeless(String reason, String advice) implements Outcome {}
}
