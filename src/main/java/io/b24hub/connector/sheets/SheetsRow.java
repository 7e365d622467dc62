package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.ValueRange;
import java.util.List;

/** Turns what a flow has into rows of a sheet. Stateless and thread-safe. */
final class SheetsRow {

    private SheetsRow() {}

    /** One row, or several when every element of the list is a list. */
    static ValueRange of(List<?> content) {
        boolean rows = !content.isEmpty() && content.stream().allMatch(List.class::isInstance);
        List<List<Object>> cells =
                rows ? content.stream().map(row -> cells((List<?>) row)).toList() : List.of(cells(content));
        return new ValueRange().setMajorDimension("ROWS").setValues(cells);
    }

    private static List<Object> cells(List<?> row) {
        return row.stream().map(Cells::of).toList();
    }
}
