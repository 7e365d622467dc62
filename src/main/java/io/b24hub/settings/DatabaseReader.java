package io.b24hub.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the store that several hubs may share. Not thread-safe. */
final class DatabaseReader {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

    private final CheckedValues values;

    DatabaseReader(CheckedValues values) {
        this.values = values;
    }

    /** The database, if there is one. */
    Optional<DatabaseSettings> read() {
        Optional<String> url = values.parse("hub.store.url", DatabaseSettings::checkedUrl);
        Optional<Duration> lease = values.parse("hub.store.lease", DatabaseReader::lease);
        if (values.find("hub.store.url").isEmpty()) {
            for (String key : List.of("hub.store.user", "hub.store.password")) {
                values.find(key)
                        .ifPresent(value -> values.problem(key, "is for a database, but hub.store.url names none"));
            }
            return Optional.empty();
        }
        if (values.find("hub.store.file").isPresent()) {
            values.problem(
                    "hub.store.file", "is set beside hub.store.url; the hub has one store, so remove one of the two");
        }
        return url.map(address -> new DatabaseSettings(
                address,
                values.find("hub.store.user"),
                values.find("hub.store.password").map(Secret::of),
                lease.orElse(SHORTEST_LEASE)));
    }

    private static Duration lease(String text) {
        Duration lease = Units.duration(text);
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("is " + text + ", but must be from 1s to 10m");
        }
        return lease;
    }
}
