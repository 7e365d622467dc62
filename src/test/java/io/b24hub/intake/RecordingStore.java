package io.b24hub.intake;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.DeliveryStore;
import io.b24hub.store.Fact;
import io.b24hub.store.Memory;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Swap;
import io.b24hub.store.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers in memory what the intake hands over. Commits at once, when told to, or not at all. */
final class RecordingStore implements DeliveryStore, Memory {

    record Accepted(Bitrix24Event event, List<String> flows) {}

    private record Waiting(Accepted accepted, CompletableFuture<Void> done) {}

    private final List<Accepted> accepted = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<String, String> memory = new ConcurrentHashMap<>();
    private boolean holding;
    private boolean failing;

    synchronized List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    synchronized List<Bitrix24Event> events() {
        return accepted.stream().map(Accepted::event).toList();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** From now on nothing commits until {@link #commit()}. */
    synchronized void hold() {
        holding = true;
    }

    synchronized void fail(boolean now) {
        failing = now;
    }

    /** Commits what waits. */
    void commit() {
        for (Waiting one : drain()) {
            synchronized (this) {
                accepted.add(one.accepted());
            }
            one.done().complete(null);
        }
    }

    /** Fails what waits. */
    void breakDown() {
        drain().forEach(one -> one.done().completeExceptionally(new StoreUnavailable("disk full")));
    }

    private synchronized List<Waiting> drain() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        holding = false;
        return all;
    }

    @Override
    public synchronized CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows) {
        if (failing) {
            return CompletableFuture.failedFuture(new StoreUnavailable("disk full"));
        }
        Accepted one = new Accepted(event, List.copyOf(flows));
        if (holding) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            waiting.add(new Waiting(one, done));
            return done;
        }
        accepted.add(one);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> recall(String space, String key) {
        return Optional.ofNullable(memory.get(space + "/" + key));
    }

    @Override
    public synchronized CompletableFuture<String> rememberFirst(String space, String key, String value, Instant at) {
        if (failing) {
            return CompletableFuture.failedFuture(new StoreUnavailable("disk full"));
        }
        String earlier = memory.putIfAbsent(space + "/" + key, value);
        return CompletableFuture.completedFuture(earlier == null ? value : earlier);
    }

    @Override
    public CompletableFuture<Void> remember(String space, String key, String value, Instant at) {
        memory.put(space + "/" + key, value);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> swap(Swap swap, Instant at) {
        throw unused();
    }

    @Override
    public CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Swap swap) {
        throw unused();
    }

    @Override
    public CompletableFuture<Void> forget(String space, String key) {
        throw unused();
    }

    @Override
    public CompletableFuture<Integer> forgetBefore(String space, Instant before, int limit) {
        throw unused();
    }

    @Override
    public long remembered(String space) {
        throw unused();
    }

    @Override
    public CompletableFuture<Claimed> claim(Claim claim) {
        throw unused();
    }

    @Override
    public CompletableFuture<Transition> finish(
            Delivery delivery, DeliveryState end, Attempt attempt, List<Fact> facts) {
        throw unused();
    }

    @Override
    public CompletableFuture<Transition> retry(Delivery delivery, Instant due, Attempt attempt) {
        throw unused();
    }

    @Override
    public CompletableFuture<Transition> postpone(Delivery delivery, Instant due, Attempt attempt) {
        throw unused();
    }

    @Override
    public CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason) {
        throw unused();
    }

    @Override
    public CompletableFuture<Transition> park(Delivery delivery, Attempt attempt) {
        throw unused();
    }

    @Override
    public CompletableFuture<Integer> recover(Instant now) {
        throw unused();
    }

    @Override
    public Optional<Instant> nextDue(String flow) {
        throw unused();
    }

    @Override
    public int waiting(String flow, Instant now, int limit) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("the intake does not use this");
    }
}
