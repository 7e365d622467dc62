package io.b24hub.component.bitrix24;

import io.b24hub.delivery.Outcome;
import java.util.List;
import java.util.Optional;

/** Says what a failure of a flow means for its delivery. Thread-safe; never throws. */
@FunctionalInterface
public interface FailureMeaning {

    /**
     * The outcome of an attempt that failed.
     *
     * @param failure why
     * @param steps what the flow did until then
     * @param failedAt name of the destination that the failure came from; empty when it came from inside the hub
     */
    Outcome outcome(Throwable failure, List<String> steps, Optional<String> failedAt);
}
