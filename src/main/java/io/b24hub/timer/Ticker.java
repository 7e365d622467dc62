package io.b24hub.timer;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Swap;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The times of one flow for one portal. Looks at the clock again and again, at the latest after {@link #LONGEST}, so that a
 * clock that was put right is noticed; asks the store only when a time has come. All of it happens on the timetable's
 * thread. Thread-safe.
 */
final class Ticker {

    /** How soon it looks again after trouble, and for the end of a tick that is still under way. */
    static final Duration MOMENT = Duration.ofSeconds(15);

    /** How long it trusts the clock. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    /** What is to be made. */
    record Plan(String flow, String portal, Schedule schedule, ZoneId zone) {

        /** Portals' names hold no slash, so keys differ where flows or portals do. */
        String key() {
            return portal + "/" + flow;
        }

        /** Where one of the two changes, it is another schedule. */
        String identity() {
            return schedule + " " + zone;
        }
    }

    private final Timetable timetable;
    private final Plan plan;
    private boolean begun;
    private boolean isNew;
    private boolean behindTold;
    private boolean troubleTold;
    private boolean stopped;
    private Optional<Position> known = Optional.empty();
    private Scheduled next = () -> {};

    /** @param wasThere whether the flow goes on where it was; otherwise what is remembered of it counts no more */
    Ticker(Timetable timetable, Plan plan, boolean wasThere) {
        this.timetable = timetable;
        this.plan = plan;
        this.isNew = !wasThere;
    }

    void start() {
        timetable.onThread(this::look);
    }

    synchronized void stop() {
        stopped = true;
        next.cancel();
    }

    private synchronized void look() {
        if (stopped) {
            return;
        }
        try {
            Instant now = timetable.clock().instant();
            if (!begun) {
                begin(now);
            } else if (due(now).isPresent()) {
                tick(now);
            } else {
                await(now);
            }
        } catch (RuntimeException e) {
            trouble(e);
        }
    }

    private Optional<Instant> due(Instant now) {
        return plan.schedule().latest(now, plan.zone()).filter(tick -> known.map(position -> position.isBefore(tick))
                .orElse(true));
    }

    /** Finds out where the flow is, and writes down where it begins. */
    private void begin(Instant now) {
        Optional<String> seen = seen();
        Optional<Position> before = isNew ? Optional.empty() : known;
        if (before.filter(position -> position.schedule().equals(plan.identity()))
                .isPresent()) {
            begun = true;
            look();
            return;
        }
        Position position = before.map(old -> old.under(plan.identity(), now))
                .orElseGet(() ->
                        Position.first(plan.schedule().latest(now, plan.zone()).orElse(now), now, plan.identity()));
        whenDone(timetable.store().swap(swap(seen, position), now), won -> {
            isNew = isNew && !won;
            known = Optional.of(position);
            begun = won;
        });
    }

    /** Stores the latest time that has come, unless another hub did, or the one before is still under way. */
    private void tick(Instant now) {
        Optional<String> seen = seen();
        Optional<Instant> due = due(now);
        if (known.isEmpty()) {
            begun = false; // forgotten by somebody
            isNew = true;
            lookAt(now);
        } else if (due.isEmpty()) {
            await(now);
        } else if (isUnderWay(known.get())) {
            lookAt(now.plus(MOMENT));
        } else {
            store(seen, known.get(), due.get(), now);
        }
    }

    private void store(Optional<String> seen, Position position, Instant due, Instant now) {
        String id = timetable.newId();
        Bitrix24Event event = new Tick(plan.flow(), plan.portal(), position.to(), due).event(id, now, plan.zone());
        Position after = position.after(due, id);
        whenDone(timetable.store().accept(event, List.of(plan.flow()), swap(seen, after)), won -> {
            if (won) {
                known = Optional.of(after);
                LOG.debug("Flow {} has its tick of {} for portal {}", plan.flow(), due, plan.portal());
                timetable.tell(plan.flow());
            }
        });
    }

    private boolean isUnderWay(Position position) {
        return position.event().stream()
                .flatMap(id -> timetable.store().deliveries(id).stream())
                .anyMatch(
                        delivery -> delivery.state() == DeliveryState.DUE || delivery.state() == DeliveryState.RUNNING);
    }

    private Optional<String> seen() {
        Optional<String> seen = timetable.store().recall(Timetable.SPACE, plan.key());
        known = seen.map(Position::of);
        return seen;
    }

    private Swap swap(Optional<String> seen, Position position) {
        return new Swap(Timetable.SPACE, plan.key(), seen, position.text());
    }

    @FunctionalInterface
    private interface Then {
        void accept(boolean won);
    }

    /** Whoever lost looks again, as well. */
    private void whenDone(CompletableFuture<Boolean> change, Then then) {
        change.whenCompleteAsync((won, failure) -> done(won, failure, then), timetable::onThread);
    }

    private synchronized void done(Boolean won, Throwable failure, Then then) {
        if (failure != null) {
            trouble(failure);
            return;
        }
        troubleTold = false;
        then.accept(won);
        look();
    }

    private void trouble(Throwable failure) {
        if (!troubleTold && !stopped) {
            LOG.warn(
                    "The ticks of flow {} for portal {} cannot be stored: {}. Trying again every {} s; none is lost",
                    plan.flow(),
                    plan.portal(),
                    failure.getMessage(),
                    MOMENT.toSeconds());
            troubleTold = true;
        }
        lookAt(timetable.clock().instant().plus(MOMENT));
    }

    private void await(Instant now) {
        tellOfClock(now);
        Instant tick = plan.schedule().next(now, plan.zone());
        Instant latest = now.plus(LONGEST);
        lookAt(tick.isBefore(latest) ? tick : latest);
    }

    private void tellOfClock(Instant now) {
        boolean behind = known.filter(position -> position.to().isAfter(now.plus(LONGEST)))
                .isPresent();
        if (behind && !behindTold) {
            LOG.warn(
                    "The clock shows {}, and flow {} had its tick of {} for portal {} already: no tick before that. Is the"
                            + " clock right?",
                    now,
                    plan.flow(),
                    known.get().to(),
                    plan.portal());
        }
        behindTold = behind;
    }

    private synchronized void lookAt(Instant at) {
        if (!stopped) {
            next.cancel();
            next = timetable.clock().runAt(at, () -> timetable.onThread(this::look));
        }
    }
}
