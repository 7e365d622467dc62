package io.b24hub.delivery;

import java.time.Instant;
import java.util.List;

/** How one attempt ended. Reasons are for people, carry no secrets, and are kept with the delivery. */
public sealed interface Outcome {

    /** What is known of the attempt beside how it ended. */
    Report report();

    /** The flow ended well. */
    record Delivered(Report report) implements Outcome {

        public Delivered(List<String> steps) {
            this(new Report(steps));
        }
    }

    /** The flow looked at the event and sent nothing. */
    record Filtered(Report report) implements Outcome {

        public Filtered() {
            this(Report.NONE);
        }
    }

    /** Failed; may succeed if tried again. */
    record Retry(String reason, Report report) implements Outcome {

        public Retry(String reason) {
            this(reason, Report.NONE);
        }
    }

    /**
     * A far side asked to be left alone. Costs no attempt, and holds the destination that the report names until then, or
     * the flow when it names none.
     */
    record Later(Instant at, String reason, Report report) implements Outcome {

        public Later(Instant at, String reason) {
            this(at, reason, Report.NONE);
        }
    }

    /**
     * Trying again is useless until a person does what the advice says.
     *
     * @param gone whether the destination that the report names wants nothing more, whatever is sent. Then it is on hold until
     *     a person resumes it, and only the delivery that told of it waits for a person
     */
    record Hopeless(String reason, String advice, boolean gone, Report report) implements Outcome {

        public Hopeless(String reason, String advice, Report report) {
            this(reason, advice, false, report);
        }

        public Hopeless(String reason, String advice) {
            this(reason, advice, Report.NONE);
        }
    }
}
