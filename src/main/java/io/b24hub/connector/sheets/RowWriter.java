package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.AppendValuesResponse;
import com.google.api.services.sheets.v4.model.BatchUpdateValuesRequest;
import com.google.api.services.sheets.v4.model.ValueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows into a sheet that was just read: one call for names of columns and rows that are there, one for rows that are
 * not. Lives for one upsert.
 */
final class RowWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RowWriter.class);

    private final SheetsCalls calls;
    private final RowsTarget target;
    private final SheetMemory memory;

    RowWriter(SheetsCalls calls, RowsTarget target, SheetMemory memory) {
        this.calls = calls;
        this.target = target;
        this.memory = memory;
    }

    CompletionStage<Void> write(SheetView view, KeyedRows rows) {
        RowLayout layout = RowLayout.of(target, view.header().with(rows.columns()), rows);
        SortedMap<Integer, Map<String, Object>> found = new TreeMap<>();
        List<Map<String, Object>> fresh = new ArrayList<>();
        rows.byKey().forEach((key, row) -> {
            List<Integer> places = view.rows().getOrDefault(key, List.of());
            if (places.isEmpty()) {
                fresh.add(row);
            } else {
                found.put(places.get(0), row);
                report(key, places);
            }
        });
        List<ValueRange> overwrites = new ArrayList<>();
        if (layout.header().width() > view.header().width()) {
            overwrites.add(layout.names(view.header().width()));
        }
        overwrites.addAll(layout.overwriting(found));
        LOG.debug("Sheet \"{}\": {} rows to overwrite, {} to append", target.sheet(), found.size(), fresh.size());
        return widen(layout.header().width() - view.gridColumns())
                .thenCompose(done -> overwrite(overwrites))
                .thenCompose(done -> append(layout, fresh));
    }

    private void report(String key, List<Integer> places) {
        if (places.size() > 1 && memory.reports(key)) {
            LOG.warn(
                    "The sheet \"{}\" has {} rows with {} {}: row {} is kept up to date, the others are not. Delete them.",
                    target.sheet(),
                    places.size(),
                    target.key(),
                    key,
                    places.get(0) + 1);
        }
    }

    private CompletionStage<Void> widen(int columns) {
        return columns > 0 ? new Tabs(calls, target).widen(columns) : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> overwrite(List<ValueRange> ranges) {
        if (ranges.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        BatchUpdateValuesRequest change = new BatchUpdateValuesRequest()
                .setValueInputOption(target.inputOption())
                .setData(ranges);
        return calls.write(
                        target.account(),
                        client -> client.spreadsheets().values().batchUpdate(target.spreadsheetId(), change))
                .thenAccept(done -> {});
    }

    private CompletionStage<Void> append(RowLayout layout, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        int from = Math.min(layout.header().runFrom(layout.key()), memory.tableColumn());
        ValueRange values = new ValueRange()
                .setMajorDimension("ROWS")
                .setValues(rows.stream()
                        .map(row -> layout.cells(row, from, Cells.EMPTY))
                        .toList());
        return calls.write(target.account(), client -> client.spreadsheets()
                        .values()
                        .append(target.spreadsheetId(), A1.cell(target.sheet(), 0, layout.key()), values)
                        .setInsertDataOption("INSERT_ROWS")
                        .setValueInputOption(target.inputOption()))
                .thenCompose(answer -> straighten(answer, layout, from, rows));
    }

    /**
     * Google appends from the first column of what it takes for the table. People's columns without a name may belong to it:
     * then the cells stand too far left, in rows that are new, and are put where they belong.
     */
    private CompletionStage<Void> straighten(
            AppendValuesResponse answer, RowLayout layout, int from, List<Map<String, Object>> rows) {
        Optional<A1.Block> written = Optional.ofNullable(answer.getUpdates())
                .map(updates -> updates.getUpdatedRange())
                .flatMap(A1::parse)
                .filter(block -> block.firstColumn() != from);
        if (written.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        int began = written.get().firstColumn();
        if (began < from) {
            memory.tableColumn(began);
        }
        LOG.debug("Sheet \"{}\": the table begins at column {}, not {}", target.sheet(), began + 1, from + 1);
        List<List<Object>> cells = rows.stream()
                .map(row -> layout.cells(row, Math.min(began, from), Cells.EMPTY))
                .toList();
        return overwrite(List.of(layout.range(written.get().firstRow(), Math.min(began, from), cells)));
    }
}
