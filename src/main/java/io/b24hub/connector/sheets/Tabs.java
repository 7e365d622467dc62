package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.AppendDimensionRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import io.b24hub.failure.WillNotHeal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The sheets of a spreadsheet as wholes: which there are, a new one, a wider one. Lives for one upsert. */
final class Tabs {

    private static final String FIELDS = "sheets.properties(sheetId,title,gridProperties(columnCount))";
    private static final int USUAL_COLUMNS = 26;

    private final SheetsCalls calls;
    private final RowsTarget target;

    Tabs(SheetsCalls calls, RowsTarget target) {
        this.calls = calls;
        this.target = target;
    }

    /**
     * Adds the sheet when that is why a call failed, and when it may.
     *
     * @param failure fails the stage when the sheet is there all the same
     * @return how many columns the sheet has
     */
    CompletionStage<Integer> make(Throwable failure) {
        return properties().thenCompose(tabs -> {
            if (mine(tabs).isPresent()) {
                return CompletableFuture.failedFuture(SheetsCalls.cause(failure));
            }
            if (!target.createSheet()) {
                return CompletableFuture.failedFuture(new WillNotHeal(
                        "The spreadsheet has no sheet \"" + target.sheet() + "\"; it has " + names(tabs),
                        "Correct the option sheet, give a sheet this name, or set createSheet=true."));
            }
            return add();
        });
    }

    private CompletionStage<Integer> add() {
        SheetProperties properties = new SheetProperties().setTitle(target.sheet());
        return change(new Request().setAddSheet(new AddSheetRequest().setProperties(properties)))
                .exceptionallyCompose(failure -> properties().thenApply(tabs -> {
                    if (mine(tabs).isEmpty()) {
                        throw new CompletionException(SheetsCalls.cause(failure));
                    }
                    // another hub was quicker
                    return null;
                }))
                .thenApply(done -> USUAL_COLUMNS);
    }

    /** Adds columns at the right end of the sheet. */
    CompletionStage<Void> widen(int columns) {
        return properties()
                .thenCompose(tabs -> change(new Request()
                        .setAppendDimension(new AppendDimensionRequest()
                                .setSheetId(mine(tabs)
                                        .orElseThrow(() -> new IllegalStateException(
                                                "The sheet \"" + target.sheet() + "\" has just gone away"))
                                        .getSheetId())
                                .setDimension("COLUMNS")
                                .setLength(columns))));
    }

    private CompletionStage<Void> change(Request request) {
        BatchUpdateSpreadsheetRequest change = new BatchUpdateSpreadsheetRequest().setRequests(List.of(request));
        return calls.write(
                        target.account(), client -> client.spreadsheets().batchUpdate(target.spreadsheetId(), change))
                .thenAccept(done -> {});
    }

    private CompletionStage<List<SheetProperties>> properties() {
        return calls.read(target.account(), client -> client.spreadsheets()
                        .get(target.spreadsheetId())
                        .setFields(FIELDS))
                .thenApply(Tabs::properties);
    }

    private static List<SheetProperties> properties(Spreadsheet spreadsheet) {
        return Objects.requireNonNullElse(spreadsheet.getSheets(), List.<Sheet>of()).stream()
                .map(Sheet::getProperties)
                .toList();
    }

    private Optional<SheetProperties> mine(List<SheetProperties> tabs) {
        return tabs.stream()
                .filter(tab -> tab.getTitle().equalsIgnoreCase(target.sheet()))
                .findFirst();
    }

    private static String names(List<SheetProperties> tabs) {
        return tabs.stream().map(tab -> "\"" + tab.getTitle() + "\"").collect(Collectors.joining(", "));
    }
}
