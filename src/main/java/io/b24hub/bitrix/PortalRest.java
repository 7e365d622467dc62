package io.b24hub.bitrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.bitrix.RestAnswer.Bad;
import io.b24hub.bitrix.RestAnswer.Good;
import io.b24hub.bitrix.RestAnswer.Moved;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.time.HubClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One portal's REST API through its incoming webhook: each call waits for room in the portal's bucket, travels alone, and
 * ends as a result or as a {@link RestException} in a class. One instance per portal.
 *
 * <p>A call is sent again only after an answer which proves that it did not run: a refusal because of the request limit
 * (up to {@value #MAX_REFUSALS} times), or the redirect of a renamed portal (once). After anything ambiguous, such as a
 * time-out, a call is never repeated here, whether it reads or writes; see {@link RestException#mayHaveRun()}.
 *
 * <p>After an error that concerns the whole portal nothing is sent for five minutes; calls fail at once, and then one of
 * them goes out as a probe. The listener hears of it once.
 *
 * <p>This class is thread-safe. What it knows (level, pauses, a portal that is stopped or has moved) lives in memory and
 * is learnt again after a restart. Futures complete on the transport's thread, the clock's, or the caller's.
 */
public final class PortalRest implements PortalCalls {

    private static final Logger LOG = LoggerFactory.getLogger(PortalRest.class);
    private static final int MAX_REFUSALS = 5;
    private static final Duration WHEN_QUEUE_FULL = Duration.ofMinutes(1);

    /** A call on its way. */
    private record Call(RestMethod method, byte[] body, int refusals, boolean redirected) {

        String name() {
            return method.name();
        }

        Call afterRefusal() {
            return new Call(method, body, refusals + 1, redirected);
        }

        Call afterRedirect() {
            return new Call(method, body, refusals, true);
        }
    }

    /** What was true when a call left. */
    private record Departure(String url, long pass, long round) {}

    private static final Call PROFILE = new Call(RestMethod.PROFILE, "{}".getBytes(StandardCharsets.UTF_8), 0, false);

    private final PortalSettings portal;
    private final HttpTransport transport;
    private final LeakyBucket bucket;
    private final HubClock clock;
    private final PortalListener listener;
    private final RestFailures failures;
    private final ObjectMapper json = new ObjectMapper();
    private final AnswerReader reader = new AnswerReader(ErrorTable.load());
    private final PortalGate gate = new PortalGate();
    private final MethodPauses pauses = new MethodPauses();
    private volatile Optional<URI> movedTo = Optional.empty();

    public PortalRest(
            PortalSettings portal,
            HttpTransport transport,
            LeakyBucket bucket,
            HubClock clock,
            PortalListener listener) {
        this.portal = portal;
        this.transport = transport;
        this.bucket = bucket;
        this.clock = clock;
        this.listener = listener;
        failures = new RestFailures(portal);
    }

    @Override
    public CompletionStage<RestResult> call(String name, Map<String, Object> params) {
        Optional<RestMethod> method = RestMethod.of(name);
        if (method.isEmpty()) {
            return failed(failures.of(name, RestFailures.NOT_A_METHOD));
        }
        if (portal.webhook().isEmpty()) {
            return failed(failures.of(name, RestFailures.NO_WEBHOOK));
        }
        byte[] body;
        try {
            body = json.writeValueAsBytes(params);
        } catch (JsonProcessingException e) {
            return failed(failures.of(name, RestFailures.NOT_JSON));
        }
        // A future of its own: callers meet the RestException itself, not wrapped into a CompletionException.
        CompletableFuture<RestResult> outcome = new CompletableFuture<>();
        attempt(new Call(method.get(), body, 0, false)).whenComplete((result, failure) -> {
            if (failure == null) {
                outcome.complete(result);
            } else {
                outcome.completeExceptionally(unwrapped(failure));
            }
        });
        return outcome;
    }

    /** Whether a method only reads, judged by its name. What is not known to read counts as writing. */
    public static boolean reads(String method) {
        return RestMethod.of(method).filter(RestMethod::reads).isPresent();
    }

    /** Why the portal is stopped, as advice for a person; empty when it is not. */
    public Optional<String> stoppedBecause() {
        return gate.reason().map(RestError::advice);
    }

    private CompletionStage<RestResult> attempt(Call call) {
        return refusal(call)
                .map(PortalRest::failed)
                .orElseGet(() -> then(bucket.acquire(), permit -> send(call), full -> queueFull(call)));
    }

    private CompletionStage<RestResult> send(Call call) {
        // Asked again: much may have happened while the call waited for its turn.
        Optional<RestException> refusal = refusal(call);
        if (refusal.isPresent()) {
            return failed(refusal.get());
        }
        OptionalLong pass = gate.enter(clock.instant());
        // Refused only now: the gate changed between two lines, so ask from the beginning.
        return pass.isPresent() ? depart(call, pass.getAsLong()) : attempt(call);
    }

    private Optional<RestException> refusal(Call call) {
        Instant now = clock.instant();
        return gate.refusal(now)
                .map(stop -> failures.of(call.name(), RestFailures.stopped(stop.reason()), stop.until()))
                .or(() -> pauses.pausedUntil(call.name(), now)
                        .map(until -> failures.of(call.name(), RestFailures.PAUSED, until)));
    }

    private CompletionStage<RestResult> depart(Call call, long pass) {
        Departure departure = new Departure(url(call.method()), pass, bucket.round());
        return then(
                post(departure.url(), call.body()),
                answer -> judge(call, departure, answer),
                lost -> failed(failures.ambiguous(call.method(), RestFailures.unanswered(lost))));
    }

    private CompletionStage<HttpAnswer> post(String url, byte[] body) {
        try {
            return transport.post(url, body);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<RestResult> judge(Call call, Departure departure, HttpAnswer httpAnswer) {
        RestAnswer answer = reader.read(call.name(), httpAnswer);
        if (answer instanceof Good good) {
            alive(departure);
            pauses.learn(call.name(), good.result().time(), clock.instant());
            return CompletableFuture.completedFuture(good.result());
        }
        if (answer instanceof Moved moved) {
            return follow(call, departure, moved);
        }
        return judge(call, departure, ((Bad) answer).error());
    }

    private CompletionStage<RestResult> judge(Call call, Departure departure, RestError error) {
        return switch (error.errorClass()) {
            case RATE_LIMIT -> again(call, departure, error);
            case METHOD_PAUSED -> {
                alive(departure);
                yield failed(failures.of(call.name(), error, pauses.pause(call.name(), clock.instant())));
            }
            case PORTAL_STOPPED ->
                error.confirm() && !call.method().equals(RestMethod.PROFILE)
                        ? confirm(call, departure, error)
                        : stop(call, departure, error);
            case TEMPORARY -> failed(failures.ambiguous(call.method(), error));
            case CONFIGURATION, GONE, NO_ACCESS, PERMANENT -> {
                alive(departure);
                yield failed(failures.of(call.name(), error));
            }
        };
    }

    private void alive(Departure departure) {
        bucket.accepted(departure.round());
        if (gate.open(departure.pass())) {
            tell(l -> l.recovered(portal.name()));
        }
    }

    private CompletionStage<RestResult> again(Call call, Departure departure, RestError error) {
        Duration hold = bucket.refused(departure.round());
        return call.refusals() < MAX_REFUSALS
                ? attempt(call.afterRefusal())
                : failed(failures.of(call.name(), error, clock.instant().plus(hold)));
    }

    private CompletionStage<RestResult> follow(Call call, Departure departure, Moved moved) {
        Optional<URI> home = PortalMove.newHome(departure.url(), moved.location());
        if (home.isEmpty() || call.redirected()) {
            return stop(call, departure, RestFailures.astray(moved));
        }
        boolean news = !home.equals(movedTo);
        movedTo = home;
        if (news) {
            tell(l -> l.moved(portal.name(), home.get()));
        }
        return then(
                bucket.acquire(), permit -> depart(call.afterRedirect(), departure.pass()), full -> queueFull(call));
    }

    private CompletionStage<RestResult> stop(Call call, Departure departure, RestError error) {
        Instant now = clock.instant();
        if (gate.stop(departure.pass(), error, now)) {
            tell(l -> l.stopped(portal.name(), error.advice()));
        }
        return failed(failures.of(call.name(), error, now.plus(PortalGate.PROBE_AFTER)));
    }

    // Some codes stand for "not this record" and for "no REST at all". A method that needs no rights tells which. It
    // travels on the pass of the call in doubt, which may itself be the probe of a stopped portal.
    private CompletionStage<RestResult> confirm(Call call, Departure departure, RestError error) {
        return then(
                then(bucket.acquire(), permit -> depart(PROFILE, departure.pass()), full -> queueFull(PROFILE)),
                answers -> failed(failures.of(call.name(), error.as(RestErrorClass.NO_ACCESS))),
                probe -> probe instanceof RestException e && e.errorClass() == RestErrorClass.PORTAL_STOPPED
                        ? failed(failures.of(call.name(), error, e.retryAt().orElseGet(clock::instant)))
                        : failed(failures.of(call.name(), error.as(RestErrorClass.TEMPORARY))));
    }

    private String url(RestMethod method) {
        Webhook webhook = portal.webhook().orElseThrow();
        return new Webhook(movedTo.orElse(webhook.portal()), webhook.userId(), webhook.secret())
                .methodUrl(method.name());
    }

    private void tell(Consumer<PortalListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("A listener of portal {} failed", portal.name(), e);
        }
    }

    private CompletionStage<RestResult> queueFull(Call call) {
        return failed(failures.of(
                call.name(), RestFailures.QUEUE_FULL, clock.instant().plus(WHEN_QUEUE_FULL)));
    }

    private static CompletionStage<RestResult> failed(RestException failure) {
        return CompletableFuture.failedFuture(failure);
    }

    private static <T> CompletionStage<RestResult> then(
            CompletionStage<T> stage,
            Function<T, CompletionStage<RestResult>> onSuccess,
            Function<Throwable, CompletionStage<RestResult>> onFailure) {
        return stage.handle((value, failure) ->
                        failure == null ? onSuccess.apply(value) : onFailure.apply(unwrapped(failure)))
                .thenCompose(Function.identity());
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
