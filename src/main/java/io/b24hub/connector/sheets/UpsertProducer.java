package io.b24hub.connector.sheets;

import io.b24hub.failure.WillNotHeal;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** Hands rows to the lane of their sheet; the message stays as it is. Thread-safe. */
final class UpsertProducer extends DefaultAsyncProducer {

    private final SheetLane lane;
    private final RowsTarget target;

    UpsertProducer(UpsertEndpoint endpoint, SheetLane lane, RowsTarget target) {
        super(endpoint);
        this.lane = lane;
        this.target = target;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        KeyedRows rows;
        try {
            rows = KeyedRows.of(exchange.getIn().getBody(), target.key());
        } catch (WillNotHeal e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (rows.size() == 0) {
            callback.done(true);
            return true;
        }
        lane.upsert(target, rows).whenComplete((done, failure) -> {
            if (failure != null) {
                exchange.setException(SheetsCalls.cause(failure));
            }
            callback.done(false);
        });
        return false;
    }
}
