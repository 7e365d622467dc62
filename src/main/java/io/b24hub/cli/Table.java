package io.b24hub.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns for a terminal: as wide as their widest cell, the last one as it is. Not thread-safe. */
final class Table {

    private final List<String[]> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(heads);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    /** Whether there is nothing but heads. */
    boolean isEmpty() {
        return rows.size() == 1;
    }

    List<String> lines() {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], row[i].length())));
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
        }
        return line.toString().stripTrailing();
    }

    /** Roughly: {@code 350 ms}, {@code 12 s}, {@code 3 min}, {@code 2 h}, {@code 3 d}. */
    static String time(Duration time) {
        if (time.toSeconds() < 1) {
            return time.toMillis() + " ms";
        } else if (time.toMinutes() < 2) {
            return time.toSeconds() + " s";
        } else if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " d";
    }

    static String bytes(long bytes) {
        return bytes < 10L << 20
                ? bytes / 1024 + " KiB"
                : bytes < 10L << 30 ? (bytes >> 20) + " MiB" : (bytes >> 30) + " GiB";
    }
}
