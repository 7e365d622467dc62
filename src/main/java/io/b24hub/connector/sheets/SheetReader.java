package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.BatchGetValuesResponse;
import com.google.api.services.sheets.v4.model.ValueRange;
import io.b24hub.failure.HubException;
import io.b24hub.failure.WillNotHeal;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads the header and the key column of a sheet: one call, and one more when the key column is not where it was. Lives for
 * one upsert.
 */
final class SheetReader {

    private static final String TYPED_VALUES = "UNFORMATTED_VALUE";
    private static final int LOOKS = 3;
    private static final int USUAL_COLUMNS = 26;

    private final SheetsCalls calls;
    private final Tabs tabs;
    private final RowsTarget target;
    private final SheetMemory memory;

    SheetReader(SheetsCalls calls, RowsTarget target, SheetMemory memory) {
        this.calls = calls;
        this.tabs = new Tabs(calls, target);
        this.target = target;
        this.memory = memory;
    }

    CompletionStage<SheetView> read() {
        return look(memory.keyColumn(), LOOKS);
    }

    private CompletionStage<SheetView> look(int column, int looks) {
        List<String> ranges = List.of(A1.row(target.sheet(), 0), A1.column(target.sheet(), column));
        return calls.read(target.account(), client -> client.spreadsheets()
                        .values()
                        .batchGet(target.spreadsheetId())
                        .setRanges(ranges)
                        .setValueRenderOption(TYPED_VALUES))
                .handle((answer, failure) -> failure == null ? seen(answer, column, looks) : refused(failure, column))
                .thenCompose(view -> view);
    }

    private CompletionStage<SheetView> seen(BatchGetValuesResponse answer, int column, int looks) {
        ValueRange first = answer.getValueRanges().get(0);
        HeaderRow header = header(first);
        if (header.isEmpty()) {
            return nothingBelow(gridColumns(first));
        }
        OptionalInt key = header.column(target.key());
        if (key.isEmpty()) {
            return failed(new WillNotHeal(
                    "The sheet \"" + target.sheet() + "\" has no column \"" + target.key()
                            + "\" to find rows by; its columns are " + String.join(", ", header.names()),
                    "Name the column that holds the keys " + target.key()
                            + " in the first row again, or name another one in the option key."));
        }
        if (key.getAsInt() == column) {
            memory.keyColumn(column);
            return CompletableFuture.completedFuture(
                    SheetView.of(header, values(answer.getValueRanges().get(1)), gridColumns(first)));
        }
        return looks > 1
                ? look(key.getAsInt(), looks - 1)
                : failed(new HubException(
                        "Somebody moves the columns of the sheet \"" + target.sheet() + "\" just now"));
    }

    /** A column that was remembered may be gone, and so may the sheet. */
    private CompletionStage<SheetView> refused(Throwable failure, int column) {
        if (SheetsCalls.fault(failure).isEmpty()) {
            return failed(failure);
        }
        if (column != 0) {
            memory.keyColumn(0);
            return look(0, LOOKS);
        }
        return tabs.make(failure).thenApply(made -> SheetView.empty(made));
    }

    /** An empty first row above other rows is no empty sheet: the names would land in the middle of something else. */
    private CompletionStage<SheetView> nothingBelow(int gridColumns) {
        return calls.read(
                        target.account(),
                        client -> client.spreadsheets().values().get(target.spreadsheetId(), A1.sheet(target.sheet())))
                .thenApply(all -> {
                    if (values(all).stream().flatMap(List::stream).anyMatch(cell -> !Cells.text(cell)
                            .isEmpty())) {
                        throw new WillNotHeal(
                                "The first row of the sheet \"" + target.sheet() + "\" is empty, and others are not",
                                "Write the names of the columns into the first row, \"" + target.key()
                                        + "\" among them, or name an empty sheet.");
                    }
                    return SheetView.empty(gridColumns);
                });
    }

    private static HeaderRow header(ValueRange first) {
        List<List<Object>> rows = values(first);
        return HeaderRow.of(rows.isEmpty() ? List.of() : rows.get(0));
    }

    private static int gridColumns(ValueRange row) {
        return A1.parse(Objects.requireNonNullElse(row.getRange(), ""))
                .map(block -> block.lastColumn() + 1)
                .orElse(USUAL_COLUMNS);
    }

    private static List<List<Object>> values(ValueRange range) {
        return Objects.requireNonNullElse(range.getValues(), List.of());
    }

    private static <T> CompletionStage<T> failed(Throwable failure) {
        return CompletableFuture.failedFuture(SheetsCalls.cause(failure));
    }
}
