package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.ValueRange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.google.sheets.GoogleSheetsProducer;

/**
 * The stock producer, except that a list as the body of {@code append} or {@code update} is the row to write, a list of
 * lists so many rows, and an empty list nothing. Calls
 * Google on Camel's own thread pool for this endpoint, when its quota leaves room. Thread-safe.
 */
final class SheetsProducer extends GoogleSheetsProducer {

    /** Where the stock producer looks for values that are not in the body. */
    private static final String VALUES = "CamelGoogleSheets.values";

    private final SheetsEndpoint endpoint;
    private final boolean writesValues;

    SheetsProducer(SheetsEndpoint endpoint, boolean writesValues) {
        super(endpoint);
        this.endpoint = endpoint;
        this.writesValues = writesValues;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (writesValues && exchange.getIn().getBody() instanceof List<?> rows && rows.isEmpty()) {
            // Google would write an empty row
            callback.done(true);
            return true;
        }
        CompletableFuture<Void> turn = endpoint.turn().toCompletableFuture();
        if (turn.isDone() && !turn.isCompletedExceptionally()) {
            return send(exchange, callback);
        }
        // the turn comes on a thread that must not be kept
        turn.whenCompleteAsync(
                (mine, tooFar) -> {
                    if (tooFar == null) {
                        send(exchange, doneSync -> callback.done(false));
                    } else {
                        exchange.setException(SheetsCalls.cause(tooFar));
                        callback.done(false);
                    }
                },
                endpoint.getExecutorService());
        return false;
    }

    private boolean send(Exchange exchange, AsyncCallback callback) {
        try {
            if (!writesValues || !takeRow(exchange.getIn())) {
                return super.process(exchange, callback);
            }
            return super.process(exchange, doneSync -> {
                // a later step must not find this row and write it again
                exchange.getMessage().removeHeader(VALUES);
                callback.done(doneSync);
            });
        } catch (RuntimeException e) {
            // nothing was sent, and nobody was called back
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static boolean takeRow(Message message) {
        if (message.getBody() instanceof List<?> row) {
            message.setBody(SheetsRow.of(row));
        }
        if (message.getBody() instanceof ValueRange values) {
            message.setHeader(VALUES, values);
            return true;
        }
        return false;
    }
}
