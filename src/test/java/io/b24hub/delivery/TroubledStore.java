package io.b24hub.delivery;

import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Fact;
import io.b24hub.store.ForwardingStore;
import io.b24hub.store.Hold;
import io.b24hub.store.HubStore;
import io.b24hub.store.Lane;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A real store that counts claims and refuses so many of each kind of call as a test asks for. */
final class TroubledStore extends ForwardingStore {

    private final Map<String, AtomicInteger> claims = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> looks = new ConcurrentHashMap<>();
    private final Map<String, Integer> largestClaim = new ConcurrentHashMap<>();
    private final AtomicInteger failingTransitions = new AtomicInteger();
    private final AtomicInteger failingClaims = new AtomicInteger();
    private final AtomicInteger failingReads = new AtomicInteger();
    private final AtomicInteger failingCounts = new AtomicInteger();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicInteger failingHolds = new AtomicInteger();
    private volatile boolean throwsAtOnce;

    TroubledStore(HubStore store) {
        super(store);
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

    /** The next so many questions of how much waits fail. */
    void failCounts(int count) {
        failingCounts.set(count);
    }

    /** The next so many looks at what is on hold fail. */
    void failHolds(int count) {
        failingHolds.set(count);
    }

    /** Failures are thrown, not put into the future. */
    void throwAtOnce() {
        throwsAtOnce = true;
    }

    /** How many calls of the engine came so far, but those of the bystander. */
    long calls() {
        return calls.get();
    }

    /** How often the fresh lane of a flow was claimed from. */
    int looks(String flow) {
        return looks.getOrDefault(flow, new AtomicInteger()).get();
    }

    int claims(String flow) {
        return claims.getOrDefault(flow, new AtomicInteger()).get();
    }

    int largestClaim(String flow) {
        return largestClaim.getOrDefault(flow, 0);
    }

    @Override
    public CompletableFuture<Claimed> claim(Claim claim) {
        count(claim.flow());
        claims.computeIfAbsent(claim.flow(), id -> new AtomicInteger()).incrementAndGet();
        if (claim.lane() == Lane.FRESH) {
            looks.computeIfAbsent(claim.flow(), id -> new AtomicInteger()).incrementAndGet();
        }
        largestClaim.merge(claim.flow(), claim.limit(), Math::max);
        return claim.flow().equals(Bench.BYSTANDER)
                ? super.claim(claim)
                : unlessFailing(failingClaims, () -> super.claim(claim));
    }

    @Override
    public CompletableFuture<Transition> finish(
            Delivery delivery, DeliveryState end, Attempt attempt, List<Fact> facts) {
        count(delivery.flow());
        return unlessFailing(failingTransitions, () -> super.finish(delivery, end, attempt, facts));
    }

    @Override
    public CompletableFuture<Transition> retry(Delivery delivery, Instant due, Attempt attempt) {
        count(delivery.flow());
        return unlessFailing(failingTransitions, () -> super.retry(delivery, due, attempt));
    }

    @Override
    public CompletableFuture<Transition> postpone(Delivery delivery, Instant due, Attempt attempt) {
        count(delivery.flow());
        return unlessFailing(failingTransitions, () -> super.postpone(delivery, due, attempt));
    }

    @Override
    public CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason) {
        count(delivery.flow());
        return unlessFailing(failingTransitions, () -> super.release(delivery, due, reason));
    }

    @Override
    public CompletableFuture<Transition> park(Delivery delivery, Attempt attempt) {
        count(delivery.flow());
        return unlessFailing(failingTransitions, () -> super.park(delivery, attempt));
    }

    @Override
    public Optional<Instant> nextDue(String flow) {
        count(flow);
        if (!flow.equals(Bench.BYSTANDER) && takeOne(failingReads)) {
            throw refused();
        }
        return super.nextDue(flow);
    }

    @Override
    public int waiting(String flow, Instant now, int limit) {
        count(flow);
        if (takeOne(failingCounts)) {
            throw refused();
        }
        return super.waiting(flow, now, limit);
    }

    @Override
    public List<Hold> holds() {
        if (takeOne(failingHolds)) {
            throw refused();
        }
        return super.holds();
    }

    private void count(String flow) {
        if (!flow.equals(Bench.BYSTANDER)) {
            calls.incrementAndGet();
        }
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
}
