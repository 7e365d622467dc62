package io.b24hub.emulator;

import java.util.ArrayList;
import java.util.List;

/** One sheet: rows of cells that grow as they are written. Not thread-safe; its spreadsheet guards it. */
final class Sheet {

    private final int id;
    private final String title;
    private final List<List<Object>> rows = new ArrayList<>();

    Sheet(int id, String title) {
        this.id = id;
        this.title = title;
    }

    int id() {
        return id;
    }

    String title() {
        return title;
    }

    /** The cells of a range; rows and cells that are empty at the end are left out. */
    List<List<Object>> values(A1Range range) {
        List<List<Object>> values = new ArrayList<>();
        for (int row = range.firstRow(); row <= Math.min(range.lastRow(), rows.size() - 1); row++) {
            List<Object> cells = rows.get(row);
            int end = (int) Math.min(range.lastColumn() + 1L, cells.size());
            values.add(withoutEnd(range.firstColumn() < end ? cells.subList(range.firstColumn(), end) : List.of()));
        }
        while (!values.isEmpty() && values.get(values.size() - 1).isEmpty()) {
            values.remove(values.size() - 1);
        }
        return values;
    }

    /** Writes from a cell on; null leaves a cell as it is. */
    void write(int row, int column, List<List<Object>> values) {
        for (int i = 0; i < values.size(); i++) {
            List<Object> cells = row(row + i);
            for (int j = 0; j < values.get(i).size(); j++) {
                if (values.get(i).get(j) != null) {
                    set(cells, column + j, values.get(i).get(j));
                }
            }
        }
    }

    void clear(A1Range range) {
        for (int row = range.firstRow(); row <= Math.min(range.lastRow(), rows.size() - 1); row++) {
            List<Object> cells = rows.get(row);
            for (int column = range.firstColumn(); column <= Math.min(range.lastColumn(), cells.size() - 1); column++) {
                cells.set(column, "");
            }
        }
    }

    /** Shifts everything from a row on down. */
    void insertRows(int at, int count) {
        for (int i = 0; i < count && at < rows.size(); i++) {
            rows.add(at, new ArrayList<>());
        }
    }

    /**
     * Where an append writes: below the last row of the table that a range touches, or at the begin of the range when
     * there is none. A table ends at an empty row.
     */
    int rowBelowTable(A1Range range) {
        int last = -1;
        for (int row = range.firstRow(); row <= Math.min(range.lastRow(), rows.size() - 1); row++) {
            last = isEmpty(row) ? last : row;
        }
        if (last < 0) {
            return range.firstRow();
        }
        while (last + 1 < rows.size() && !isEmpty(last + 1)) {
            last++;
        }
        return last + 1;
    }

    int rowCount() {
        return rows.size();
    }

    private boolean isEmpty(int row) {
        return withoutEnd(rows.get(row)).isEmpty();
    }

    private List<Object> row(int index) {
        while (rows.size() <= index) {
            rows.add(new ArrayList<>());
        }
        return rows.get(index);
    }

    private static void set(List<Object> cells, int column, Object value) {
        while (cells.size() <= column) {
            cells.add("");
        }
        cells.set(column, value);
    }

    private static List<Object> withoutEnd(List<Object> cells) {
        int end = cells.size();
        while (end > 0 && cells.get(end - 1).equals("")) {
            end--;
        }
        return new ArrayList<>(cells.subList(0, end));
    }
}
