package io.b24hub.bitrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.RestSettings;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One portal's REST API through its incoming webhook, at the portal's limit: calls of all flows gather, equal reads share
 * one answer, up to 50 calls travel in one {@code batch}, and each ends as its own result or as a {@link RestException} in
 * a class. One instance per portal.
 *
 * <p>A call is sent again only after an answer which proves that it did not run: a refusal because of the request limit
 * (up to 5 times), or the redirect of a renamed portal (once). After anything ambiguous, such as a time-out, a call is
 * never repeated here, except reads whose common answer was too large; see {@link RestException#mayHaveRun()}. Writes may
 * travel with others but are never taken for equal.
 *
 * <p>After an error that concerns the whole portal nothing is sent for five minutes; calls fail at once, and then one of
 * them goes out as a probe. The listener hears of it once.
 *
 * <p>This class is thread-safe. What it knows (level, accounts, a portal that is stopped or has moved) lives in memory and
 * is learnt again after a restart. Futures complete on the transport's thread, the clock's, or the caller's.
 */
public final class PortalRest implements PortalCalls {

    private static final Duration WHEN_QUEUE_FULL = Duration.ofMinutes(1);

    private final PortalSettings portal;
    private final PortalParts parts;
    private final Coalescer coalescer;
    private final ObjectMapper json = new ObjectMapper();

    /** With the usual packing. */
    public PortalRest(
            PortalSettings portal,
            HttpTransport transport,
            LeakyBucket bucket,
            HubClock clock,
            PortalListener listener) {
        this(portal, RestSettings.DEFAULT, transport, bucket, clock, listener);
    }

    /** Watched by nobody. */
    public PortalRest(
            PortalSettings portal,
            RestSettings packing,
            HttpTransport transport,
            LeakyBucket bucket,
            HubClock clock,
            PortalListener listener) {
        this(portal, packing, transport, bucket, clock, listener, CallWatch.NONE);
    }

    /**
     * @param packing how calls are packed
     * @param watch is told of each HTTP call
     */
    public PortalRest(
            PortalSettings portal,
            RestSettings packing,
            HttpTransport transport,
            LeakyBucket bucket,
            HubClock clock,
            PortalListener listener,
            CallWatch watch) {
        this.portal = portal;
        parts = new PortalParts(
                new PortalAddress(portal.webhook()),
                bucket,
                new PortalGate(),
                new OperatingLedger(portal.budget().operatingLimit()),
                new SharedReads(),
                new Traffic(),
                new RestFailures(portal),
                new PortalNews(portal.name(), listener),
                watch,
                clock);
        ErrorTable errors = ErrorTable.load();
        Packer packer = new Packer(packing.batchSize(), parts.ledger(), parts.failures(), this::refusal);
        Endings endings = new Endings(parts);
        Judge judge = new Judge(parts, endings, errors, packer::neverBatch);
        Courier courier = new Courier(parts, transport, endings, judge, new AnswerReader(errors));
        coalescer =
                new Coalescer(bucket, packer, endings, courier::carry, clock, packing.gather(), packing.batchSize());
    }

    /** Whether calls go to this webhook, or to none where there is none. */
    public boolean uses(Optional<Webhook> webhook) {
        return parts.address().is(webhook);
    }

    /**
     * Calls with the secret of another incoming webhook of the same account from now on.
     *
     * @return false when nothing was changed
     */
    public boolean takeOver(Optional<Webhook> webhook) {
        if (!webhook.filter(parts.address()::replace).isPresent()) {
            return false;
        }
        parts.failures().hide(webhook.get().secret());
        parts.gate().probeNow();
        return true;
    }

    @Override
    public CompletionStage<RestResult> call(String method, Map<String, Object> params) {
        return call(RestCall.live(method, params));
    }

    @Override
    public CompletionStage<RestResult> call(RestCall call) {
        Optional<RestMethod> method = RestMethod.of(call.method());
        if (method.isEmpty()) {
            return failed(parts.failures().of(call.method(), RestFailures.NOT_A_METHOD));
        }
        if (portal.webhook().isEmpty()) {
            return failed(parts.failures().of(call.method(), RestFailures.NO_WEBHOOK));
        }
        byte[] body;
        try {
            body = json.writeValueAsBytes(call.params());
        } catch (JsonProcessingException e) {
            return failed(parts.failures().of(call.method(), RestFailures.NOT_JSON));
        }
        Command command = new Command(
                method.get(),
                body,
                call.lane(),
                ListPage.of(call.method(), call.params()),
                parts.clock().instant(),
                call.caller());
        return refusal(command).map(PortalRest::failed).orElseGet(() -> send(command, call));
    }

    /**
     * Calls a method that gives a list, for all its pages.
     *
     * @param call without {@code start}
     * @param limit most rows, up to {@link WholeList#MOST}
     * @return fails as a call does, and with {@link io.b24hub.failure.WillNotHeal} when the list is longer, or
     *     {@link io.b24hub.failure.RetryLater} when it does not hold still
     */
    public CompletionStage<RestResult> callForAll(RestCall call, int limit) {
        return new WholeList(this, call, limit, parts.clock()).read();
    }

    /** Whether a method only reads, judged by its name. What is not known to read counts as writing. */
    public static boolean reads(String method) {
        return RestMethod.of(method).filter(RestMethod::reads).isPresent();
    }

    /** Why the portal is stopped, as advice for a person; empty when it is not. */
    public Optional<String> stoppedBecause() {
        return parts.gate().reason().map(RestError::advice);
    }

    /**
     * Takes an equal part of the portal's request limit, which Bitrix24 counts per source address.
     *
     * @param instances live hub processes that call the portal from this address, this one included
     */
    public void share(int instances) {
        parts.bucket().share(instances);
    }

    /** The traffic at this moment. */
    public PortalState state() {
        Instant now = parts.clock().instant();
        return new PortalState(
                portal.name(),
                parts.bucket().level(),
                parts.bucket().capacity(),
                coalescer.waiting(),
                coalescer.onTheWay(),
                parts.traffic().sent.sum(),
                parts.traffic().carried.sum(),
                parts.traffic().shared.sum(),
                parts.traffic().refusals.sum(),
                parts.ledger().paused(now),
                parts.ledger().used(now),
                stoppedBecause());
    }

    private CompletionStage<RestResult> send(Command command, RestCall call) {
        // A future of its own: callers share an answer but not its future, and meet the RestException itself.
        CompletableFuture<RestResult> outcome = new CompletableFuture<>();
        Optional<Command> equal = parts.shared().equalTo(command, call.notOlderThan());
        equal.ifPresent(other -> other.joinedBy(call.caller()));
        if (equal.isPresent()) {
            parts.traffic().shared.increment();
        }
        Command travelling = equal.orElse(command);
        travelling.answer().whenComplete((result, failure) -> {
            if (failure != null) {
                outcome.completeExceptionally(failure);
            } else {
                outcome.complete(
                        equal.isPresent()
                                ? result.copy(asShared(result, command, travelling))
                                : travelling.servesOthers() ? result.copy(result.travel()) : result);
            }
        });
        if (equal.isEmpty() && !coalescer.submit(command)) {
            parts.shared().ended(command);
            command.fail(parts.failures()
                    .of(
                            command.name(),
                            RestFailures.QUEUE_FULL,
                            parts.clock().instant().plus(WHEN_QUEUE_FULL)));
        }
        return outcome;
    }

    private static Travel asShared(RestResult result, Command caller, Command travelling) {
        Duration waited = travelling
                .leftAt()
                .map(left -> Duration.between(caller.since(), left))
                .filter(wait -> !wait.isNegative())
                .orElse(Duration.ZERO);
        return result.travel().sharedBy(waited);
    }

    private Optional<RestException> refusal(Command command) {
        Instant now = parts.clock().instant();
        return parts.gate()
                .refusal(now)
                .map(stop -> parts.failures().of(command.name(), RestFailures.stopped(stop.reason()), stop.until()))
                .or(() -> parts.ledger().pausedUntil(command.name(), now).map(until -> parts.failures()
                        .of(command.name(), RestFailures.PAUSED, until)));
    }

    private static CompletionStage<RestResult> failed(RestException failure) {
        return CompletableFuture.failedFuture(failure);
    }
}
