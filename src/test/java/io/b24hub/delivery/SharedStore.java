package io.b24hub.delivery;

import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import io.b24hub.store.ForwardingStore;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A real store for one process that behaves as if others shared it: its lease ends unless it is renewed. */
final class SharedStore extends ForwardingStore {

    static final Duration TERM = Duration.ofSeconds(40);

    private final HubClock clock;
    private final AtomicInteger renewals = new AtomicInteger();
    private volatile Instant leasedUntil;
    private volatile boolean cutOff;
    private volatile CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);
    private volatile CompletableFuture<Void> claimed = CompletableFuture.completedFuture(null);
    private volatile int instances = 1;
    private volatile int takenOver;

    SharedStore(HubStore store, HubClock clock) {
        super(store);
        this.clock = clock;
        leasedUntil = clock.instant().plus(TERM);
    }

    /** Whether renewals fail. */
    void cutOff(boolean now) {
        cutOff = now;
    }

    /** What the next renewals find. */
    void finds(int hubs, int deliveries) {
        instances = hubs;
        takenOver = deliveries;
    }

    /** Lets the answers to renewals from now on wait for the returned future. */
    CompletableFuture<Void> answerLater() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        answering = answer;
        return answer;
    }

    /** Lets the answers to claims from now on wait for the returned future; they are made at once. */
    CompletableFuture<Void> claimLater() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        claimed = answer;
        return answer;
    }

    @Override
    public CompletableFuture<Claimed> claim(Claim claim) {
        CompletableFuture<Void> answer = claimed;
        return super.claim(claim).thenCombine(answer, (made, answered) -> made);
    }

    int renewals() {
        return renewals.get();
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Duration term() {
        return TERM;
    }

    @Override
    public Instant leasedUntil() {
        return leasedUntil;
    }

    @Override
    public CompletableFuture<Renewal> renew() {
        if (cutOff) {
            return CompletableFuture.failedFuture(new IllegalStateException("no connection (a test says so)"));
        }
        renewals.incrementAndGet();
        leasedUntil = clock.instant().plus(TERM);
        return answering.thenApply(answered -> new Renewal(instances, takenOver));
    }
}
