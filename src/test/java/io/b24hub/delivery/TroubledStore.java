package io.b24hub.delivery;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.DeliveryStore;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Transition;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A real store that counts claims and refuses so many of each kind of call as a test asks for. */
final class TroubledStore implements DeliveryStore {

    private final DeliveryStore store;
    private final Map<String, AtomicInteger> claims = new ConcurrentHashMap<>();
    private final Map<String, Integer> largestClaim = new ConcurrentHashMap<>();
    private final AtomicInteger failingTransitions = new AtomicInteger();
    private final AtomicInteger failingClaims = new AtomicInteger();
    private final AtomicInteger failingReads = new AtomicInteger();
    private volatile boolean throwsAtOnce;

    TroubledStore(DeliveryStore store) {
        this.store = store;
    }

    /** The next so many ends of deliveries cannot be recorded. */
    void failTransitions(int count) {
        failingTransitions.set(count);
    }

    int failingTransitions() {
        return failingTransitions.get();
    }

    void failClaims(int count) {
        failingClaims.set(count);
    }

    int failingClaims() {
        return failingClaims.get();
    }

    void failReads(int count) {
        failingReads.set(count);
    }

    /** Failures are thrown, not put into the future. */
    void throwAtOnce() {
        throwsAtOnce = true;
    }

    int claims(String flow) {
        return claims.getOrDefault(flow, new AtomicInteger()).get();
    }

    int largestClaim(String flow) {
        return largestClaim.getOrDefault(flow, 0);
    }

    @Override
    public CompletableFuture<List<Delivery>> claim(String flow, int limit, Instant now) {
        claims.computeIfAbsent(flow, id -> new AtomicInteger()).incrementAndGet();
        largestClaim.merge(flow, limit, Math::max);
        return flow.equals(Bench.BYSTANDER)
                ? store.claim(flow, limit, now)
                : unlessFailing(failingClaims, () -> store.claim(flow, limit, now));
    }

    @Override
    public CompletableFuture<Transition> finish(Delivery delivery, DeliveryState end, Instant at) {
        return unlessFailing(failingTransitions, () -> store.finish(delivery, end, at));
    }

    @Override
    public CompletableFuture<Transition> retry(Delivery delivery, Instant due, String reason, Instant at) {
        return unlessFailing(failingTransitions, () -> store.retry(delivery, due, reason, at));
    }

    @Override
    public CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason) {
        return unlessFailing(failingTransitions, () -> store.release(delivery, due, reason));
    }

    @Override
    public CompletableFuture<Transition> park(Delivery delivery, String reason, Instant at) {
        return unlessFailing(failingTransitions, () -> store.park(delivery, reason, at));
    }

    @Override
    public Optional<Instant> nextDue(String flow) {
        if (!flow.equals(Bench.BYSTANDER) && takeOne(failingReads)) {
            throw refused();
        }
        return store.nextDue(flow);
    }

    private <T> CompletableFuture<T> unlessFailing(AtomicInteger failing, Supplier<CompletableFuture<T>> call) {
        if (!takeOne(failing)) {
            return call.get();
        }
        if (throwsAtOnce) {
            throw refused();
        }
        return CompletableFuture.failedFuture(refused());
    }

    private static boolean takeOne(AtomicInteger failing) {
        return failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static StoreUnavailable refused() {
        return new StoreUnavailable("The disk is full (a test says so)");
    }

    @Override
    public CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows) {
        return store.accept(event, flows);
    }

    @Override
    public CompletableFuture<Integer> recover(Instant now) {
        return store.recover(now);
    }

    @Override
    public CompletableFuture<Void> saveFlows(Collection<FlowRecord> flows) {
        return store.saveFlows(flows);
    }

    @Override
    public CompletableFuture<Void> removeFlow(String id) {
        return store.removeFlow(id);
    }

    @Override
    public List<FlowRecord> flows() {
        return store.flows();
    }

    @Override
    public Optional<String> pinnedMember(String portal) {
        return store.pinnedMember(portal);
    }

    @Override
    public CompletableFuture<String> pinMember(String portal, String memberId, Instant at) {
        return store.pinMember(portal, memberId, at);
    }

    @Override
    public Optional<Bitrix24Event> event(String id) {
        return store.event(id);
    }

    @Override
    public List<Bitrix24Event> latest(int limit) {
        return store.latest(limit);
    }

    @Override
    public List<DeliveryRecord> deliveries(String eventId) {
        return store.deliveries(eventId);
    }

    @Override
    public List<DeliveryRecord> parked(int limit) {
        return store.parked(limit);
    }

    @Override
    public Map<DeliveryState, Long> active(String flow) {
        return store.active(flow);
    }

    @Override
    public void close() {
        store.close();
    }
}
