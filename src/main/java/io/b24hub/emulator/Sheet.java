package io.b24hub.emulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One sheet: a grid with an end, of which only the rows that were written to are kept. Not thread-safe; its spreadsheet
 * guards it.
 */
final class Sheet {

    /** Cells that hang together, with the empty ones between them. */
    record Table(int firstRow, int firstColumn, int lastRow, int lastColumn) {

        boolean holds(int row, int column) {
            return row >= firstRow && row <= lastRow && column >= firstColumn && column <= lastColumn;
        }

        private boolean touches(A1Range range) {
            return firstRow <= range.lastRow()
                    && lastRow >= range.firstRow()
                    && firstColumn <= range.lastColumn()
                    && lastColumn >= range.firstColumn();
        }
    }

    private final int id;
    private final String title;
    private final List<List<Object>> rows = new ArrayList<>();
    private int rowCount = 1_000;
    private int columnCount = 26;

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

    int rowCount() {
        return rowCount;
    }

    int columnCount() {
        return columnCount;
    }

    /** Makes the grid at least so large. */
    void grow(int toRows, int toColumns) {
        rowCount = Math.max(rowCount, toRows);
        columnCount = Math.max(columnCount, toColumns);
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
        rowCount += count;
        for (int i = 0; i < count && at < rows.size(); i++) {
            rows.add(at, new ArrayList<>());
        }
    }

    /** Takes a column out and puts it in before another; both as they count now. */
    void moveColumn(int from, int before) {
        for (List<Object> cells : rows) {
            while (cells.size() < Math.max(from + 1, before)) {
                cells.add("");
            }
            Object cell = cells.remove(from);
            cells.add(before > from ? before - 1 : before, cell);
        }
    }

    /**
     * The last of the tables that a range touches. As Google's guide describes it for appended values: tables are parted
     * by empty rows and columns, and a range may name any part of one.
     */
    Optional<Table> lastTable(A1Range range) {
        List<Table> tables = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                int r = row;
                int c = column;
                if (isFilled(r, c) && tables.stream().noneMatch(table -> table.holds(r, c))) {
                    tables.add(around(r, c));
                }
            }
        }
        return tables.stream()
                .filter(table -> table.touches(range))
                .max(Comparator.comparingInt(Table::lastRow).thenComparingInt(Table::lastColumn));
    }

    private Table around(int row, int column) {
        Table table = new Table(row, column, row, column);
        for (Table wider = wider(table); !wider.equals(table); wider = wider(table)) {
            table = wider;
        }
        return table;
    }

    private Table wider(Table table) {
        int up = table.firstRow() - 1;
        int down = table.lastRow() + 1;
        int left = table.firstColumn() - 1;
        int right = table.lastColumn() + 1;
        return new Table(
                anyFilled(up, up, left, right) ? up : table.firstRow(),
                anyFilled(up, down, left, left) ? left : table.firstColumn(),
                anyFilled(down, down, left, right) ? down : table.lastRow(),
                anyFilled(up, down, right, right) ? right : table.lastColumn());
    }

    private boolean anyFilled(int firstRow, int lastRow, int firstColumn, int lastColumn) {
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                if (isFilled(row, column)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isFilled(int row, int column) {
        return row >= 0
                && row < rows.size()
                && column >= 0
                && column < rows.get(row).size()
                && !rows.get(row).get(column).equals("");
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
