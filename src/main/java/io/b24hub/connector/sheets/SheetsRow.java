package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.ValueRange;
import java.util.List;

/** Turns what a flow has into rows of a sheet. Stateless and thread-safe. */
final class SheetsRow {

    private SheetsRow() {}

    /**
     * One row, or several when every element of the list is a list.
     *
     * <p>Google takes texts, numbers and booleans; everything else becomes its text, and an absent value an empty cell:
     * Google's JSON writer would leave it out, and what stands right of it would move one column to the left.
     */
    static ValueRange of(List<?> content) {
        boolean rows = !content.isEmpty() && content.stream().allMatch(List.class::isInstance);
        List<List<Object>> cells =
                rows ? content.stream().map(row -> cells((List<?>) row)).toList() : List.of(cells(content));
        return new ValueRange().setMajorDimension("ROWS").setValues(cells);
    }

    private static List<Object> cells(List<?> row) {
        return row.stream().map(SheetsRow::cell).toList();
    }

    private static Object cell(Object value) {
        if (value == null) {
            return "";
        }
        boolean number = value instanceof Number n && Double.isFinite(n.doubleValue());
        return number || value instanceof Boolean ? value : value.toString();
    }
}
