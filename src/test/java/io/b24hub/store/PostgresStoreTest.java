package io.b24hub.store;

import io.b24hub.PostgresServer;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.PostgresStore;
import io.b24hub.store.postgres.PostgresTricks;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** The contract on a real server, in a schema of each test's own. */
class PostgresStoreTest extends DeliveryStoreContract {

    private final Random random = new Random(7);
    private final String url = PostgresServer.shared().newSchema();

    @Override
    protected HubStore open(HubClock clock) {
        PostgresAddress address =
                new PostgresAddress(url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
        return PostgresStore.open(address, Duration.ofSeconds(20), random, clock);
    }

    @Override
    protected void kill(HubStore killed) {
        PostgresTricks.abandon((PostgresStore) killed);
        PostgresTricks.endLeases(url);
    }
}
