package io.b24hub.connector.sheets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in a sheet now, as far as upserts need it. Immutable.
 *
 * @param header the first row
 * @param rows text of a key to the rows that have it, from the top, counted from 0
 * @param gridColumns how many columns the sheet has, named or not
 */
record SheetView(HeaderRow header, Map<String, List<Integer>> rows, int gridColumns) {

    /** A sheet without anything. */
    static SheetView empty(int gridColumns) {
        return new SheetView(new HeaderRow(List.of()), Map.of(), gridColumns);
    }

    /** @param keys the key column with its header */
    static SheetView of(HeaderRow header, List<List<Object>> keys, int gridColumns) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 1; row < keys.size(); row++) {
            String key = keys.get(row).isEmpty() ? "" : Cells.text(keys.get(row).get(0));
            if (!key.isEmpty()) {
                rows.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
            }
        }
        return new SheetView(header, rows, gridColumns);
    }
}
