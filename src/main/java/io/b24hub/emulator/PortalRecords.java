package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The rows of the portal, with the names and texts of its older methods: upper case with underscores, everything text.
 * Stamps what a real portal stamps and tells one listener about each change, after it was made and outside the lock.
 *
 * <p>This class is thread-safe; rows that leave it are copies. Memory grows with the rows; the stage history keeps the
 * newest 10,000 moves.
 */
public final class PortalRecords {

    private static final int REMEMBERED_MOVES = 10_000;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");

    private final HubClock clock;
    private final Consumer<Change> listener;
    private final Map<Kind, TreeMap<Long, Map<String, Object>>> tables = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> lastIds = new EnumMap<>(Kind.class);
    private final Journal<Map<String, Object>> moves = new Journal<>(REMEMBERED_MOVES);
    private long lastMove;

    PortalRecords(HubClock clock, Consumer<Change> listener) {
        this.clock = clock;
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
    public synchronized List<Map<String, Object>> all(Kind kind) {
        List<Map<String, Object>> rows = new ArrayList<>();
        tables.get(kind).values().forEach(row -> rows.add(new LinkedHashMap<>(row)));
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
        String now = now();
        row.replaceAll((name, value) -> value == null && isStamp(kind, name) ? now : value);
        if (kind == Kind.DEAL && "0".equals(row.get("CATEGORY_ID"))) {
            row.put("CATEGORY_ID", Stages.funnelOf(String.valueOf(row.get("STAGE_ID"))));
        }
        kind.stageField().ifPresent(field -> move(kind, row, field, 1));
        tables.get(kind).put(id, row);
        return new Change(kind, Change.What.ADD, id, new LinkedHashMap<>(row), false);
    }

    String now() {
        return stamp(clock.instant());
    }

    /** As the portal prints a moment: whole seconds with its own offset. */
    static String stamp(Instant at) {
        return STAMP.format(at.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.ofHours(3)));
    }

    /** Stage moves of all kinds, oldest first. */
    List<Map<String, Object>> moves() {
        return moves.entries();
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
        row.put(kind.modifiedField(), now());
        kind.stageField()
                .filter(field -> !row.get(field).equals(before.get(field)))
                .ifPresent(field -> {
                    row.put("MOVED_TIME", now());
                    move(kind, row, field, 2);
                });
        boolean movedFunnel = kind == Kind.DEAL && !row.get("CATEGORY_ID").equals(before.get("CATEGORY_ID"));
        return Optional.of(new Change(kind, Change.What.UPDATE, id, new LinkedHashMap<>(row), movedFunnel));
    }

    private synchronized Optional<Change> remove(Kind kind, long id) {
        return Optional.ofNullable(tables.get(kind).remove(id))
                .map(row -> new Change(kind, Change.What.DELETE, id, row, false));
    }

    /** Notes a new stage; type 1 is a new row, 2 a move on, 3 the end. */
    private void move(Kind kind, Map<String, Object> row, String field, int type) {
        String stage = String.valueOf(row.get(field));
        String semantic = Stages.semantic(stage);
        row.put(kind.semanticField(), semantic);
        if (kind == Kind.DEAL) {
            row.put("CLOSED", semantic.equals("P") ? "N" : "Y");
        }
        Map<String, Object> move = new LinkedHashMap<>();
        move.put("ID", ++lastMove);
        move.put("TYPE_ID", type == 2 && !semantic.equals("P") ? 3 : type);
        move.put("OWNER_ID", Long.parseLong(String.valueOf(row.get("ID"))));
        move.put("CREATED_TIME", now());
        if (kind != Kind.LEAD) {
            move.put("CATEGORY_ID", Long.parseLong(String.valueOf(row.get("CATEGORY_ID"))));
        }
        move.put(kind.semanticField(), semantic);
        move.put(field, stage);
        move.put("ENTITY_TYPE_ID", kind.entityTypeId());
        moves.add(move);
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
