package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryControl.ChangeStep;
import io.b24hub.time.HubClock;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * A store and short ways to use it. The chapters of the contract build on each other, so that one class for each kind of
 * store runs them all against the real thing.
 */
@Timeout(60)
abstract class StoreRig {

    protected final ManualClock clock = new ManualClock();
    protected HubStore store;

    /** Opens the store of this test: empty the first time, with what it kept from then on. */
    protected abstract HubStore open(HubClock clock) throws Exception;

    /**
     * Ends a store as kill -9 does: what it has in hand stays in hand. A store that is opened afterwards sees that this
     * one is gone.
     */
    protected abstract void kill(HubStore killed) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open(clock);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** Closes the store and opens it again. */
    protected final void reopen() throws Exception {
        store.close();
        store = open(clock);
    }

    /** Kills the store and opens it again; nothing is recovered yet. */
    protected final void crash() throws Exception {
        kill(store);
        store = open(clock);
    }

    protected final void accept(Bitrix24Event event, String... flows) {
        store.accept(event, Arrays.asList(flows)).join();
    }

    /** Whatever is due now, in either lane, without merging. */
    protected final List<Delivery> claim(String flow, int limit) {
        return claimAt(flow, limit, clock.instant()).join();
    }

    protected final CompletableFuture<List<Delivery>> claimAt(String flow, int limit, Instant now) {
        return store.claim(new Claim(flow, Lane.LATE, now, limit, now, Merging.NONE))
                .thenApply(Claimed::deliveries);
    }

    /** Whatever is due now, in either lane. */
    protected final List<Delivery> claim(String flow, int limit, Merging merging) {
        Instant now = clock.instant();
        return store.claim(new Claim(flow, Lane.LATE, now, limit, now, merging))
                .join()
                .deliveries();
    }

    protected final List<Delivery> claim(String flow, Lane lane, Instant since) {
        return store.claim(new Claim(flow, lane, since, 100, clock.instant(), Merging.NONE))
                .join()
                .deliveries();
    }

    protected final Delivery claimOne(String flow) {
        return claim(flow, 1).get(0);
    }

    protected final CompletableFuture<Transition> finish(Delivery delivery, DeliveryState end, Instant at) {
        return store.finish(delivery, end, attempt(delivery, Attempt.Result.DELIVERED, "", at));
    }

    protected final void deliver(Delivery delivery) {
        assertThat(finish(delivery, DeliveryState.DELIVERED, clock.instant())
                        .join()
                        .won())
                .isTrue();
    }

    protected final CompletableFuture<Transition> retry(Delivery delivery, Instant due, String reason, Instant at) {
        return store.retry(delivery, due, attempt(delivery, Attempt.Result.FAILED, reason, at));
    }

    protected final CompletableFuture<Transition> postpone(Delivery delivery, Instant due, String reason) {
        return store.postpone(delivery, due, attempt(delivery, Attempt.Result.POSTPONED, reason, clock.instant()));
    }

    protected final CompletableFuture<Transition> park(Delivery delivery, String reason, Instant at) {
        return store.park(delivery, attempt(delivery, Attempt.Result.REFUSED, reason, at));
    }

    protected static Attempt attempt(Delivery delivery, Attempt.Result result, String reason, Instant ended) {
        return new Attempt(
                delivery.claim(),
                ended.minusMillis(7),
                Duration.ofMillis(7),
                result,
                OptionalInt.empty(),
                reason,
                "",
                List.of());
    }

    /** All that fits, in steps of one; how many were changed. */
    protected final int change(Change change, DeliveryFilter filter) {
        long upTo = store.count(DeliveryFilter.ALL).newest();
        int changed = 0;
        long after = 0;
        while (true) {
            ChangeStep step = store.change(change, filter, after, upTo, 1, "by hand", clock.instant())
                    .join();
            changed += step.changed();
            if (step.done()) {
                return changed;
            }
            after = step.last();
        }
    }

    /** Ids of the events, in order of the claims. */
    protected final List<String> claimAndFinishAll(String flow) {
        List<String> order = new ArrayList<>();
        for (List<Delivery> claimed = claim(flow, 1); !claimed.isEmpty(); claimed = claim(flow, 1)) {
            order.add(claimed.get(0).event().id());
            deliver(claimed.get(0));
        }
        return order;
    }

    protected static List<String> events(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.event().id()).toList();
    }

    protected final DeliveryState stateOf(String eventId) {
        return record(eventId).state();
    }

    /** The first delivery of an event. */
    protected final DeliveryRecord record(String eventId) {
        return store.deliveries(eventId).get(0);
    }

    protected final List<DeliveryRecord> parked(int limit) {
        return store.find(DeliveryFilter.ALL.in(DeliveryState.PARKED), Long.MAX_VALUE, limit);
    }

    protected static void assertRefused(CompletableFuture<?> future) {
        assertThat(future)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(StoreUnavailable.class);
    }

    /** What one thread of many does. */
    @FunctionalInterface
    protected interface Task {
        void run(int thread) throws Exception;
    }

    protected static void inParallel(int threads, Task task) throws Exception {
        CompletableFuture<?>[] ends =
                IntStream.range(0, threads).mapToObj(i -> start(task, i)).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends).get(30, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Void> start(Task task, int number) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                task.run(number);
                end.complete(null);
            } catch (Exception e) {
                end.completeExceptionally(e);
            }
        });
        thread.start();
        return end;
    }
}
