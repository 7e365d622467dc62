package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import io.b24hub.store.Transition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the engine calls the store, which may be in trouble. Immutable. */
final class StoreCalls {

    /** Until a store in trouble is asked again. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(StoreCalls.class);

    private final EngineContext context;

    StoreCalls(EngineContext context) {
        this.context = context;
    }

    /** A store that throws and one whose future fails are the same here. */
    static <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Records what became of a delivery, for as long as it takes; goes on on the engine's thread. */
    void record(Delivery delivery, Supplier<CompletableFuture<Transition>> transition, Consumer<Transition> then) {
        context.inHand().asked();
        tryToRecord(delivery, transition, then);
    }

    private void tryToRecord(
            Delivery delivery, Supplier<CompletableFuture<Transition>> transition, Consumer<Transition> then) {
        ask(transition).whenComplete((made, failure) -> context.thread().execute(() -> {
            if (failure == null) {
                recorded(delivery, made, then);
                return;
            }
            LOG.warn(
                    "Delivery {} of flow {} has ended, but the store cannot record it: {}. Trying again in a second",
                    delivery.id(),
                    delivery.flow(),
                    failure.getMessage());
            context.clock().runIn(PAUSE, () -> context.thread().execute(() -> tryToRecord(delivery, transition, then)));
        }));
    }

    private void recorded(Delivery delivery, Transition made, Consumer<Transition> then) {
        if (!made.won()) {
            LOG.debug("Delivery {} of flow {} had been taken over", delivery.id(), delivery.flow());
        }
        try {
            then.accept(made);
        } finally {
            context.inHand().answered();
        }
    }
}
