package io.b24hub.store.postgres;

import io.b24hub.store.StoredTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows on their way into a table, many with one statement; memory for some megabytes of them. Not thread-safe. */
final class RowBatch {

    private static final int MOST_ROWS = 2_000;
    private static final long MOST_CHARACTERS = 4_000_000;

    private final PgSession session;
    private final List<StoredTable.Field> fields;
    private final String insert;
    private final List<Object[]> rows = new ArrayList<>();
    private long characters;
    private long written;

    RowBatch(PgSession session, StoredTable table) {
        this.session = session;
        this.fields = table.fields();
        String columns = fields.stream().map(StoredTable.Field::name).collect(Collectors.joining(", "));
        String arrays = fields.stream().map(field -> "?::" + type(field) + "[]").collect(Collectors.joining(", "));
        this.insert = "INSERT INTO " + table.table() + " (" + columns
                + ") OVERRIDING SYSTEM VALUE SELECT * FROM unnest(" + arrays + ")";
    }

    private static String type(StoredTable.Field field) {
        return switch (field.kind()) {
            case TEXT -> "text";
            case NUMBER -> "int8";
            case FLAG -> "bool";
        };
    }

    /** Whether this row filled the batch, which was written then. */
    boolean add(Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            if (row[i] instanceof String text) {
                row[i] = PlainText.of(text);
                characters += text.length();
            }
        }
        rows.add(row);
        if (rows.size() < MOST_ROWS && characters < MOST_CHARACTERS) {
            return false;
        }
        flush();
        return true;
    }

    /** Writes what is gathered. */
    void flush() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Object[] columns = new Object[fields.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = column(i);
        }
        written += session.update(insert, columns);
        rows.clear();
        characters = 0;
    }

    private Column column(int at) {
        return new Column(
                type(fields.get(at)), rows.stream().map(row -> row[at]).toArray());
    }

    /** Rows in the table so far. */
    long written() {
        return written;
    }
}
