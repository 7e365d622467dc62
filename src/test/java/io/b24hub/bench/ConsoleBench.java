package io.b24hub.bench;

import io.b24hub.HubRig;
import io.b24hub.PostgresServer;
import io.b24hub.store.SqliteStore;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.PostgresStore;
import io.b24hub.time.ManualClock;
import io.b24hub.time.SystemClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * How long the console's pages take beside a large store, in SQLite or in PostgreSQL: the first answer of each after the
 * start, the usual one, and the longest of those after the first.
 */
final class ConsoleBench {

    private static final long ROWS = Long.getLong("bench.rows", 5_000_000);
    private static final int PARKED_EACH = 1_000;
    private static final int ROUNDS = 21;

    /** From the start of the hub until somebody looks. */
    private static final Duration UNTIL_LOOKED_AT = Duration.ofSeconds(Integer.getInteger("bench.wait", 5));

    private static final String[] PAGES = {
        "/console",
        "/console/events",
        "/console/events?type=ONCRMDEALUPDATE",
        "/console/events?type=ONCRMLEADADD",
        "/console/events?type=ONCRMLEAD*",
        "/console/events?flow=flow",
        "/console/events?flow=another",
        "/console/events?entity=deal:h7",
        "/console/events?portal=main&entity=deal:h7",
        "/console/events?portal=another",
        "/console/events?text=nothing+says+this",
        "/console/events?state=delivered&text=nothing",
        "/console/events?state=parked",
        "/console/events?state=parked&text=takes+no+messages",
        "/console/events?state=parked&text=nothing+says+this",
        "/console/events?from=1970-01-01T00:00&to=1970-01-01T00:10",
        "/console/events?to=1970-01-01T00:10&before=400000",
        "/console/events?event=00000000000000000001000000",
        "/console/events/00000000000000000001000000",
        "/console/parked",
        "/console/preview?change=replay&state=parked&text=chat+3",
        "/console/preview?change=replay&state=parked&text=nothing+says+this",
        "/console/preview?change=replay&state=delivered&type=ONCRMDEALUPDATE",
        "/console/preview?change=replay&state=delivered&type=ONCRMLEADADD",
        "/console/preview?change=replay&state=delivered&text=nothing+says+this",
        "/console/preview?change=replay&state=delivered&from=1970-01-01T00:00&to=1970-01-01T00:10",
        "/console/preview?change=replay&state=delivered&type=ONCRMLEADADD&from=1970-01-01T00:00",
        "/console/preview?change=replay&state=delivered&entity=deal:h7",
        "/console/preview?change=replay&state=delivered&all=on",
        "/console/flows",
        "/console/portals",
        "/console/settings",
        "/console/actions"
    };

    private final BenchFolder folder;
    private final BenchReport report;

    ConsoleBench(BenchFolder folder, String name) {
        this.folder = folder;
        report = new BenchReport(folder, name);
    }

    void onSqlite() throws Exception {
        Path home = folder.work("console");
        Path file = home.resolve("hub.db");
        try (SystemClock clock = new SystemClock()) {
            SqliteStore.open(file, clock).close();
        }
        StoreRows.delivered(file, ROWS);
        StoreRows.park(file, PARKED_EACH);
        measureAll(new HubRig(home), "SQLite");
    }

    void onPostgres() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.newSchema();
            fill(url);
            HubRig rig = new HubRig(folder.work("console"))
                    .set("hub.store.file", "")
                    .set("hub.store.url", url)
                    .set("hub.store.user", PostgresServer.USER)
                    .set("hub.store.password", PostgresServer.PASSWORD);
            measureAll(rig, "PostgreSQL with its own settings");
        }
    }

    private static void fill(String url) throws SQLException {
        PostgresAddress address =
                new PostgresAddress(url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
        try (SystemClock clock = new SystemClock()) {
            PostgresStore.open(address, Duration.ofMinutes(1), RandomGenerator.getDefault(), clock)
                    .close();
        }
        PostgresRows.delivered(url, ROWS);
        PostgresRows.park(url, PARKED_EACH);
    }

    private void measureAll(HubRig notStarted, String store) throws Exception {
        report.line(
                "%s, %,d deliveries, one of %,d parked; looked at %d s after the start; first, median, longest of %d more",
                store, ROWS, PARKED_EACH, UNTIL_LOOKED_AT.toSeconds(), ROUNDS);
        // the rows are of the first hours of 1970
        ManualClock clock = new ManualClock(Instant.ofEpochMilli(ROWS + 1));
        try (HubRig rig = notStarted.clock(clock).start()) {
            HttpClient client = HttpClient.newHttpClient();
            int port = rig.hub().managementPort();
            client.send(request(port, "/observe/health/live"), BodyHandlers.ofString()); // the client's own first call
            LockSupport.parkNanos(UNTIL_LOOKED_AT.toNanos());
            double longest = 0;
            for (String page : PAGES) {
                longest = Math.max(longest, measure(client, port, page, clock));
            }
            report.line("longest of all %.1f ms", longest);
        }
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(3))
                .build();
    }

    private double measure(HttpClient client, int port, String page, ManualClock clock) throws Exception {
        HttpRequest request = request(port, page);
        double[] took = new double[ROUNDS + 1];
        int status = 0;
        for (int i = 0; i <= ROUNDS; i++) {
            // what the status kept is too old then
            clock.advance(Duration.ofSeconds(3));
            long began = System.nanoTime();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            took[i] = (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1);
            status = answer.statusCode();
        }
        double[] more = Arrays.copyOfRange(took, 1, took.length);
        Arrays.sort(more);
        report.line("%-90s %d %7.1f ms %7.1f ms %7.1f ms", page, status, took[0], more[ROUNDS / 2], more[ROUNDS - 1]);
        return Math.max(took[0], more[ROUNDS - 1]);
    }
}
