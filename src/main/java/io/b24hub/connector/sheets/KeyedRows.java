package io.b24hub.connector.sheets;

import io.b24hub.failure.WillNotHeal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows to write, one for each key, as name of the column to cell. Immutable and thread-safe.
 *
 * @param byKey text of the key to row; both in the order in which they came
 */
record KeyedRows(Map<String, Map<String, Object>> byKey) {

    /** More do not fit into one cell of Google's. */
    private static final int LONGEST_CELL = 50_000;

    private static final String FORM =
            "Set the body to a row, which is a map of column names to values, or to a list of"
                    + " rows; a row template or ${map(...)} makes one.";

    /**
     * Takes a row or a list of rows. Of two rows with one key the later wins, cell by cell.
     *
     * @param key name of the column that tells one row from another
     * @throws WillNotHeal when it is neither, when a row has no key, or a text is too long for a cell
     */
    static KeyedRows of(Object body, String key) {
        if (body instanceof Map<?, ?> row) {
            return of(List.of(row), key);
        }
        if (!(body instanceof Collection<?> rows)) {
            throw new WillNotHeal(
                    "Rows for a sheet are expected, and the message body is "
                            + (body == null ? "empty" : "a " + body.getClass().getSimpleName()),
                    FORM);
        }
        List<KeyedRows> all = new ArrayList<>();
        for (Object row : rows) {
            all.add(one(row, key));
        }
        return together(all);
    }

    private static KeyedRows one(Object body, String key) {
        if (!(body instanceof Map<?, ?> row)) {
            throw new WillNotHeal(
                    "A row for a sheet is expected, and an element of the list is "
                            + (body == null ? "empty" : "a " + body.getClass().getSimpleName()),
                    FORM);
        }
        Map<String, Object> cells = new LinkedHashMap<>();
        row.forEach((name, value) -> cells.put(name(name), cell(name, value)));
        String text = Cells.text(cells.get(key));
        if (text.isEmpty()) {
            throw new WillNotHeal(
                    "A row for a sheet has no value for its key \"" + key + "\"; it has "
                            + (cells.isEmpty() ? "no column at all" : String.join(", ", cells.keySet())),
                    "Give every row a value for the column that the option key names.");
        }
        return new KeyedRows(Map.of(text, cells));
    }

    private static String name(Object name) {
        String text = String.valueOf(name).strip();
        if (text.isEmpty()) {
            throw new WillNotHeal(
                    "A row for a sheet has a column without a name", "Give every column of the row a name.");
        }
        return text;
    }

    private static Object cell(Object name, Object value) {
        Object cell = Cells.of(value);
        if (cell instanceof String text && text.length() > LONGEST_CELL) {
            throw new WillNotHeal(
                    "The value for column \"" + name + "\" has " + text.length() + " characters, and a cell takes "
                            + LONGEST_CELL,
                    "Leave the column out, or cut its value.");
        }
        return cell;
    }

    /** All of these as one, the later winning. */
    static KeyedRows together(Collection<KeyedRows> all) {
        Map<String, Map<String, Object>> byKey = new LinkedHashMap<>();
        for (KeyedRows rows : all) {
            rows.byKey.forEach((key, row) ->
                    byKey.computeIfAbsent(key, k -> new LinkedHashMap<>()).putAll(row));
        }
        return new KeyedRows(byKey);
    }

    int size() {
        return byKey.size();
    }

    /** Every column that a row names, in the order in which they first come. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        byKey.values().forEach(row -> columns.addAll(row.keySet()));
        return columns;
    }
}
