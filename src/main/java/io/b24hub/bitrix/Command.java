package io.b24hub.bitrix;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A call on its way through the hub. What changes belongs to whoever has the call in hand: the queue while it waits, the
 * courier while it travels; handing over passes through the queue's lock.
 */
final class Command {

    private static final int ANY_COMPANY = Integer.MAX_VALUE;

    private final RestMethod method;
    private final byte[] body;
    private final CallLane lane;
    private final Optional<ListPage> page;
    private final Instant since;
    private final CompletableFuture<RestResult> answer = new CompletableFuture<>();
    // guarded by itself
    private final List<Caller> callers = new ArrayList<>(1);
    private CallWatch.Journey journey = CallWatch.Journey.NONE;
    private int refusals;
    private int company = ANY_COMPANY;
    private volatile boolean shared;
    private volatile Optional<Instant> leftAt = Optional.empty();

    /** On nobody's behalf. */
    Command(RestMethod method, byte[] body, CallLane lane, Optional<ListPage> page, Instant since) {
        this(method, body, lane, page, since, Caller.NOBODY);
    }

    Command(RestMethod method, byte[] body, CallLane lane, Optional<ListPage> page, Instant since, Caller caller) {
        this.method = method;
        this.body = body;
        this.lane = lane;
        this.page = page;
        this.since = since;
        callers.add(caller);
    }

    /** Who waits for the answer. */
    List<Caller> callers() {
        synchronized (callers) {
            return List.copyOf(callers);
        }
    }

    /** Somebody else waits for the answer, too. */
    void joinedBy(Caller caller) {
        CallWatch.Journey now;
        synchronized (callers) {
            callers.add(caller);
            now = journey;
        }
        now.joined(caller);
    }

    /** It is under way. */
    void travelsOn(CallWatch.Journey now) {
        synchronized (callers) {
            journey = now;
        }
    }

    RestMethod method() {
        return method;
    }

    String name() {
        return method.name();
    }

    /** The parameters as JSON. */
    byte[] body() {
        return body;
    }

    CallLane lane() {
        return lane;
    }

    Optional<ListPage> page() {
        return page;
    }

    /** When the caller asked. */
    Instant since() {
        return since;
    }

    /** Completed once, by the courier or by whoever refuses the call. */
    CompletableFuture<RestResult> answer() {
        return answer;
    }

    /** When it left the last time; empty while it waits. */
    Optional<Instant> leftAt() {
        return leftAt;
    }

    void left(Instant now) {
        leftAt = Optional.of(now);
    }

    void comesBack() {
        leftAt = Optional.empty();
    }

    /** Counts a refusal because of the request limit, which proves that the call did not run. */
    int refused() {
        return ++refusals;
    }

    /** With how many calls at most it travels, itself included. */
    int company() {
        return company;
    }

    void travelsWithAtMost(int calls) {
        company = Math.min(company, Math.max(1, calls));
    }

    /** Another caller waits for this answer too. */
    void serveAnother() {
        shared = true;
    }

    /** Whether each caller needs an answer of his own, to change as he likes. */
    boolean servesOthers() {
        return shared;
    }

    void fail(RestException failure) {
        answer.completeExceptionally(failure);
    }
}
