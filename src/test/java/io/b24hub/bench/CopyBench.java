package io.b24hub.bench;

import io.b24hub.PostgresServer;
import io.b24hub.store.SqliteStore;
import io.b24hub.store.StoppedStore;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.StoreCopy;
import io.b24hub.time.SystemClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** How fast {@code b24hub store copy} moves events, deliveries and attempts to a server on the same machine. */
final class CopyBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int EVENTS = Integer.getInteger("bench.events", 100_000);

    private final BenchFolder folder;
    private final BenchReport report;

    CopyBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "copy");
    }

    void run() throws Exception {
        report.line("disk at the start, %s", DiskProbe.fsync(folder));
        Path file = folder.work("copy").resolve("copied.db");
        try (PostgresServer server = PostgresServer.start();
                SystemClock clock = new SystemClock()) {
            SqliteStore.open(file, clock).close();
            StoreRows.delivered(file, EVENTS);
            for (int round = 0; round < ROUNDS; round++) {
                measure(file, server, clock);
            }
        }
    }

    private void measure(Path file, PostgresServer server, SystemClock clock) throws SQLException {
        PostgresAddress to = new PostgresAddress(
                server.newSchema(), Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
        long began = System.nanoTime();
        try (StoppedStore from = StoppedStore.open(file)) {
            long rows =
                    StoreCopy.copy(from, to, (done, of) -> {}, clock.instant()).total();
            double seconds = (System.nanoTime() - began) / 1e9;
            report.line(
                    "%,d rows in %.1f s, %,.0f rows/s, %,.0f events/s",
                    rows, seconds, rows / seconds, EVENTS / seconds);
        }
    }
}
