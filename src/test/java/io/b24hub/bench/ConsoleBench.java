package io.b24hub.bench;

import io.b24hub.HubRig;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import io.b24hub.time.SystemClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** How long the console's pages take beside a large store. */
final class ConsoleBench {

    private static final long ROWS = Long.getLong("bench.rows", 5_000_000);
    private static final int PARKED_EACH = 1_000;
    private static final int ROUNDS = 21;

    private static final String[] PAGES = {
        "/console",
        "/console/events",
        "/console/events?type=ONCRMDEALUPDATE",
        "/console/events?type=ONCRMLEADADD",
        "/console/events?entity=deal:h7",
        "/console/events?portal=main&entity=deal:h7",
        "/console/events?text=nothing+says+this",
        "/console/events?state=delivered&text=nothing",
        "/console/events?state=parked",
        "/console/events?state=parked&text=takes+no+messages",
        "/console/events?from=1970-01-01T00:00&to=1970-01-01T00:10",
        "/console/events?to=1970-01-01T00:10&before=400000",
        "/console/events/0000000000000000" + "0001000000",
        "/console/parked",
        "/console/preview?change=replay&state=parked&text=chat+3",
        "/console/flows",
        "/console/portals",
        "/console/settings",
        "/console/actions"
    };

    private final BenchFolder folder;
    private final BenchReport report;

    ConsoleBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "console");
    }

    void run() throws Exception {
        Path home = folder.work("console");
        Path file = home.resolve("hub.db");
        try (SystemClock clock = new SystemClock()) {
            SqliteStore.open(file, clock).close();
        }
        StoreRows.delivered(file, ROWS);
        StoreRows.park(file, PARKED_EACH);
        report.line("%,d deliveries, one of %,d parked; median and longest of %d answers", ROWS, PARKED_EACH, ROUNDS);
        // the rows are of the first hours of 1970
        ManualClock clock = new ManualClock(Instant.ofEpochMilli(ROWS + 1));
        try (HubRig rig = new HubRig(home).clock(clock).start()) {
            HttpClient client = HttpClient.newHttpClient();
            for (String page : PAGES) {
                measure(client, rig.hub().managementPort(), page, clock);
            }
        }
    }

    private void measure(HttpClient client, int port, String page, ManualClock clock) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page))
                .build();
        long[] took = new long[ROUNDS];
        int status = 0;
        for (int i = 0; i < ROUNDS; i++) {
            // what the status kept is too old then
            clock.advance(Duration.ofSeconds(3));
            long began = System.nanoTime();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            took[i] = System.nanoTime() - began;
            status = answer.statusCode();
        }
        Arrays.sort(took);
        report.line("%-60s %d %7.1f ms %7.1f ms", page, status, took[ROUNDS / 2] / 1e6, took[ROUNDS - 1] / 1e6);
    }
}
