package io.b24hub.bench;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.SheetsEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Deals that are added at once, and all changed at once when they are written: how long the project's own flow takes to have
 * each in its row of an emulated Google sheet with Google's quota (60 reads and 60 writes a minute), and with how many
 * calls. Every other flow is off.
 */
final class SheetsBench {

    private static final int DEALS = Integer.getInteger("bench.sheets.deals", 1000);
    private static final int QUOTA = 60;
    /** Calls of the portal on their way to the hub; more would be given up while they wait for a connection. */
    private static final int SENDING = 64;

    private static final String FLOW = "deals-to-google-sheet";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final BenchFolder folder;
    private final BenchReport report;

    SheetsBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "sheets");
    }

    void run() throws Exception {
        try (HubRig rig = new HubRig(folder.work("sheets"))) {
            List<Long> deals = new ArrayList<>();
            for (int i = 0; i < DEALS; i++) {
                deals.add(rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i)));
            }
            for (String flow : flows()) {
                rig.set("flow." + flow + ".enabled", Boolean.toString(flow.equals(FLOW)));
            }
            rig.start();
            rig.far().sheets().readsPerMinute(QUOTA);
            rig.far().sheets().writesPerMinute(QUOTA);
            measure(rig, "added", "ONCRMDEALADD", deals);
            measure(rig, "changed", "ONCRMDEALUPDATE", deals);
            long distinct = rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals").stream()
                    .map(row -> String.valueOf(row.get(0)))
                    .distinct()
                    .count();
            int rows = rig.far()
                    .sheets()
                    .rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals")
                    .size();
            if (rows != DEALS + 1 || distinct != rows) {
                throw new IllegalStateException(
                        rows + " rows, of different keys " + distinct + ", where a header and " + DEALS + " are due");
            }
        }
    }

    private void measure(HubRig rig, String what, String event, List<Long> deals) throws InterruptedException {
        long reads = calls(rig, true);
        long writes = calls(rig, false);
        int before = rig.ends().size();
        long rest = rig.far().portal().restCalls();
        long begin = System.nanoTime();
        send(rig, event, deals);
        double told = seconds(begin);
        while (ends(rig, before, "delivered") < DEALS && System.nanoTime() - begin < PATIENCE.toNanos()) {
            Thread.sleep(20);
        }
        report.line(
                "%,d deals %s at once (told within %.1f s), all in the sheet after %.1f s: %d reads and %d writes of the"
                        + " sheet, %d calls of the portal; attempts that did not deliver (429 and others) %d",
                DEALS,
                what,
                told,
                seconds(begin),
                calls(rig, true) - reads,
                calls(rig, false) - writes,
                rig.far().portal().restCalls() - rest,
                rig.ends().size() - before - ends(rig, before, "delivered"));
    }

    private static List<String> flows() throws IOException {
        try (Stream<Path> files = Files.list(HubRig.ROUTES.resolve("flows"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".camel.yaml"))
                    .map(file -> file.replace(".camel.yaml", ""))
                    .toList();
        }
    }

    private static long ends(HubRig rig, int from, String outcome) {
        List<String> ends = rig.ends();
        return ends.subList(from, ends.size()).stream()
                .filter((FLOW + " " + outcome)::equals)
                .count();
    }

    private static long calls(HubRig rig, boolean reads) {
        return rig.far().sheets().received().stream()
                .filter(call -> !call.path().equals("/token"))
                .filter(call -> call.method().equals("GET") == reads)
                .count();
    }

    private static void send(HubRig rig, String event, List<Long> deals) throws InterruptedException {
        Semaphore sending = new Semaphore(SENDING);
        for (Long deal : deals) {
            sending.acquire();
            rig.far()
                    .portal()
                    .webhook()
                    .send(event, Map.of("FIELDS", Map.of("ID", deal)))
                    .whenComplete((call, failure) -> sending.release());
        }
        sending.acquire(SENDING);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
