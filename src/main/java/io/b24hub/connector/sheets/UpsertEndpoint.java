package io.b24hub.connector.sheets;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code google-sheets:rows/upsert}: keeps one row for each key up to date. Only flows' {@code to} leads here. Thread-safe.
 */
final class UpsertEndpoint extends DefaultEndpoint {

    private final RowsTarget target;

    UpsertEndpoint(String uri, SheetsConnector connector, RowsTarget target) {
        super(uri, connector);
        this.target = target;
    }

    @Override
    public Producer createProducer() {
        return new UpsertProducer(this, ((SheetsConnector) getComponent()).lane(target), target);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("google-sheets:rows/upsert writes rows; it cannot be a flow's from");
    }
}
