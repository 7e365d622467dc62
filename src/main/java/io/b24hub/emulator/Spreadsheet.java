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

    /** @param typed whether numbers stay numbers instead of becoming text */
    synchronized Map<String, Object> get(String range, boolean typed) {
        A1Range cells = A1Range.parse(range);
        Sheet sheet = sheet(cells, range);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("range", cells.within(Math.max(1000, sheet.rowCount()), 26).text(sheet.title()));
        shown.put("majorDimension", "ROWS");
        List<List<Object>> values = sheet.values(cells);
        if (!values.isEmpty()) {
            shown.put("values", typed ? values : texts(values));
        }
        return shown;
    }

    synchronized Map<String, Object> update(String range, List<List<Object>> values, boolean userEntered) {
        A1Range cells = A1Range.parse(range);
        Sheet sheet = sheet(cells, range);
        int columns = width(values);
        boolean fits = cells.firstRow() + values.size() - 1L <= Math.max(cells.lastRow(), single(cells))
                && cells.firstColumn() + columns - 1L <= Math.max(cells.lastColumn(), single(cells));
        if (!fits) {
            throw GoogleRefusal.badArgument("Requested writing within range [" + range
                    + "], but tried writing outside of it with " + values.size() + " rows and " + columns + " columns");
        }
        sheet.write(cells.firstRow(), cells.firstColumn(), entered(values, userEntered));
        return updated(sheet, cells.firstRow(), cells.firstColumn(), values);
    }

    synchronized Map<String, Object> append(
            String range, List<List<Object>> values, boolean userEntered, boolean insertRows) {
        A1Range cells = A1Range.parse(range);
        Sheet sheet = sheet(cells, range);
        int row = sheet.rowBelowTable(cells);
        if (insertRows) {
            sheet.insertRows(row, values.size());
        }
        sheet.write(row, cells.firstColumn(), entered(values, userEntered));
        Map<String, Object> appended = new LinkedHashMap<>();
        appended.put("spreadsheetId", id);
        if (row > cells.firstRow()) {
            A1Range table = new A1Range(cells.sheet(), cells.firstRow(), cells.firstColumn(), row - 1, A1Range.OPEN);
            appended.put(
                    "tableRange",
                    table.within(row, cells.firstColumn() + width(values)).text(sheet.title()));
        }
        appended.put("updates", updated(sheet, row, cells.firstColumn(), values));
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
                cells.within(Math.max(1000, sheet.rowCount()), 26).text(sheet.title()));
        return cleared;
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
        properties.put("gridProperties", Map.of("rowCount", Math.max(1000, sheet.rowCount()), "columnCount", 26));
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
