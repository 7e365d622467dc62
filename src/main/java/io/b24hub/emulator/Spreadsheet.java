package io.b24hub.emulator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One spreadsheet with its sheets and the value methods of the API. Thread-safe; each method is one whole change. */
final class Spreadsheet {

    /** What a formula shows, since nothing is computed here: it tells that the text was taken for one. */
    static final String FORMULA = "#FORMULA";

    /** Cells to write from the begin of a range on; null leaves a cell as it is. */
    record Patch(String range, List<List<Object>> values) {}

    private record Placed(Sheet sheet, A1Range cells, Patch patch) {}

    private final String id;
    private final List<Sheet> sheets = new ArrayList<>();

    Spreadsheet(String id) {
        this.id = id;
    }

    /** Adds a sheet. @throws GoogleRefusal when there is one of that title */
    synchronized Map<String, Object> addSheet(String title) {
        if (named(title).isPresent()) {
            throw GoogleRefusal.badArgument("Invalid requests[0].addSheet: A sheet with the name \"" + title
                    + "\" already exists. Please enter another name.");
        }
        sheets.add(new Sheet(sheets.isEmpty() ? 0 : 1000 + sheets.size(), title));
        return properties(sheets.get(sheets.size() - 1), sheets.size() - 1);
    }

    synchronized Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("spreadsheetId", id);
        shown.put("properties", Map.of("title", id, "locale", "ru_RU", "timeZone", "Europe/Moscow"));
        List<Object> all = new ArrayList<>();
        for (Sheet sheet : sheets) {
            all.add(Map.of("properties", properties(sheet, all.size())));
        }
        shown.put("sheets", all);
        shown.put("spreadsheetUrl", "https://docs.google.com/spreadsheets/d/" + id + "/edit");
        return shown;
    }

    /** Adds rows or columns at the end of a sheet. */
    synchronized void appendDimension(int sheetId, boolean rows, int length) {
        Sheet sheet = sheets.stream()
                .filter(each -> each.id() == sheetId)
                .findFirst()
                .orElseThrow(() ->
                        GoogleRefusal.badArgument("Invalid requests[0].appendDimension: No grid with id: " + sheetId));
        sheet.grow(rows ? sheet.rowCount() + length : 0, rows ? 0 : sheet.columnCount() + length);
    }

    /** @param typed whether numbers stay numbers instead of becoming text */
    synchronized Map<String, Object> get(String range, boolean typed) {
        A1Range cells = A1Range.parse(range);
        Sheet sheet = sheet(cells, range);
        mustBegin(sheet, cells);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("range", cells.within(sheet.rowCount(), sheet.columnCount()).text(sheet.title()));
        shown.put("majorDimension", "ROWS");
        List<List<Object>> values = sheet.values(cells);
        if (!values.isEmpty()) {
            shown.put("values", typed ? values : texts(values));
        }
        return shown;
    }

    /** Writes all patches, or none when one of them cannot be written. */
    synchronized List<Map<String, Object>> update(List<Patch> patches, boolean userEntered) {
        List<Placed> placed = patches.stream().map(this::place).toList();
        return placed.stream()
                .map(each -> {
                    int row = each.cells().firstRow();
                    int column = each.cells().firstColumn();
                    each.sheet().write(row, column, entered(each.patch().values(), userEntered));
                    return updated(each.sheet(), row, column, each.patch().values());
                })
                .toList();
    }

    private Placed place(Patch patch) {
        A1Range cells = A1Range.parse(patch.range());
        Sheet sheet = sheet(cells, patch.range());
        int rows = patch.values().size();
        int columns = width(patch.values());
        boolean fits = cells.firstRow() + rows - 1L <= Math.max(cells.lastRow(), single(cells))
                && cells.firstColumn() + columns - 1L <= Math.max(cells.lastColumn(), single(cells));
        if (!fits) {
            throw GoogleRefusal.badArgument("Requested writing within range [" + patch.range()
                    + "], but tried writing outside of it with " + rows + " rows and " + columns + " columns");
        }
        mustBegin(sheet, cells);
        if (cells.firstRow() + rows > sheet.rowCount() || cells.firstColumn() + columns > sheet.columnCount()) {
            A1Range written = A1Range.block(sheet.title(), cells.firstRow(), cells.firstColumn(), rows, columns);
            throw beyond(sheet, written);
        }
        return new Placed(sheet, cells, patch);
    }

    private static void mustBegin(Sheet sheet, A1Range cells) {
        if (cells.firstRow() >= sheet.rowCount() || cells.firstColumn() >= sheet.columnCount()) {
            throw beyond(sheet, cells.within(sheet.rowCount(), sheet.columnCount()));
        }
    }

    private static GoogleRefusal beyond(Sheet sheet, A1Range range) {
        return GoogleRefusal.badArgument("Range (" + range.text(sheet.title()) + ") exceeds grid limits. Max rows: "
                + sheet.rowCount() + ", max columns: " + sheet.columnCount());
    }

    /** Writes below the last table that the range touches, from that table's first column on. */
    synchronized Map<String, Object> append(
            String range, List<List<Object>> values, boolean userEntered, boolean insertRows) {
        A1Range cells = A1Range.parse(range);
        Sheet sheet = sheet(cells, range);
        mustBegin(sheet, cells);
        Optional<Sheet.Table> table = sheet.lastTable(cells);
        int row = table.map(there -> there.lastRow() + 1).orElse(cells.firstRow());
        int column = table.map(Sheet.Table::firstColumn).orElse(cells.firstColumn());
        if (insertRows) {
            sheet.insertRows(row, values.size());
        }
        sheet.grow(row + values.size(), column + width(values));
        sheet.write(row, column, entered(values, userEntered));
        Map<String, Object> appended = new LinkedHashMap<>();
        appended.put("spreadsheetId", id);
        table.ifPresent(there -> appended.put(
                "tableRange",
                new A1Range(cells.sheet(), there.firstRow(), there.firstColumn(), there.lastRow(), there.lastColumn())
                        .text(sheet.title())));
        appended.put("updates", updated(sheet, row, column, values));
        return appended;
    }

    synchronized Map<String, Object> clear(String range) {
        A1Range cells = A1Range.parse(range);
        Sheet sheet = sheet(cells, range);
        sheet.clear(cells);
        Map<String, Object> cleared = new LinkedHashMap<>();
        cleared.put("spreadsheetId", id);
        cleared.put(
                "clearedRange",
                cells.within(sheet.rowCount(), sheet.columnCount()).text(sheet.title()));
        return cleared;
    }

    synchronized void insertRows(String title, int at, int count) {
        named(title).orElseThrow().insertRows(at, count);
    }

    synchronized void moveColumn(String title, int from, int before) {
        named(title).orElseThrow().moveColumn(from, before);
    }

    synchronized List<List<Object>> rows(String title) {
        return named(title)
                .map(sheet -> sheet.values(new A1Range(Optional.empty(), 0, 0, A1Range.OPEN, A1Range.OPEN)))
                .orElse(List.of());
    }

    private Sheet sheet(A1Range range, String text) {
        Optional<Sheet> sheet = range.sheet().isEmpty()
                ? sheets.stream().findFirst()
                : named(range.sheet().get());
        return sheet.orElseThrow(() -> GoogleRefusal.badRange(text));
    }

    private Optional<Sheet> named(String title) {
        return sheets.stream()
                .filter(sheet -> sheet.title().equalsIgnoreCase(title))
                .findFirst();
    }

    /** One cell as a range means "from there on". */
    private static int single(A1Range cells) {
        boolean one = cells.firstRow() == cells.lastRow() && cells.firstColumn() == cells.lastColumn();
        return one ? A1Range.OPEN : 0;
    }

    private Map<String, Object> updated(Sheet sheet, int row, int column, List<List<Object>> values) {
        int columns = width(values);
        Map<String, Object> updated = new LinkedHashMap<>();
        updated.put("spreadsheetId", id);
        updated.put(
                "updatedRange",
                A1Range.block(sheet.title(), row, column, values.size(), columns)
                        .text(sheet.title()));
        updated.put("updatedRows", values.size());
        updated.put("updatedColumns", columns);
        updated.put("updatedCells", values.stream().mapToInt(List::size).sum());
        return updated;
    }

    private static int width(List<List<Object>> values) {
        return values.stream().mapToInt(List::size).max().orElse(0);
    }

    private static Map<String, Object> properties(Sheet sheet, int index) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("sheetId", sheet.id());
        properties.put("title", sheet.title());
        properties.put("index", index);
        properties.put("sheetType", "GRID");
        properties.put("gridProperties", Map.of("rowCount", sheet.rowCount(), "columnCount", sheet.columnCount()));
        return properties;
    }

    private static List<List<Object>> texts(List<List<Object>> values) {
        return values.stream()
                .map(row -> row.stream().map(cell -> (Object) text(cell)).toList())
                .toList();
    }

    private static String text(Object cell) {
        if (cell instanceof Boolean flag) {
            return flag ? "TRUE" : "FALSE";
        }
        return cell instanceof BigDecimal number ? number.toPlainString() : cell.toString();
    }

    private static List<List<Object>> entered(List<List<Object>> values, boolean userEntered) {
        if (!userEntered) {
            return values;
        }
        List<List<Object>> entered = new ArrayList<>();
        for (List<Object> row : values) {
            List<Object> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell instanceof String text ? typed(text) : cell));
            entered.add(cells);
        }
        return entered;
    }

    private static Object typed(String text) {
        if (text.startsWith("'")) {
            return text.substring(1);
        }
        if (text.startsWith("=") && text.length() > 1) {
            return FORMULA;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
