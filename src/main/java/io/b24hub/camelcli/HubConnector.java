package io.b24hub.camelcli;

import org.apache.camel.cli.connector.DefaultCliConnectorFactory;
import org.apache.camel.cli.connector.LocalCliConnector;
import org.apache.camel.spi.CliConnector;

/**
 * What Camel's command line talks to, by files in {@code ~/.camel}. {@code camel stop} stops the hub as a signal does: Camel
 * alone would leave an intake that takes events and nothing that delivers them.
 */
final class HubConnector extends LocalCliConnector {

    private final Runnable stop;

    private HubConnector(DefaultCliConnectorFactory factory, Runnable stop) {
        super(factory);
        this.stop = stop;
    }

    @Override
    public void sigterm() {
        // not on the connector's own thread, which Camel waits for when it stops
        new Thread(stop, "b24hub-stop").start();
    }

    /** Makes it, or nothing when it is not wanted: by itself Camel would as soon as its jar is there. */
    static final class Factory extends DefaultCliConnectorFactory {

        private final Runnable stop;

        Factory(boolean wanted, String version, Runnable stop) {
            setEnabled(wanted);
            setRuntime("b24hub");
            setRuntimeVersion(version);
            this.stop = stop;
        }

        @Override
        public CliConnector createConnector() {
            return new HubConnector(this, stop);
        }
    }
}
