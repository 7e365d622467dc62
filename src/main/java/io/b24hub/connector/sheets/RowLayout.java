package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.ValueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Which column of a sheet each value belongs to.
 *
 * @param header the names of all columns, those that are about to be added too
 * @param places the columns that rows name, from the left
 */
record RowLayout(RowsTarget target, HeaderRow header, Map<Integer, String> places) {

    static RowLayout of(RowsTarget target, HeaderRow header, KeyedRows rows) {
        return new RowLayout(target, header, header.places(rows.columns()));
    }

    int first() {
        return places.keySet().stream().mapToInt(column -> column).min().orElseThrow();
    }

    int last() {
        return places.keySet().stream().mapToInt(column -> column).max().orElseThrow();
    }

    int key() {
        return header.column(target.key()).orElseThrow();
    }

    /**
     * A row's cells.
     *
     * @param from the column of the first one; the last one stands in the last column that any row names
     * @param blank what goes where the row says nothing
     */
    List<Object> cells(Map<String, Object> row, int from, Object blank) {
        List<Object> cells = new ArrayList<>();
        for (int column = from; column <= last(); column++) {
            String name = places.get(column);
            Object cell = name == null || !row.containsKey(name) ? blank : row.get(name);
            cells.add(column == key() ? Cells.lasting(cell, target.typed()) : cell);
        }
        return cells;
    }

    /** The names of columns from one on. */
    ValueRange names(int from) {
        List<Object> names = header.names().subList(from, header.width()).stream()
                .map(name -> Cells.lasting(name, target.typed()))
                .toList();
        return range(0, from, List.of(names));
    }

    /** Ranges that overwrite rows, as few as there can be. @param rows by their place in the sheet, from 0 */
    List<ValueRange> overwriting(SortedMap<Integer, Map<String, Object>> rows) {
        List<ValueRange> ranges = new ArrayList<>();
        if (places.size() == 1) {
            // rows of nothing but a key
            return ranges;
        }
        List<List<Object>> run = new ArrayList<>();
        int next = -1;
        for (Map.Entry<Integer, Map<String, Object>> row : rows.entrySet()) {
            if (row.getKey() != next && !run.isEmpty()) {
                ranges.add(range(next - run.size(), first(), run));
                run = new ArrayList<>();
            }
            run.add(besidesKey(row.getValue()));
            next = row.getKey() + 1;
        }
        if (!run.isEmpty()) {
            ranges.add(range(next - run.size(), first(), run));
        }
        return ranges;
    }

    /** The key is there already; people may have made a link of it, and nothing but its text is known. */
    private List<Object> besidesKey(Map<String, Object> row) {
        List<Object> cells = cells(row, first(), Cells.UNTOUCHED);
        cells.set(key() - first(), Cells.UNTOUCHED);
        return cells;
    }

    /** Cells from a place on. */
    ValueRange range(int row, int column, List<List<Object>> cells) {
        return new ValueRange()
                .setRange(A1.block(
                        target.sheet(), row, column, cells.size(), cells.get(0).size()))
                .setMajorDimension("ROWS")
                .setValues(cells);
    }
}
