package io.b24hub.camelcli;

import org.apache.camel.cli.connector.DefaultCliConnectorFactory;

/**
 * Keeps Camel from opening any context to its command line because the connector's jar is there: it would write files and
 * start a thread beside the context's own start. Found through {@code META-INF/services}. Not thread-safe.
 */
public final class NoConnectorFactory extends DefaultCliConnectorFactory {

    /** For Camel. */
    public NoConnectorFactory() {
        setEnabled(false);
    }
}
