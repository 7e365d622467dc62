package io.b24hub.bench;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalEmulator;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.IntUnaryOperator;

/**
 * Events that come at once, each read from a portal with the real request limit (50 at once, 2 a second) and posted to an
 * HTTP endpoint, through the whole hub; beside the same hub that sends one call for each event. That one is measured with
 * fewer events and reckoned up with the drain rate, which is exact: what is over the bucket leaves at 2 a second.
 */
final class RestBench {

    private static final double SCALE = Double.parseDouble(System.getProperty("bench.rest.scale", "1"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Calls of the portal on their way to the hub; more would be given up while they wait for a connection. */
    private static final int SENDING = 64;

    private static final int NAIVE_EVENTS = 60;
    private static final int BUCKET = 50;
    private static final double DRAIN = 2;
    private static final int CONCURRENCY = 1000;

    /** The default: what waits is merged, and nothing waits on purpose. */
    private static final String AT_ONCE = "merge: updates";

    private final BenchFolder folder;
    private final BenchReport report;

    RestBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "rest");
    }

    void run() throws Exception {
        report.line("portal: %d calls at once, %.0f a second; a read and an HTTP post for each event", BUCKET, DRAIN);
        measure("warm-up", scaled(300), scaled(300), true, "ID,TITLE,STAGE_ID", AT_ONCE);
        naive();
        burst("1,000 deals at once, some fields", 1000, "ID,TITLE,STAGE_ID", 5);
        burst("1,000 deals at once, all fields", 1000, "", 5);
        burst("10,000 deals at once, some fields", 10_000, "ID,TITLE,STAGE_ID", 30);
        updates(200, 10, AT_ONCE, 3);
        updates(200, 10, "debounce: 500ms", 3);
    }

    private void naive() throws Exception {
        Run run = measure("one call for each event", NAIVE_EVENTS, NAIVE_EVENTS, false, "", AT_ONCE);
        double perSecond = (NAIVE_EVENTS - BUCKET) / run.seconds();
        report.line(
                "one call for each event: %d events in %.1f s with %d REST calls, %d refused (%.2f a second over the bucket)",
                NAIVE_EVENTS, run.seconds(), run.calls(), run.refused(), perSecond);
        for (int events : new int[] {1000, 2000, 10_000}) {
            report.line("one call for each event, reckoned: %,d events in %.0f s", events, (events - BUCKET) / DRAIN);
        }
    }

    private void burst(String name, int events, String select, int most) throws Exception {
        int scaled = scaled(events);
        tell(name, scaled, measure(name, scaled, scaled, true, select, AT_ONCE), most);
    }

    private void updates(int deals, int times, String wait, int most) throws Exception {
        int some = scaled(deals);
        String name = some + " deals updated " + times + " times, " + wait;
        Run run = measure(name, some * times, some, true, "ID,TITLE,STAGE_ID", wait);
        tell(name, some * times, run, most);
    }

    private void tell(String name, int events, Run run, int most) {
        report.line(
                "%s: %,d events in %.2f s (at most %d), the last one sent after %.2f s; delivered %,d, REST calls %d, refused %d, duplicates %d, unread %d;"
                        + " one call for each: %.0f s",
                name,
                events,
                run.seconds(),
                most,
                run.sent(),
                run.delivered(),
                run.calls(),
                run.refused(),
                run.duplicates(),
                run.unread(),
                Math.max(0, events - BUCKET) / DRAIN);
    }

    private record Run(
            double seconds, double sent, long delivered, long calls, long refused, long duplicates, long unread) {}

    /**
     * @param events sent as fast as the hub takes them
     * @param deals they are about, in turn
     */
    private Run measure(String name, int events, int deals, boolean packed, String select, String wait)
            throws Exception {
        Path home = folder.work("rest");
        try (CountingSink sink = new CountingSink();
                HubRig rig = new HubRig(home)) {
            rig.set("hub.routes.dir", routes(home, select, wait, sink).toString());
            rig.set("hub.rest.batch-size", packed ? "50" : "1");
            PortalEmulator portal = rig.far().portal();
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < deals; i++) {
                ids.add(portal.records().add(Kind.DEAL, Map.of("TITLE", "Imported deal " + i)));
            }
            rig.start();
            portal.limit(BUCKET, DRAIN);
            long begin = System.nanoTime();
            send(portal, events, i -> (int) (long) ids.get(i % deals));
            double sent = (System.nanoTime() - begin) / 1e9;
            // updates of one deal that wait are merged, so fewer may arrive than were sent
            while (left(rig) > 0 && System.nanoTime() - begin < PATIENCE.toNanos()) {
                Thread.sleep(5);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (left(rig) > 0 || sink.events() < deals) {
                throw new IllegalStateException(name + ": " + left(rig) + " of " + events + " are left");
            }
            return new Run(
                    seconds,
                    sent,
                    sink.events(),
                    portal.restCalls(),
                    portal.refused(),
                    sink.duplicates(),
                    sink.withoutFields());
        }
    }

    private static long left(HubRig rig) {
        Map<DeliveryState, Long> active = rig.hub().store().active("read-and-post");
        return active.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void send(PortalEmulator portal, int events, IntUnaryOperator deal) throws InterruptedException {
        Semaphore sending = new Semaphore(SENDING);
        for (int i = 0; i < events; i++) {
            sending.acquire();
            portal.webhook()
                    .send("ONCRMDEALUPDATE", Map.of("FIELDS", Map.of("ID", deal.applyAsInt(i))))
                    .whenComplete((call, failure) -> sending.release());
        }
        sending.acquire(SENDING);
    }

    private static int scaled(int count) {
        return Math.max(1, (int) (count * SCALE));
    }

    private static Path routes(Path home, String select, String wait, CountingSink sink) throws IOException {
        Path routes = home.resolve("routes");
        Path flows = Files.createDirectories(routes.resolve("flows"));
        Files.writeString(flows.resolve("read-and-post.camel.yaml"), """
                - route:
                    id: read-and-post
                    from:
                      uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE
                      parameters:
                        concurrency: %d
                        %s
                      steps:
                        - to: bitrix24:read%s
                        - to: %s?httpMethod=POST&connectionsPerRoute=64&followRedirects=false
                """.formatted(
                        CONCURRENCY, wait, select.isEmpty() ? "" : "?select=" + select, sink.address()));
        return routes;
    }
}
