package io.b24hub.change;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventType;
import io.b24hub.event.EventType.Action;
import io.b24hub.event.Origin;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryHistory;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Memory;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps flows from waking themselves: remembers what each writes to the portal, tells the echo of a write from a change that
 * somebody else made, and stops a flow that goes round all the same.
 *
 * <p>Each write answers for one event. Where it is not clear which of two events is the echo it does not matter: one of them
 * runs the flow, and a flow reads the entity as it is. Where the hub is in doubt the flow runs.
 *
 * <p>This class is thread-safe. {@link #done} and {@link #rule} wait for the store, a few milliseconds at most: not for
 * threads that must not wait. What is remembered survives restarts; a crash right after a write lets its echo run the flow
 * once.
 */
public final class OwnWrites {

    /** Where {@link Memory} keeps them. */
    public static final String SPACE = "own-write";

    /** By then a sweep has found a write whose echo was lost. */
    private static final Duration SWEPT_WITHIN = Duration.ofHours(2);

    private static final Logger LOG = LoggerFactory.getLogger(OwnWrites.class);
    private static final int LOCKS = 64;
    private static final int PATIENCE_SECONDS = 30;

    private final Memory memory;
    private final DeliveryHistory history;
    private final EventCatalogue catalogue;
    private final LoopLimits limits;
    private final HubClock clock;
    private final Set<OnItsWay> onTheirWay = ConcurrentHashMap.newKeySet();
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    public OwnWrites(
            Memory memory, DeliveryHistory history, EventCatalogue catalogue, LoopLimits limits, HubClock clock) {
        this.memory = memory;
        this.history = history;
        this.catalogue = catalogue;
        this.limits = limits;
        this.clock = clock;
    }

    /** How long what is remembered may matter. */
    public Duration keptFor() {
        return Stream.of(limits.fuseTime(), limits.echoWindow(), SWEPT_WITHIN)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * A call of the portal is about to be made.
     *
     * @param cause what the flow runs for
     * @return to be ended with {@link #done} or {@link #failed}; empty for a call that changes nothing with an echo
     */
    public Optional<OnItsWay> begin(Delivery cause, String portal, String method, Map<String, Object> parameters) {
        Optional<OnItsWay> write = Target.of(method, parameters)
                .map(target -> new OnItsWay(cause, portal, target, clock.instant(), new CompletableFuture<>()));
        write.ifPresent(onTheirWay::add);
        return write;
    }

    /** The call has succeeded: remembers it durably. */
    public void done(OnItsWay write, Object result) {
        try {
            write.target.entity(result).ifPresent(entity -> remember(write, entity));
        } catch (RuntimeException e) {
            LOG.warn(
                    "What flow {} has just written cannot be remembered: {}. It will be told of its own change",
                    write.cause.flow(),
                    e.getMessage());
        } finally {
            end(write);
        }
    }

    /** The call has failed. One that took effect all the same is not remembered: its echo runs the flow. */
    public void failed(OnItsWay write) {
        end(write);
    }

    private void end(OnItsWay write) {
        onTheirWay.remove(write);
        write.ended.complete(null);
    }

    private void remember(OnItsWay write, EntityRef entity) {
        Instant now = clock.instant();
        String cause = key(write.cause.flow(), write.portal, write.cause.event().entity());
        String key = key(write.cause.flow(), write.portal, entity);
        change(key, log -> {
            WriteLog.Write made = new WriteLog.Write(write.target.action(), write.begun, now, true);
            // a flow that adds to the portal because something was added has a new entity for each round
            boolean madeOfAnother = write.target.action() == Action.ADD && !cause.equals(key);
            WriteLog before = madeOfAnother ? log.after(WriteLog.of(memory.recall(SPACE, cause))) : log;
            return new Ruled(before.with(made), new Ruling.Run());
        });
    }

    /** Writes that have not ended and whose echo a delivery may be; rule when they have. */
    public Optional<CompletableFuture<Void>> toAwait(List<Delivery> deliveries) {
        CompletableFuture<?>[] open = onTheirWay.stream()
                .filter(write -> deliveries.stream().anyMatch(write::mayHaveCaused))
                .map(write -> write.ended)
                .toArray(CompletableFuture<?>[]::new);
        return open.length == 0 ? Optional.empty() : Optional.of(CompletableFuture.allOf(open));
    }

    /**
     * Decides on a delivery, and takes note of it.
     *
     * @param drop whether the flow does not want echoes
     * @param alone whether nothing else is decided together with it; else what would stop the flow is no news yet: the
     *     batch is cut until it is alone
     */
    public Ruling rule(Delivery delivery, boolean drop, boolean alone) {
        EntityRef entity = delivery.event().entity();
        if (entity.isNone() || delivery.event().origin() == Origin.REPLAY) {
            return new Ruling.Run();
        }
        String key = key(delivery.flow(), delivery.event().portal(), entity);
        if (memory.recall(SPACE, key).isEmpty()) {
            return new Ruling.Run();
        }
        return change(key, log -> rule(delivery, log, drop, alone));
    }

    private Ruled rule(Delivery delivery, WriteLog log, boolean drop, boolean alone) {
        List<WriteLog.Write> echoed = drop ? echoed(delivery, log) : List.of();
        if (!echoed.isEmpty()) {
            return new Ruled(
                    log.heard(echoed),
                    new Ruling.Echo(echoed.get(echoed.size() - 1).ended()));
        }
        Instant now = clock.instant();
        WriteLog late = log.since(now.minus(limits.fuseTime()));
        int writes = late.writes().size();
        if (writes < limits.fuse() || log.stopped(delivery.id())) {
            return new Ruled(log, new Ruling.Run());
        }
        Instant until = late.writes().get(writes - limits.fuse()).ended().plus(limits.fuseTime());
        return new Ruled(
                alone ? log.with(new WriteLog.Stop(delivery.id(), now)) : log,
                new Ruling.Loop(writes, until, alone && late.stops().isEmpty()));
    }

    /** What was decided, and what is to be remembered then. */
    private record Ruled(WriteLog log, Ruling ruling) {}

    /**
     * As many writes as the delivery carries events, if it can be the echo of so many and of nothing else. One that was
     * claimed before may carry more than it says, and one that failed has something to do.
     */
    private List<WriteLog.Write> echoed(Delivery delivery, WriteLog log) {
        Action action =
                catalogue.find(delivery.event().type()).map(EventType::action).orElse(Action.OTHER);
        Instant received = heardAt(delivery.event());
        List<WriteLog.Write> possible = log.echoed(action, received, received.minus(limits.echoWindow()));
        int events = delivery.carries() + 1;
        boolean first = delivery.claim() == 1 && delivery.failures() == 0;
        return first
                        && possible.size() >= events
                        && allCameSince(possible.get(0).begun(), delivery)
                ? possible.subList(0, events)
                : List.of();
    }

    /** A sweep finds a write whose echo was lost long after: what counts is when it took place, in whole seconds. */
    private static Instant heardAt(Bitrix24Event event) {
        return event.origin() == Origin.SWEEP ? event.occurredAt().plusSeconds(1) : event.receivedAt();
    }

    /** Whether the events that were merged into a delivery came after a write too. */
    private boolean allCameSince(Instant begun, Delivery delivery) {
        if (delivery.carries() == 0) {
            return true;
        }
        DeliveryFilter merged = new DeliveryFilter(
                Set.of(DeliveryState.MERGED),
                Optional.of(delivery.flow()),
                Optional.of(delivery.event().portal()),
                Optional.of(delivery.event().type()),
                Optional.of(delivery.event().entity().key()),
                Optional.empty(),
                Optional.of(begun),
                Optional.empty(),
                Optional.empty());
        return delivery.carries()
                == history.find(merged, delivery.id(), delivery.carries()).stream()
                        .filter(other -> other.mergedInto().equals(OptionalLong.of(delivery.id())))
                        .count();
    }

    private Ruling change(String key, Function<WriteLog, Ruled> change) {
        synchronized (locks.get(Math.floorMod(key.hashCode(), LOCKS))) {
            Instant now = clock.instant();
            WriteLog before = WriteLog.of(memory.recall(SPACE, key));
            Ruled after = change.apply(before.since(now.minus(keptFor())));
            if (!after.log.equals(before)) {
                await(memory.remember(SPACE, key, after.log.text(), now));
            }
            return after.ruling;
        }
    }

    private static void await(CompletableFuture<Void> remembered) {
        try {
            remembered.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the store did not take it: " + e.getMessage(), e);
        }
    }

    private static String key(String flow, String portal, EntityRef entity) {
        return flow + "/" + portal + "/" + entity.key();
    }

    /** A write that has not ended. Each is itself and equals no other. */
    public static final class OnItsWay {

        private final Delivery cause;
        private final String portal;
        private final Target target;
        private final Instant begun;
        private final CompletableFuture<Void> ended;

        private OnItsWay(Delivery cause, String portal, Target target, Instant begun, CompletableFuture<Void> ended) {
            this.cause = cause;
            this.portal = portal;
            this.target = target;
            this.begun = begun;
            this.ended = ended;
        }

        /** Whether it changes the entity that the flow runs for. */
        public boolean changesItsCause() {
            return target.action() == Action.UPDATE
                    && portal.equals(cause.event().portal())
                    && target.mayBe(cause.event().entity());
        }

        private boolean mayHaveCaused(Delivery delivery) {
            return cause.flow().equals(delivery.flow())
                    && portal.equals(delivery.event().portal())
                    && target.mayBe(delivery.event().entity());
        }
    }
}
