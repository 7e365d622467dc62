package io.b24hub.connector.sheets;

import java.util.HashSet;
import java.util.Set;

/**
 * What earlier upserts learnt about a sheet, which saves calls and nothing else. Not thread-safe: its lane hands it from one
 * upsert to the next.
 */
final class SheetMemory {

    private static final int MOST_REPORTED = 1_000;

    private final Set<String> reported = new HashSet<>();
    private int keyColumn;
    private int tableColumn = Integer.MAX_VALUE;

    /** Where the key column was. */
    int keyColumn() {
        return keyColumn;
    }

    void keyColumn(int column) {
        keyColumn = column;
    }

    /** The column in which Google began its latest appends, when it was left of where the names begin. */
    int tableColumn() {
        return tableColumn;
    }

    void tableColumn(int column) {
        tableColumn = column;
    }

    /** Whether a doubled key is news. */
    boolean reports(String key) {
        return reported.size() < MOST_REPORTED && reported.add(key);
    }
}
