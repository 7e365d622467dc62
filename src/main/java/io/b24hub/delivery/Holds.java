package io.b24hub.delivery;

import io.b24hub.store.Hold;
import io.b24hub.store.OperatorAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flows and destinations that get nothing for now: put on hold by a person, in the store, or by a far side that asked to be
 * left alone. The latter are kept in the store too, unless they are so short that a restart may forget them. Belongs to
 * the engine's thread, except {@link #all()}.
 */
final class Holds {

    /** The origin of a hold that a far side asked for. */
    static final String FAR_SIDE = "far side";

    /** The origin of a hold that a far side caused which is gone for good; kept like one of a person. */
    static final String GONE = "410";

    /** Holds of at least this time survive a restart. */
    static final Duration DURABLE_FROM = Duration.ofSeconds(10);

    /** How often a store that others may change is read. */
    static final Duration SHARED_LOOK = Duration.ofSeconds(3);

    private static final Instant LAST_END = Instant.MAX.minusNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);

    private record Key(Hold.Kind kind, String name) {

        static Key of(Hold hold) {
            return new Key(hold.kind(), hold.name());
        }
    }

    private final EngineContext context;
    private final Alarm ends;
    private final Alarm look;
    private final Map<Key, Hold> own = new HashMap<>();
    private Map<Key, Hold> stored = Map.of();
    private Map<Key, Hold> told = Map.of();
    private boolean known;
    private boolean watching;
    private volatile List<Hold> all = List.of();

    Holds(EngineContext context) {
        this.context = context;
        ends = new Alarm(context.clock(), context.thread(), this::changed);
        look = new Alarm(context.clock(), context.thread(), this::read);
    }

    /** Reads what the store has, and keeps looking where others may change it. */
    void watch() {
        watching = true;
        read();
    }

    void stop() {
        watching = false;
        ends.cancel();
        look.cancel();
    }

    /** What keeps a flow or destination, if anything does. All wait until the store could be read once. */
    Gate gate(Hold.Kind kind, String name, Instant now) {
        if (!known) {
            return Gate.closed(Instant.MAX, "It is not known yet what is on hold");
        }
        return on(new Key(kind, name), now)
                .map(hold -> Gate.closed(end(hold), hold.reason()))
                .orElse(Gate.OPEN);
    }

    /** Puts on hold because a far side asked for it; a hold that lasts longer stays. */
    void hold(Hold.Kind kind, String name, Instant until, String reason, Instant now) {
        Key key = new Key(kind, name);
        if (on(key, now).map(hold -> !end(hold).isBefore(until)).orElse(false)) {
            return;
        }
        Hold hold = new Hold(kind, name, now, Optional.of(until), reason, FAR_SIDE);
        own.put(key, hold);
        changed();
        if (Duration.between(now, until).compareTo(DURABLE_FROM) >= 0) {
            keep(hold);
        }
    }

    /**
     * Puts on hold, because a far side is gone, until a person resumes it. Replaces a pause that would end by itself.
     *
     * @return whether this is news; false when it has been on hold like that
     */
    boolean holdForGood(Hold.Kind kind, String name, String reason, Instant now) {
        Key key = new Key(kind, name);
        if (on(key, now).filter(hold -> hold.until().isEmpty()).isPresent()) {
            return false;
        }
        Hold hold = new Hold(kind, name, now, Optional.empty(), reason, GONE);
        own.put(key, hold);
        changed();
        keep(hold);
        return true;
    }

    /** What is on hold. Any thread may ask. */
    List<Hold> all() {
        return all;
    }

    /** Reads the store again. */
    void read() {
        if (!watching) {
            return;
        }
        Instant now = context.clock().instant();
        Duration again = SHARED_LOOK;
        try {
            Map<Key, Hold> found = new HashMap<>();
            context.store().holds().forEach(hold -> found.put(Key.of(hold), hold));
            stored = found;
            changed();
            if (!known) {
                known = true;
                context.flows().wakeAll();
            }
        } catch (RuntimeException e) {
            LOG.warn("It cannot be read what is on hold: {}. Trying again in a second", e.getMessage());
            again = StoreCalls.PAUSE;
        }
        if (again.equals(StoreCalls.PAUSE) || context.store().shared()) {
            look.at(now.plus(again));
        }
    }

    /** Writes it down, unless that would end what a person did. */
    private void keep(Hold hold) {
        StoreCalls.ask(() -> {
                    boolean persons = context.store().holds().stream()
                            .anyMatch(other -> Key.of(other).equals(Key.of(hold))
                                    && !other.origin().equals(FAR_SIDE)
                                    && end(other).isAfter(hold.until().isEmpty() ? LAST_END : hold.since()));
                    if (persons) {
                        throw new IllegalStateException("a person has it on hold");
                    }
                    return context.store().hold(hold);
                })
                .whenComplete((nothing, failure) -> context.thread().execute(() -> {
                    if (failure == null) {
                        Map<Key, Hold> after = new HashMap<>(stored);
                        after.put(Key.of(hold), hold);
                        stored = after;
                        own.remove(Key.of(hold), hold);
                        recordIfGone(hold);
                    } else if (hold.until().isEmpty()) {
                        // nobody could resume what is not in the store; the next delivery will tell again
                        LOG.warn("{} is not on hold, because the store could not keep that", hold.name(), failure);
                        own.remove(Key.of(hold), hold);
                        changed();
                    } else {
                        LOG.debug("The hold on {} is kept in memory only", hold.name(), failure);
                    }
                }));
    }

    /** Nobody did it, but whoever resumes it looks for it among what people did. */
    private void recordIfGone(Hold hold) {
        if (hold.origin().equals(GONE)) {
            String target = hold.kind().word() + " " + hold.name() + " until it is resumed: " + hold.reason();
            StoreCalls.ask(() -> context.store().record(new OperatorAction(hold.since(), GONE, "pause", target, 0)))
                    .exceptionally(failure -> {
                        LOG.warn("The store could not keep that {} was paused", hold.name(), failure);
                        return null;
                    });
        }
    }

    private Optional<Hold> on(Key key, Instant now) {
        return later(now, Stream.of(stored, own).flatMap(holds -> Stream.ofNullable(holds.get(key))));
    }

    private static Optional<Hold> later(Instant now, Stream<Hold> holds) {
        return holds.filter(hold -> end(hold).isAfter(now)).max((a, b) -> end(a).compareTo(end(b)));
    }

    private static Instant end(Hold hold) {
        return hold.until().orElse(Instant.MAX);
    }

    /** Tells what began and ended since the last time. */
    private void changed() {
        Instant now = context.clock().instant();
        own.values().removeIf(hold -> !end(hold).isAfter(now));
        forgetEnded(now);
        Map<Key, Hold> current = new HashMap<>();
        Stream.of(stored.keySet(), own.keySet()).flatMap(Collection::stream).forEach(key -> on(key, now)
                .ifPresent(hold -> current.put(key, hold)));
        current.values().forEach(hold -> ends.at(end(hold)));
        Map<Key, Hold> before = told;
        if (current.equals(before)) {
            return;
        }
        told = current;
        all = List.copyOf(current.values());
        current.forEach((key, hold) -> {
            if (!hold.equals(before.get(key))) {
                context.listeners().tell(listener -> listener.held(hold));
            }
        });
        before.forEach((key, hold) -> {
            if (!current.containsKey(key)) {
                context.listeners().tell(listener -> listener.resumed(hold));
            }
        });
        context.flows().wakeAll();
    }

    /** Those that a far side asked for leave the store by themselves; a person's may be of interest after their end. */
    private void forgetEnded(Instant now) {
        List<Hold> ended = stored.values().stream()
                .filter(hold -> hold.origin().equals(FAR_SIDE) && !end(hold).isAfter(now))
                .toList();
        if (ended.isEmpty()) {
            return;
        }
        Map<Key, Hold> left = new HashMap<>(stored);
        left.values().removeAll(ended);
        stored = left;
        ended.forEach(hold -> StoreCalls.ask(() -> lift(hold, now)).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.debug("The hold on {} has ended and stays in the store", hold.name(), failure);
            }
        }));
    }

    private CompletableFuture<Void> lift(Hold hold, Instant now) {
        boolean replaced = context.store().holds().stream()
                .anyMatch(other ->
                        Key.of(other).equals(Key.of(hold)) && end(other).isAfter(now));
        return replaced
                ? CompletableFuture.completedFuture(null)
                : context.store().lift(hold.kind(), hold.name());
    }
}
