package io.b24hub.operate;

import io.b24hub.store.DeliveryControl;
import io.b24hub.store.OperatorAction;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what people did, in the store and in the log. Thread-safe. */
final class ActionLog {

    private static final Logger LOG = LoggerFactory.getLogger(ActionLog.class);

    private final DeliveryControl store;
    private final InstantSource clock;

    ActionLog(DeliveryControl store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Completes when it is written, or could not be; never exceptionally, since what was done is done. */
    CompletableFuture<Void> write(Actor actor, String action, String target, long changed) {
        LOG.info(
                "{} by {}: {}{}",
                action,
                actor.origin(),
                target,
                changed == 0 ? "" : ", " + changed + " deliveries changed");
        try {
            return store.record(new OperatorAction(clock.instant(), actor.origin(), action, target, changed))
                    .exceptionally(failure -> notWritten(action, failure));
        } catch (RuntimeException e) {
            notWritten(action, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private static Void notWritten(String action, Throwable failure) {
        LOG.warn("The store could not keep that somebody did {}: {}", action, failure.getMessage());
        return null;
    }
}
