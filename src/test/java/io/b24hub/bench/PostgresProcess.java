package io.b24hub.bench;

import io.b24hub.PostgresServer;
import io.b24hub.store.HubStore;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.PostgresStore;
import io.b24hub.time.SystemClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** One of several processes that store events and bring deliveries to their end, whoever stored them. */
final class PostgresProcess {

    private static final Duration LEASE = Duration.ofMinutes(10);

    private PostgresProcess() {}

    /** @param arguments address of the store, how many events, and when to begin in milliseconds since 1970 */
    public static void main(String[] arguments) {
        int events = Integer.parseInt(arguments[1]);
        long startAt = Long.parseLong(arguments[2]);
        PostgresAddress address = new PostgresAddress(
                arguments[0], Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
        try (SystemClock clock = new SystemClock();
                HubStore store = PostgresStore.open(address, LEASE, RandomGenerator.getDefault(), clock)) {
            StoreLoad load = new StoreLoad(store, clock, ProcessHandle.current().pid() + "-");
            load.share(Math.max(100, events / 5));
            while (System.currentTimeMillis() < startAt) {
                LockSupport.parkNanos(1_000_000);
            }
            load.share(events);
            System.out.println(System.currentTimeMillis());
        }
    }
}
