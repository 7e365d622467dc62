package io.b24hub.intake;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.settings.IntakeSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.source.SourceGuard;
import io.b24hub.store.DeliveryStore;
import io.b24hub.store.Memory;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.time.HubClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts events: checks where a call comes from, decodes it, checks its token, commits it, answers. The answer 200 means that the event is
 * durable; any other means that nothing was stored. Waits for nothing but the store.
 *
 * <p>Two real updates of one deal differ in their second only, so only calls with identical bytes are taken for one, and
 * only within a short window.
 *
 * <p>This class is thread-safe and never blocks: it may be called on an event loop.
 */
public final class EventIntake {

    private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Map<String, PortalGate> gates = new HashMap<>();
    private final FormDecoder decoder = new FormDecoder();
    private final AtomicInteger waiting = new AtomicInteger();
    private final IntakeSettings settings;
    private final DeliveryStore store;
    private final EventReader reader;
    private final HubClock clock;
    private final Function<Bitrix24Event, Collection<String>> flows;
    private final IntakeListener listener;
    private final IdenticalCalls identical;
    private final RefusedCalls guesses;
    private volatile TokenTaker tokens = TokenTaker.NONE;

    /**
     * For calls from anywhere. Reads the pinned member ids from the store's memory.
     *
     * @param portals by name
     * @param flows ids of the flows that want an event; called for each event and must not block
     */
    public <S extends DeliveryStore & Memory> EventIntake(
            Map<String, PortalSettings> portals,
            IntakeSettings settings,
            S store,
            EventCatalogue catalogue,
            EventIds ids,
            HubClock clock,
            Function<Bitrix24Event, Collection<String>> flows,
            IntakeListener listener) {
        this(portals, settings, store, catalogue, ids, clock, flows, listener, name -> SourceGuard.open(name, clock));
    }

    /**
     * The same for calls from certain addresses only.
     *
     * @param guards who judges the calls of a portal by where they come from; asked once, now
     */
    public <S extends DeliveryStore & Memory> EventIntake(
            Map<String, PortalSettings> portals,
            IntakeSettings settings,
            S store,
            EventCatalogue catalogue,
            EventIds ids,
            HubClock clock,
            Function<Bitrix24Event, Collection<String>> flows,
            IntakeListener listener,
            Function<String, SourceGuard> guards) {
        Fingerprints fingerprints = Fingerprints.of(store);
        portals.forEach(
                (name, portal) -> gates.put(name, new PortalGate(portal, store, guards.apply(name), fingerprints)));
        guesses = new RefusedCalls(clock);
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.flows = flows;
        this.listener = listener;
        reader = new EventReader(catalogue, ids);
        identical = new IdenticalCalls(settings.identicalWindow(), clock, IdenticalCalls.MAX_REMEMBERED);
    }

    /** Says who is given the refresh tokens that come when an application is installed or updated. */
    public void giveTokensTo(TokenTaker taker) {
        tokens = taker;
    }

    /** Whether the hub has a portal of this name. */
    public boolean knows(String portal) {
        return gates.containsKey(portal);
    }

    /** The header that a portal's calls are signed in; empty when they are not. */
    Optional<String> signatureHeader(String portal) {
        return Optional.ofNullable(gates.get(portal)).flatMap(PortalGate::signatureHeader);
    }

    /** Who is refused again and again. */
    RefusedCalls guesses() {
        return guesses;
    }

    /** How guessing goes. */
    public Guessing guessing() {
        return guesses.now();
    }

    /** What became of each accepted token. May wait for the store. */
    public List<TokenUse> tokens() {
        return gates.values().stream().flatMap(gate -> gate.tokens().stream()).toList();
    }

    /**
     * Takes over a portal's tokens, secret of automation rules and signature. Counts for every call that comes after it.
     *
     * @return what has changed, a phrase each, without secrets
     */
    public List<String> takeOver(PortalSettings portal) {
        return Optional.ofNullable(gates.get(portal.name()))
                .map(gate -> gate.takeOver(portal))
                .orElse(List.of());
    }

    /**
     * Handles one call.
     *
     * @return completes with the answer, on the store's thread or at once; never exceptionally
     */
    public CompletionStage<Answer> receive(Call call) {
        if (waiting.incrementAndGet() > settings.maxPending()) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(refuse(call.portal(), call.client(), Refusal.OVERLOADED));
        }
        Instant began = clock.instant();
        return begin(call)
                .exceptionally(failure -> refuse(call.portal(), call.client(), reason(failure)))
                .whenComplete((answer, failure) -> {
                    waiting.decrementAndGet();
                    answered(Duration.between(began, clock.instant()));
                });
    }

    private void answered(Duration took) {
        tell(() -> listener.answered(took));
    }

    /** Counts a refusal and says what to answer. */
    Answer refuse(String portal, InetAddress client, Refusal reason) {
        tell(() -> listener.refused(isName(portal) ? portal : "", client, reason));
        return Answer.of(reason);
    }

    private CompletableFuture<Answer> begin(Call call) {
        try {
            PortalGate gate = gate(call);
            boolean strange = gate.isStrange(call.client());
            call.robotSecret().ifPresent(gate::checkRobotSecret);
            refuseGuess(call, gate);
            gate.checkSignature(call);
            Map<String, Object> form = form(call);
            reader.checkShape(form, call.robotSecret().isPresent());
            Optional<KnownToken> token =
                    call.robotSecret().isPresent() ? Optional.empty() : Optional.of(gate.checkToken(form));
            Accepted accepted = new Accepted(call, gate, form, token);
            CompletableFuture<Answer> stored = identical.enabled() ? once(accepted) : store(accepted);
            return strange ? stored.thenApply(answer -> taken(call, gate, answer)) : stored;
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A call with the right token, or on the right path. */
    private record Accepted(Call call, PortalGate gate, Map<String, Object> form, Optional<KnownToken> token) {

        String fingerprint() {
            return token.map(KnownToken::fingerprint).orElse("robot-secret");
        }
    }

    private PortalGate gate(Call call) {
        PortalGate gate = gates.get(call.portal());
        if (gate == null) {
            throw new Refused(Refusal.UNKNOWN_PORTAL);
        }
        return gate;
    }

    /** What comes from a side that was refused often, and holds no token, is not worth the decoding. */
    private void refuseGuess(Call call, PortalGate gate) {
        if (call.robotSecret().isEmpty()
                && guesses.isNoisy(CallerSide.of(call.client()))
                && !gate.mayHoldToken(call.body())) {
            guesses.undecoded();
            throw new Refused(Refusal.WRONG_TOKEN);
        }
    }

    private static Answer taken(Call stranger, PortalGate gate, Answer answer) {
        gate.tookStranger(stranger.client());
        return answer;
    }

    private Map<String, Object> form(Call call) {
        String type = call.contentType();
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
        if (!bare.isEmpty() && !bare.equals(FORM)) {
            throw new Refused(Refusal.NOT_A_FORM);
        }
        try {
            return decoder.decode(call.body());
        } catch (BadForm e) {
            LOG.debug("{}", e.getMessage());
            throw new Refused(Refusal.NOT_A_FORM);
        }
    }

    // the first of several identical calls stores, the others wait for its answer
    private CompletableFuture<Answer> once(Accepted accepted) {
        Call call = accepted.call();
        IdenticalCalls.Print print = IdenticalCalls.print(call);
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> first = identical.first(print, mine);
        if (first != mine) {
            return first.thenApply(answer -> repeated(call, answer));
        }
        store(accepted).whenComplete((answer, failure) -> {
            if (failure == null) {
                mine.complete(answer);
                return;
            }
            identical.forget(print, mine);
            mine.completeExceptionally(failure);
        });
        return mine;
    }

    private CompletableFuture<Answer> store(Accepted accepted) {
        String portal = accepted.call().portal();
        try {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            return accepted.gate()
                    .checkMember(accepted.form(), now)
                    .whenComplete((pinned, failure) -> tellStrangeMember(accepted, failure))
                    .thenCompose(pinned -> reader.refreshToken(accepted.form())
                            .map(token -> tokens.take(portal, token))
                            .orElseGet(() -> CompletableFuture.completedFuture(null)))
                    .thenCompose(taken -> {
                        // whatever becomes of that, the event is to be stored
                        accepted.token().ifPresent(token -> tell(() -> token.used(now)));
                        return commit(reader.read(portal, accepted.form(), now));
                    });
        } catch (RuntimeException e) {
            tellStrangeMember(accepted, e);
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The token is known to somebody who is not this portal. */
    private void tellStrangeMember(Accepted accepted, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Refused refused
                && refused.reason() == Refusal.WRONG_MEMBER
                && accepted.token().isPresent()) {
            tell(() -> listener.strangeMember(accepted.call().portal(), accepted.fingerprint()));
        }
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.error("What happened at the door could not be passed on", e);
        }
    }

    private CompletableFuture<Answer> commit(Bitrix24Event event) {
        Collection<String> wanted = flows.apply(event);
        return store.accept(event, wanted).thenApply(done -> {
            tell(() -> listener.received(event, wanted));
            return Answer.STORED;
        });
    }

    private Answer repeated(Call call, Answer answer) {
        tell(() -> listener.repeated(call.portal()));
        return answer;
    }

    private static Refusal reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refused refused) {
            return refused.reason();
        }
        if (cause instanceof StoreUnavailable) {
            LOG.debug(
                    "The store refused an event", cause); // the store has told the operator; this comes with each call
        } else {
            LOG.error("An event could not be stored; its sender was told so and will not repeat it", cause);
        }
        return Refusal.STORE_FAILED;
    }

    // what a stranger puts into a path goes no further
    private static boolean isName(String portal) {
        return portal.length() <= 64
                && portal.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }
}
