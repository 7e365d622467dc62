package io.b24hub.bench;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A storm: deals that are added at once, told of in one Telegram group with Telegram's own limits (one message a second, 20
 * a minute), each read from the portal. Beside it, what one message for each takes: reckoned, for it is exact. What is over
 * the first 20 goes at 20 a minute.
 */
final class StormBench {

    private static final int DEALS = Integer.getInteger("bench.storm.deals", 1000);
    private static final Pattern LINE = Pattern.compile("\\[Imported deal \\d+]");
    private static final int GROUP_A_MINUTE = 20;
    /** Calls of the portal on their way to the hub; more would be given up while they wait for a connection. */
    private static final int SENDING = 64;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final BenchFolder folder;
    private final BenchReport report;

    StormBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "storm");
    }

    void run() throws Exception {
        Path home = folder.work("storm");
        try (HubRig rig = new HubRig(home)) {
            List<Long> deals = new ArrayList<>();
            for (int i = 0; i < DEALS; i++) {
                deals.add(rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Imported deal " + i)));
            }
            rig.set("hub.routes.dir", routes(home).toString())
                    .set("hub.telegram.chat-rate", "1/s")
                    .set("hub.telegram.group-rate", GROUP_A_MINUTE + "/m")
                    .set("hub.telegram.bot-rate", "30/s")
                    .start();
            rig.far().telegram().enforceLimits(true);
            long begin = System.nanoTime();
            send(rig, deals);
            List<String> lines = lines(rig);
            double half = 0;
            while (lines.size() < DEALS && System.nanoTime() - begin < PATIENCE.toNanos()) {
                Thread.sleep(20);
                lines = lines(rig);
                half = half == 0 && lines.size() >= DEALS / 2 ? seconds(begin) : half;
            }
            double all = seconds(begin);
            long distinct = lines.stream().distinct().count();
            report.line(
                    "%,d deals at once to one Telegram group: half told after %.1f s, all after %.1f s; messages %d,"
                            + " lines %,d, of different deals %,d",
                    DEALS,
                    half,
                    all,
                    rig.far().telegram().messages(HubRig.SALES_CHAT).size(),
                    lines.size(),
                    distinct);
            report.line(
                    "one message for each, reckoned: %,.0f s",
                    Math.max(0, DEALS - GROUP_A_MINUTE) * 60.0 / GROUP_A_MINUTE);
            if (distinct < DEALS) {
                throw new IllegalStateException(DEALS - distinct + " of " + DEALS + " deals were not told of");
            }
        }
    }

    private static void send(HubRig rig, List<Long> deals) throws InterruptedException {
        Semaphore sending = new Semaphore(SENDING);
        for (Long deal : deals) {
            sending.acquire();
            rig.far()
                    .portal()
                    .webhook()
                    .send("ONCRMDEALADD", Map.of("FIELDS", Map.of("ID", deal)))
                    .whenComplete((call, failure) -> sending.release());
        }
        sending.acquire(SENDING);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static List<String> lines(HubRig rig) {
        return rig.far().telegram().messages(HubRig.SALES_CHAT).stream()
                .flatMap(message -> LINE.matcher(message).results().map(MatchResult::group))
                .toList();
    }

    private static Path routes(Path home) throws IOException {
        Path routes = home.resolve("routes");
        Path flows = Files.createDirectories(routes.resolve("flows"));
        Files.writeString(flows.resolve("deals-to-group.camel.yaml"), """
                - route:
                    id: deals-to-group
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      parameters:
                        maxBehind: 2m
                      steps:
                        - to: bitrix24:read
                        - split:
                            simple: "${body}"
                            aggregationStrategy: rows
                            steps:
                              - setBody:
                                  simple: "${list(${body.fields[TITLE]})}"
                        - setBody:
                            simple: "${join(\\n)}"
                        - to: telegram:bots?chatId=%d
                """.formatted(HubRig.SALES_CHAT));
        return routes;
    }
}
