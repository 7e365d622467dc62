package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The rows of the portal, with the names and texts of its older methods: upper case with underscores, everything text.
 * Stamps what a real portal stamps and tells one listener about each change, after it was made and outside the lock.
 *
 * <p>This class is thread-safe; rows that leave it are copies. Memory grows with the rows and with their stage moves.
 */
public final class PortalRecords {

    private final HubClock clock;
    private final PortalBooks books;
    private final Consumer<Change> listener;
    private final Map<Kind, TreeMap<Long, Map<String, Object>>> tables = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> lastIds = new EnumMap<>(Kind.class);
    private final StageHistory history = new StageHistory();

    PortalRecords(HubClock clock, PortalBooks books, Consumer<Change> listener) {
        this.clock = clock;
        this.books = books;
        this.listener = listener;
        for (Kind kind : Kind.values()) {
            tables.put(kind, new TreeMap<>());
        }
    }

    /**
     * Adds a row.
     *
     * @param fields by their upper-case names; what is missing gets the portal's default
     * @return its id
     */
    public long add(Kind kind, Map<String, ?> fields) {
        Change change = insert(kind, fields);
        listener.accept(change);
        return change.id();
    }

    /** Changes fields of a row. False when there is no such row. */
    public boolean update(Kind kind, long id, Map<String, ?> fields) {
        Optional<Change> change = alter(kind, id, fields);
        change.ifPresent(listener);
        return change.isPresent();
    }

    /** Removes a row. False when there is no such row. */
    public boolean delete(Kind kind, long id) {
        Optional<Change> change = remove(kind, id);
        change.ifPresent(listener);
        return change.isPresent();
    }

    /** A row as it is now. */
    public synchronized Optional<Map<String, Object>> find(Kind kind, long id) {
        return Optional.ofNullable(tables.get(kind).get(id)).map(LinkedHashMap::new);
    }

    /** All rows of a kind, by id. */
    public List<Map<String, Object>> all(Kind kind) {
        return all(kind, row -> true);
    }

    /** The rows of a kind that meet a condition, by id. The condition must not keep the row it is shown. */
    synchronized List<Map<String, Object>> all(Kind kind, Predicate<Map<String, Object>> condition) {
        List<Map<String, Object>> rows = new ArrayList<>();
        tables.get(kind).values().stream().filter(condition).forEach(row -> rows.add(new LinkedHashMap<>(row)));
        return rows;
    }

    /** The ids of all rows of a kind, ascending. */
    public synchronized List<Long> ids(Kind kind) {
        return List.copyOf(tables.get(kind).keySet());
    }

    /** Adds a row without telling anybody. */
    synchronized Change insert(Kind kind, Map<String, ?> fields) {
        long id = lastIds.merge(kind, 1L, Long::sum);
        Map<String, Object> row = BlankRow.of(kind);
        fields.forEach((name, value) -> row.put(name, stored(name, value)));
        row.put("ID", String.valueOf(id));
        Instant at = clock.instant();
        String now = PortalTime.stamp(at);
        row.replaceAll((name, value) -> value == null && isStamp(kind, name) ? now : value);
        if (kind == Kind.DEAL && "0".equals(row.get("CATEGORY_ID"))) {
            row.put("CATEGORY_ID", Stages.funnelOf(String.valueOf(row.get("STAGE_ID"))));
        }
        kind.stageField().ifPresent(field -> enter(kind, row, field, StageHistory.Type.CREATED, now));
        tables.get(kind).put(id, row);
        return new Change(at, kind, Change.What.ADD, id, new LinkedHashMap<>(row), false, false);
    }

    /** Enters in the books what a list told somebody who asks what changed. */
    void told(Kind kind, long after, List<Map<String, Object>> rows) {
        books.listed(clock.instant(), kind, after, rows);
    }

    /** Enters in the books what the stage history told. */
    void toldMoves(Kind kind, long after, List<Map<String, Object>> moves) {
        books.listedMoves(clock.instant(), kind, after, moves);
    }

    String now() {
        return PortalTime.stamp(clock.instant());
    }

    /** The stage moves of a kind that meet a condition, oldest first. */
    synchronized List<Map<String, Object>> moves(Kind kind, Predicate<Map<String, Object>> condition) {
        return history.of(kind, condition);
    }

    /** Changes a row without telling anybody. */
    synchronized Optional<Change> alter(Kind kind, long id, Map<String, ?> fields) {
        Map<String, Object> row = tables.get(kind).get(id);
        if (row == null) {
            return Optional.empty();
        }
        Map<String, Object> before = new LinkedHashMap<>(row);
        fields.forEach((name, value) -> row.put(name, stored(name, value)));
        row.put("ID", String.valueOf(id));
        Instant at = clock.instant();
        String now = PortalTime.stamp(at);
        if (kind != Kind.CALL) { // a call has no time of modification
            row.put(kind.modifiedField(), now);
        }
        boolean movedFunnel = changed("CATEGORY_ID", before, row);
        if (movedFunnel && kind == Kind.DEAL && !changed("STAGE_ID", before, row)) {
            row.put("STAGE_ID", Stages.firstOf(String.valueOf(row.get("CATEGORY_ID"))));
        }
        boolean movedStage =
                kind.stageField().filter(field -> changed(field, before, row)).isPresent();
        if (movedStage || movedFunnel) {
            StageHistory.Type type = movedFunnel ? StageHistory.Type.FUNNEL_CHANGED : StageHistory.Type.MOVED;
            kind.stageField().ifPresent(field -> enter(kind, row, field, type, now));
        }
        return Optional.of(
                new Change(at, kind, Change.What.UPDATE, id, new LinkedHashMap<>(row), movedStage, movedFunnel));
    }

    private synchronized Optional<Change> remove(Kind kind, long id) {
        history.forget(kind, id);
        return Optional.ofNullable(tables.get(kind).remove(id))
                .map(row -> new Change(clock.instant(), kind, Change.What.DELETE, id, row, false, false));
    }

    private static boolean changed(String field, Map<String, Object> before, Map<String, Object> after) {
        return !Objects.equals(before.get(field), after.get(field));
    }

    /** What follows from the stage that a row has now, and the note of it in the history. */
    private void enter(Kind kind, Map<String, Object> row, String field, StageHistory.Type type, String now) {
        String semantic = Stages.semantic(String.valueOf(row.get(field)));
        if (kind == Kind.DEAL || kind == Kind.QUOTE) {
            row.put("CLOSED", semantic.equals("P") ? "N" : "Y");
        }
        if (!kind.hasStageHistory()) {
            return;
        }
        row.put(kind.semanticField(), semantic);
        if (type != StageHistory.Type.CREATED) {
            row.put("MOVED_TIME", now);
        }
        boolean end = type == StageHistory.Type.MOVED && !semantic.equals("P");
        history.note(kind, end ? StageHistory.Type.ENDED : type, row, now);
    }

    private static boolean isStamp(Kind kind, String name) {
        return name.equals(kind.createdField()) || name.equals(kind.modifiedField()) || name.equals("MOVED_TIME");
    }

    private static Object stored(String name, Object value) {
        if (name.equals("OPPORTUNITY") && value != null) {
            try {
                return new BigDecimal(value.toString())
                        .setScale(2, RoundingMode.HALF_UP)
                        .toPlainString();
            } catch (NumberFormatException e) {
                return "0.00";
            }
        }
        return value instanceof Number ? value.toString() : value;
    }
}
