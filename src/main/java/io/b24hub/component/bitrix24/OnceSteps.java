package io.b24hub.component.bitrix24;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.failure.HubException;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.store.Delivery;
import io.b24hub.store.Memory;
import io.b24hub.time.HubClock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.IdempotentRepository;

/**
 * Remembers in the store which steps of a delivery were done, so that a retry or a restart does not repeat them. The
 * repository {@code once} of Camel's {@code idempotentConsumer}; the key that a flow gives names the step, and the delivery
 * is added here.
 *
 * <p>A step is remembered after it has succeeded and before the next one begins: when this is lost between the two, the step
 * is repeated, and never left out. So nothing is written when a step begins, and nothing needs to be removed when it fails.
 * It takes {@code completionEager}, which the loader of route files sees to.
 *
 * <p>Thread-safe. Waits for the store, a few milliseconds, where a step has ended.
 */
public final class OnceSteps implements IdempotentRepository {

    /** Where {@link Memory} keeps them. */
    public static final String SPACE = "once";

    private static final int PATIENCE_SECONDS = 30;

    private final Memory memory;
    private final HubClock clock;

    public OnceSteps(Memory memory, HubClock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** Whether the step is still to be done. */
    @Override
    public boolean add(Exchange exchange, String step) {
        return !contains(exchange, step);
    }

    @Override
    public boolean contains(Exchange exchange, String step) {
        Trail trail = trail(exchange);
        boolean done = keys(exchange, trail, step).stream()
                .allMatch(key -> memory.recall(SPACE, key).isPresent());
        if (done) {
            trail.doneBefore(step);
        }
        return done;
    }

    /** The step was done: makes it durable, or fails the exchange. */
    @Override
    public boolean confirm(Exchange exchange, String step) {
        try {
            CompletableFuture.allOf(keys(exchange, trail(exchange), step).stream()
                            .map(key -> memory.remember(SPACE, key, "done", clock.instant()))
                            .toArray(CompletableFuture<?>[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown(exchange, step, e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            return unknown(exchange, step, e);
        }
    }

    private static boolean unknown(Exchange exchange, String step, Exception cause) {
        exchange.setException(new HubException(
                "Step " + step + " was done, but the store could not remember that; it will be repeated", cause));
        // a quick second try inside the route would repeat it at once
        exchange.getExchangeExtension().setRedeliveryExhausted(true);
        return false;
    }

    @Override
    public boolean remove(Exchange exchange, String step) {
        return true;
    }

    private static Trail trail(Exchange exchange) {
        return Trail.of(exchange)
                .orElseThrow(() -> new WillNotHeal(
                        "The repository \"once\" remembers steps of deliveries, and there is none here.",
                        "Use it in a route that starts with from: bitrix24:…, or in one that such a route calls."));
    }

    /** One key for each delivery that the step is done for. */
    private static List<String> keys(Exchange exchange, Trail trail, String step) {
        List<Delivery> deliveries = trail.deliveries();
        if (!trail.isBatch()) {
            return List.of(deliveries.get(0).id() + "/" + step + place(exchange));
        }
        Optional<Bitrix24Event> event = PortalProducer.event(exchange);
        if (event.isEmpty() && exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX) != null) {
            throw new WillNotHeal(
                    "The step " + step
                            + " is to be done once for each event of a batch, and the body is no event any more.",
                    "Put the idempotentConsumer around the steps that replace the body.");
        }
        return deliveries.stream()
                .filter(delivery -> event.map(Bitrix24Event::id)
                        .map(delivery.event().id()::equals)
                        .orElse(true))
                .map(delivery -> delivery.id() + "/" + step)
                .toList();
    }

    /** Parts of a split and rounds of a loop are steps of their own. */
    private static String place(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX))
                        .map(part -> "#" + part)
                        .orElse("")
                + Optional.ofNullable(exchange.getProperty(ExchangePropertyKey.LOOP_INDEX))
                        .map(round -> "~" + round)
                        .orElse("");
    }

    /** Keys without an exchange mean nothing here. */
    @Override
    public boolean add(String key) {
        return false;
    }

    @Override
    public boolean contains(String key) {
        return false;
    }

    @Override
    public boolean remove(String key) {
        return false;
    }

    @Override
    public boolean confirm(String key) {
        return false;
    }

    /** What was done stays done. */
    @Override
    public void clear() {}

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
