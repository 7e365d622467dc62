package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.store.DeliveryControl.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a store should do, in the simplest way: rows in memory, looked through one by one. */
final class StoreModel {

    private static final Set<DeliveryState> ACTIVE = EnumSet.of(DeliveryState.DUE, DeliveryState.RUNNING);

    /** A delivery. Its place among those of its entity is its turn. */
    static final class Row {
        final long id;
        final Bitrix24Event event;
        final String flow;
        final Instant created;
        final OptionalLong replayOf;
        long turn;
        DeliveryState state = DeliveryState.DUE;
        boolean late;
        Instant due;
        long claim;
        int failures;
        Optional<Instant> failingSince = Optional.empty();
        Optional<Instant> ended = Optional.empty();
        OptionalLong mergedInto = OptionalLong.empty();
        int attempts;

        Row(long id, Bitrix24Event event, String flow, Instant created, OptionalLong replayOf) {
            this.id = id;
            this.event = event;
            this.flow = flow;
            this.created = created;
            this.due = created;
            this.replayOf = replayOf;
            this.late = replayOf.isPresent();
        }

        boolean active() {
            return ACTIVE.contains(state);
        }

        String key() {
            return event.entity().isNone()
                    ? ""
                    : event.portal() + "/" + event.entity().key();
        }

        Bitrix24Event seen() {
            return replayOf.isEmpty()
                    ? event
                    : new Bitrix24Event(
                            event.id(),
                            event.portal(),
                            event.type(),
                            event.entity(),
                            event.handlerId(),
                            event.occurredAt(),
                            event.receivedAt(),
                            Origin.REPLAY,
                            event.data());
        }

        void end(DeliveryState how, Instant at) {
            state = how;
            ended = Optional.of(at);
        }
    }

    private final Map<Long, Row> rows = new TreeMap<>();
    private long turns;

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    Row row(long id) {
        return rows.get(id);
    }

    void add(Row row) {
        row.turn = ++turns;
        rows.put(row.id, row);
    }

    /** Active ones of the same flow and entity, the row itself included, in their order. */
    private List<Row> line(Row row) {
        return rows.values().stream()
                .filter(other -> other.active()
                        && other.flow.equals(row.flow)
                        && other.key().equals(row.key()))
                .sorted(Comparator.comparingLong(other -> other.turn))
                .toList();
    }

    boolean blocked(Row row) {
        return row.active() && !row.key().isEmpty() && line(row).get(0) != row;
    }

    // claiming

    Claimed claim(Claim claim) {
        List<Row> heads = rows.values().stream()
                .filter(row -> row.flow.equals(claim.flow())
                        && row.state == DeliveryState.DUE
                        && !blocked(row)
                        && !row.due.isAfter(claim.now())
                        && (claim.lane() == Lane.FRESH) == (!row.late && row.due.isAfter(claim.since())))
                .sorted(Comparator.<Row, Instant>comparing(row -> row.due).thenComparing(row -> row.id))
                .limit(claim.limit())
                .toList();
        List<Delivery> claimed = new ArrayList<>();
        heads.forEach(head -> claim(head, claim).ifPresent(claimed::add));
        return new Claimed(claimed, heads.size() == claim.limit());
    }

    private Optional<Delivery> claim(Row head, Claim claim) {
        Merging merging = claim.merging();
        if (head.key().isEmpty() || !merging.merges(head.event.type())) {
            return Optional.of(run(head, 0));
        }
        List<Row> run =
                line(head).stream().takeWhile(row -> sameType(row, head)).toList();
        Row carrier = run.get(run.size() - 1);
        Instant settled = carrier.created.plus(merging.debounce());
        if (merging.maxDelay().compareTo(Duration.ZERO) > 0) {
            settled = earlier(settled, head.created.plus(merging.maxDelay()));
        }
        if (settled.isAfter(claim.now())) {
            head.due = settled;
            head.late |= claim.lane() == Lane.LATE;
            return Optional.empty();
        }
        for (Row merged : run.subList(0, run.size() - 1)) {
            carrier.failures = Math.max(carrier.failures, merged.failures);
            carrier.failingSince = Stream.concat(carrier.failingSince.stream(), merged.failingSince.stream())
                    .min(Comparator.naturalOrder());
            carrier.late |= merged.late;
            merged.end(DeliveryState.MERGED, claim.now());
            merged.mergedInto = OptionalLong.of(carrier.id);
        }
        carrier.due = head.due;
        return Optional.of(run(carrier, run.size() - 1));
    }

    private static boolean sameType(Row one, Row other) {
        return one.event.type().equals(other.event.type());
    }

    private static Delivery run(Row row, int carries) {
        row.state = DeliveryState.RUNNING;
        row.claim++;
        return new Delivery(row.id, row.claim, row.seen(), row.flow, row.failures, row.failingSince, carries);
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    // transitions

    private boolean lost(Delivery delivery) {
        Row row = rows.get(delivery.id());
        return row == null || row.state != DeliveryState.RUNNING || row.claim != delivery.claim();
    }

    Transition end(Delivery delivery, DeliveryState how, Instant at) {
        if (lost(delivery)) {
            return Transition.LOST;
        }
        Row row = rows.get(delivery.id());
        if (how == DeliveryState.PARKED) {
            fail(row, at);
        }
        row.attempts++;
        row.end(how, at);
        return !row.key().isEmpty() && !line(row).isEmpty() ? Transition.DONE_AND_FREED_NEXT : Transition.DONE;
    }

    Transition retry(Delivery delivery, Instant due, Instant at) {
        if (lost(delivery)) {
            return Transition.LOST;
        }
        fail(rows.get(delivery.id()), at);
        return postpone(delivery, due);
    }

    private static void fail(Row row, Instant at) {
        row.failures++;
        row.failingSince = Optional.of(row.failingSince.orElse(at));
    }

    Transition postpone(Delivery delivery, Instant due) {
        if (lost(delivery)) {
            return Transition.LOST;
        }
        Row row = rows.get(delivery.id());
        row.late = true;
        row.attempts++;
        return release(delivery, due);
    }

    Transition release(Delivery delivery, Instant due) {
        if (lost(delivery)) {
            return Transition.LOST;
        }
        Row row = rows.get(delivery.id());
        row.state = DeliveryState.DUE;
        row.due = due;
        return Transition.DONE;
    }

    int recover(Instant now) {
        List<Row> running = rows.values().stream()
                .filter(row -> row.state == DeliveryState.RUNNING)
                .toList();
        for (Row row : running) {
            row.state = DeliveryState.DUE;
            row.due = earlier(row.due, now);
            row.attempts++;
        }
        return running.size();
    }

    // what a person does

    /** Whether a change begins from the state of a row. */
    static boolean concerns(Change change, Row row) {
        return switch (change) {
            case RETRY_NOW, PARK -> row.state == DeliveryState.DUE;
            case DROP -> row.state == DeliveryState.DUE || row.state == DeliveryState.PARKED;
            case REPLAY -> !row.active();
        };
    }

    /** Changes one row; a replay of what has ended is to be added when its number is known. */
    void change(Change change, Row row, Instant now) {
        switch (change) {
            case RETRY_NOW -> row.due = earlier(row.due, now);
            case PARK -> row.end(DeliveryState.PARKED, now);
            case DROP -> row.end(DeliveryState.DROPPED, now);
            case REPLAY -> {
                row.state = DeliveryState.DUE;
                row.turn = ++turns;
                row.late = true;
                row.due = now;
                row.failures = 0;
                row.failingSince = Optional.empty();
                row.ended = Optional.empty();
            }
        }
    }

    /** How many are forgotten. */
    int prune(Instant endedBefore, Instant parkedBefore) {
        int before = rows.size();
        rows.values()
                .removeIf(row -> !row.active()
                        && row.ended
                                .orElseThrow()
                                .isBefore(row.state == DeliveryState.PARKED ? parkedBefore : endedBefore));
        return before - rows.size();
    }
}
