package io.b24hub.store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a store keeps, table by table, with the columns as they move from one kind of store to the other. Not in here: who
 * runs on the store (leases, duties), which begins anew.
 */
public enum StoredTable {
    EVENT(
            "ORDER BY seq",
            "#seq id portal type entity_type #entity_type_id entity_id handler_id #occurred_at #received_at origin data"),
    DELIVERY(
            "ORDER BY id",
            "#id event_id flow portal type entity_key #received_at state #turn ?blocked ?late #due_at #claim #failures"
                    + " #failing_since reason #created_at #ended_at #merged_into #replay_of"),
    ATTEMPT("ORDER BY delivery_id, claim", "#delivery_id #claim #began_at #took result #status reason response steps"),
    HOLD("ORDER BY kind, name", "kind name #since #until reason origin"),
    ACTION("ORDER BY id", "#id #at origin action target #changed"),
    FLOW("ORDER BY id", "id portal events source #since"),
    MEMORY("ORDER BY space, key", "space key value #at"),
    LEDGER("ORDER BY day, portal, type", "day portal type #changed #heard #healed #late");

    // a delivery in SQLite finds its portal with its event
    private static final String PORTAL_OF_DELIVERY = "(SELECT e.portal FROM event e WHERE e.id = t.event_id)";

    private final String order;
    private final List<Field> fields;

    /** What a column holds. */
    public enum Kind {
        TEXT,
        NUMBER,
        FLAG
    }

    /** A column. */
    public record Field(String name, Kind kind) {

        private static Field of(String word) {
            return switch (word.charAt(0)) {
                case '#' -> new Field(word.substring(1), Kind.NUMBER);
                case '?' -> new Field(word.substring(1), Kind.FLAG);
                default -> new Field(word, Kind.TEXT);
            };
        }
    }

    StoredTable(String order, String fields) {
        this.order = order;
        this.fields = Arrays.stream(fields.split(" ")).map(Field::of).toList();
    }

    /** Its name in both databases. */
    public String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its columns, in the order in which rows have their values. */
    public List<Field> fields() {
        return fields;
    }

    /** All rows of the SQLite store, in the order of its key, so that nothing has to be sorted. */
    String select() {
        String columns = fields.stream()
                .map(field -> this == DELIVERY && field.name.equals("portal") ? PORTAL_OF_DELIVERY : "t." + field.name)
                .collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM " + table() + " t " + order;
    }
}
