package io.b24hub;

import io.b24hub.settings.DatabaseSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.Secret;
import io.b24hub.store.HubStore;
import io.b24hub.store.SqliteStore;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.PostgresStore;
import io.b24hub.time.HubClock;
import java.util.random.RandomGenerator;

/** Opens the store that the settings name: the database if there is one, the file if not. */
final class StoreOpening {

    private StoreOpening() {}

    /** @throws StoreUnavailable when it cannot be used */
    static HubStore open(HubSettings settings, RandomGenerator random, HubClock clock) {
        if (settings.database().isEmpty()) {
            return SqliteStore.open(settings.storeFile(), clock);
        }
        DatabaseSettings database = settings.database().get();
        PostgresAddress address = new PostgresAddress(
                database.url(), database.user(), database.password().map(Secret::reveal));
        return PostgresStore.open(address, database.lease(), random, clock);
    }
}
