package io.b24hub.emulator;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What really happened in the portal: every change with its time and with what became of the event that it raised. What
 * a hub says it heard and mended can be held against them.
 *
 * <p>This class is thread-safe. The newest 200,000 changes are kept. Rows that the portal was filled with are no changes.
 */
public final class PortalBooks {

    private static final int REMEMBERED = 200_000;
    private static final int REMEMBERED_LISTINGS = 100_000;

    /** What was done to a row. */
    public enum What {
        /** There is a new row. */
        ADDED,
        /** Fields changed, but not the stage. */
        UPDATED,
        /** It came into another stage of the same funnel; other fields may have changed too. */
        STAGE_MOVED,
        /** It came into another funnel. For deals nobody is told of that. */
        FUNNEL_MOVED,
        /** It is gone. */
        DELETED
    }

    /** What became of the event. */
    public enum Fate {
        /** Such a change raises none. */
        SILENT,
        /** Nobody had been named to send it to. */
        NOBODY,
        /** Lost before anybody was called. */
        DROPPED,
        /** Not sent yet, or sent and not answered yet. */
        UNDER_WAY,
        /** Answered with 200. */
        ACCEPTED,
        /** Answered with anything else; it is not repeated. */
        REFUSED,
        /** Not answered; it is not repeated. */
        FAILED
    }

    /**
     * One change.
     *
     * @param number counts changes from 1 in the order in which they were made
     * @param stage the stage after the change; empty where there is none
     * @param event code of the event; empty when the change raises none
     * @param held how long the event waited before it was sent, in milliseconds
     */
    public record Entry(
            long number, Instant at, Kind kind, long id, What what, String stage, String event, long held, Fate fate) {

        Entry with(Fate other) {
            return new Entry(number, at, kind, id, what, stage, event, held, other);
        }

        Entry heldFor(long millis) {
            return new Entry(number, at, kind, id, what, stage, event, millis, fate);
        }
    }

    /**
     * One answer of a list to somebody who asked what changed since some time, or how stages moved.
     *
     * @param moves whether the stage history was listed
     * @param after only rows with a higher id were asked for
     */
    public record Listing(Instant at, Kind kind, boolean moves, long after, List<Shown> rows) {}

    /**
     * A row that a list showed.
     *
     * @param id of the row; in the stage history, of the record
     * @param type in the stage history, why there is the record; else 0
     * @param created when the row came into being
     * @param modified when it was changed last
     */
    public record Shown(long id, long type, Instant created, Instant modified) {}

    private final Journal<Listing> listings = new Journal<>(REMEMBERED_LISTINGS);
    private final ArrayDeque<Long> order = new ArrayDeque<>();
    private final Map<Long, Entry> entries = new HashMap<>();
    private long last;

    /** All changes, oldest first. */
    public List<Entry> entries() {
        return entries(entry -> true);
    }

    /** The changes that meet a condition, oldest first. */
    public synchronized List<Entry> entries(Predicate<Entry> condition) {
        return order.stream().map(entries::get).filter(condition).toList();
    }

    /** What lists told those who asked for all that changed, or for all moves; the newest 100,000 answers, oldest first. */
    public List<Listing> listings() {
        return listings.entries();
    }

    /** How many changes met which fate. */
    public synchronized Map<Fate, Long> fates() {
        Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        entries.values().forEach(entry -> fates.merge(entry.fate(), 1L, Long::sum));
        return fates;
    }

    /** Enters a change. */
    synchronized long enter(Change change, String event, Fate fate) {
        long number = ++last;
        String stage = change.kind()
                .stageField()
                .map(field -> String.valueOf(change.row().get(field)))
                .orElse("");
        entries.put(
                number,
                new Entry(number, change.at(), change.kind(), change.id(), what(change), stage, event, 0, fate));
        order.addLast(number);
        if (order.size() > REMEMBERED) {
            entries.remove(order.removeFirst());
        }
        return number;
    }

    synchronized void settle(long number, Fate fate) {
        entries.computeIfPresent(number, (n, entry) -> entry.with(fate));
    }

    synchronized void held(long number, long millis) {
        entries.computeIfPresent(number, (n, entry) -> entry.heldFor(millis));
    }

    /** Notes what a list by modification showed. */
    void listed(Instant at, Kind kind, long after, List<Map<String, Object>> rows) {
        List<Shown> shown = rows.stream()
                .map(row -> new Shown(
                        id(row), 0, moment(row.get(kind.createdField())), moment(row.get(kind.modifiedField()))))
                .toList();
        listings.add(new Listing(at, kind, false, after, shown));
    }

    /** Notes what the stage history showed. */
    void listedMoves(Instant at, Kind kind, long after, List<Map<String, Object>> records) {
        List<Shown> shown = records.stream()
                .map(row -> new Shown(
                        id(row),
                        RestParams.parsed(row.get("TYPE_ID")).orElse(0),
                        moment(row.get("CREATED_TIME")),
                        moment(row.get("CREATED_TIME"))))
                .toList();
        listings.add(new Listing(at, kind, true, after, shown));
    }

    private static long id(Map<String, Object> row) {
        return RestParams.parsed(row.get("ID")).orElse(0);
    }

    private static Instant moment(Object value) {
        return PortalTime.parse(String.valueOf(value)).orElse(Instant.EPOCH);
    }

    private static What what(Change change) {
        return switch (change.what()) {
            case ADD -> What.ADDED;
            case DELETE -> What.DELETED;
            case UPDATE -> {
                if (change.movedFunnel()) {
                    yield What.FUNNEL_MOVED;
                }
                yield change.movedStage() ? What.STAGE_MOVED : What.UPDATED;
            }
        };
    }
}
