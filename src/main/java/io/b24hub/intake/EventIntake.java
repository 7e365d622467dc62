package io.b24hub.intake;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.settings.IntakeSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.store.DeliveryStore;
import io.b24hub.store.Memory;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts events: decodes a call, checks where it comes from, commits it, answers. The answer 200 means that the event is
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

    /**
     * Reads the pinned member ids from the store's memory.
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
        portals.forEach((name, portal) -> gates.put(name, new PortalGate(portal, store)));
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.flows = flows;
        this.listener = listener;
        reader = new EventReader(catalogue, ids);
        identical = new IdenticalCalls(settings.identicalWindow(), clock, IdenticalCalls.MAX_REMEMBERED);
    }

    /** Whether the hub has a portal of this name. */
    public boolean knows(String portal) {
        return gates.containsKey(portal);
    }

    /**
     * Handles one call.
     *
     * @return completes with the answer, on the store's thread or at once; never exceptionally
     */
    public CompletionStage<Answer> receive(Call call) {
        if (waiting.incrementAndGet() > settings.maxPending()) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(refuse(call.portal(), Refusal.OVERLOADED));
        }
        Instant began = clock.instant();
        return begin(call)
                .exceptionally(failure -> refuse(call.portal(), reason(failure)))
                .whenComplete((answer, failure) -> {
                    waiting.decrementAndGet();
                    answered(Duration.between(began, clock.instant()));
                });
    }

    private void answered(Duration took) {
        try {
            listener.answered(took);
        } catch (RuntimeException e) {
            LOG.error("A listener of the intake failed", e);
        }
    }

    /** Counts a refusal and says what to answer. */
    Answer refuse(String portal, Refusal reason) {
        try {
            listener.refused(isName(portal) ? portal : "", reason);
        } catch (RuntimeException e) {
            LOG.error("A listener of the intake failed", e);
        }
        return Answer.of(reason);
    }

    private CompletableFuture<Answer> begin(Call call) {
        try {
            PortalGate gate = gate(call);
            Map<String, Object> form = form(call);
            reader.checkShape(form, call.robotSecret().isPresent());
            if (call.robotSecret().isEmpty()) {
                gate.checkToken(form);
            }
            return identical.enabled() ? once(call, gate, form) : store(call, gate, form);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private PortalGate gate(Call call) {
        PortalGate gate = gates.get(call.portal());
        if (gate == null) {
            throw new Refused(Refusal.UNKNOWN_PORTAL);
        }
        call.robotSecret().ifPresent(gate::checkRobotSecret);
        return gate;
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
    private CompletableFuture<Answer> once(Call call, PortalGate gate, Map<String, Object> form) {
        IdenticalCalls.Print print = IdenticalCalls.print(call);
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> first = identical.first(print, mine);
        if (first != mine) {
            return first.thenApply(answer -> repeated(call, answer));
        }
        store(call, gate, form).whenComplete((answer, failure) -> {
            if (failure == null) {
                mine.complete(answer);
                return;
            }
            identical.forget(print, mine);
            mine.completeExceptionally(failure);
        });
        return mine;
    }

    private CompletableFuture<Answer> store(Call call, PortalGate gate, Map<String, Object> form) {
        try {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            return gate.checkMember(form, now).thenCompose(pinned -> commit(reader.read(call.portal(), form, now)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Answer> commit(Bitrix24Event event) {
        Collection<String> wanted = flows.apply(event);
        return store.accept(event, wanted).thenApply(done -> {
            try {
                listener.received(event, wanted);
            } catch (RuntimeException e) {
                LOG.error("A listener of the intake failed", e);
            }
            return Answer.STORED;
        });
    }

    private Answer repeated(Call call, Answer answer) {
        try {
            listener.repeated(call.portal());
        } catch (RuntimeException e) {
            LOG.error("A listener of the intake failed", e);
        }
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
