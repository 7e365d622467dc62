package io.b24hub.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Durable intake beside its baselines: a stock Camel route and a bare server, which store nothing, and the store without
 * HTTP. All run in turns of a few seconds in changing order, so that what else the machine does hits all alike.
 */
final class IntakeBench {

    private static final int[] CONNECTIONS = {1, 16, 64, 256};
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final Duration SLICE = Duration.ofMillis(Integer.getInteger("bench.slice-millis", 2000));
    private static final Duration WARM_UP = SLICE.multipliedBy(3);
    private static final int STEADY_RATE = 1000;
    private static final Duration STEADY_TIME = SLICE.multipliedBy(10);
    private static final int RATIO_AT = 64;

    private final BenchFolder folder;
    private final BenchReport report;
    private final List<Contender> contenders = new ArrayList<>();

    IntakeBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "intake");
    }

    void run() throws Exception {
        HubProcess hub = HubProcess.start(folder, "hub", false, JvmOptions.RECOMMENDED);
        contenders.add(hub);
        try {
            contenders.add(HttpContender.baseline(folder, "stock Camel", StockCamel.class, StockCamel.PATH));
            contenders.add(HttpContender.baseline(folder, "bare Vert.x", BareVertx.class, "/"));
            contenders.add(new StoreContender(folder));
            compare();
            steady(hub);
        } finally {
            contenders.forEach(Contender::close);
        }
        check(hub);
        delivering();
        report.line("disk at the end, %s", DiskProbe.fsync(folder));
    }

    private void compare() throws Exception {
        report.line("disk at the start, %s", DiskProbe.fsync(folder));
        for (Contender contender : contenders) {
            contender.load(RATIO_AT, WARM_UP);
        }
        report.line(
                "%d rounds of %d ms each; medians, lowest and highest of the rounds; times in ms; CPU of the server per call",
                ROUNDS, SLICE.toMillis());
        report.line("%s", Series.TITLES);
        for (int connections : CONNECTIONS) {
            List<Series> all = rounds(connections);
            all.forEach(series -> report.line("%s", series.row(connections)));
            if (connections == RATIO_AT) {
                ratios(all);
            }
        }
    }

    private List<Series> rounds(int connections) throws Exception {
        List<Series> all = contenders.stream().map(Series::new).toList();
        List<Series> order = new ArrayList<>(all);
        for (int round = 0; round < ROUNDS; round++) {
            for (Series series : order) {
                series.run(connections, SLICE);
            }
            Collections.rotate(order, 1);
        }
        return all;
    }

    /** By itself, at the end: its backlog goes on being delivered between the rounds and would disturb the others. */
    private void delivering() throws Exception {
        try (HubProcess hub = HubProcess.start(folder, "hub, events-to-file on", true, JvmOptions.RECOMMENDED)) {
            hub.load(RATIO_AT, WARM_UP);
            Series series = new Series(hub);
            for (int round = 0; round < ROUNDS; round++) {
                series.run(RATIO_AT, SLICE);
            }
            report.line("%s", series.row(RATIO_AT));
            hub.close();
            check(hub);
        }
    }

    private void ratios(List<Series> all) {
        for (int i = 1; i < all.size(); i++) {
            report.line(
                    "%s / %s at %d connections: %.2f",
                    all.get(0).contender().name(),
                    all.get(i).contender().name(),
                    RATIO_AT,
                    all.get(0).ratio(all.get(i)));
        }
    }

    private void steady(HubProcess hub) throws Exception {
        hub.steady(RATIO_AT, STEADY_RATE, WARM_UP);
        Measured steady = hub.steady(RATIO_AT, STEADY_RATE, STEADY_TIME);
        report.line(
                "hub at %d/s for %d s, from the intended start: p50 %.2f, p99 %.2f, p99.9 %.2f, highest %.2f ms;"
                        + " %d errors; load average %.1f",
                STEADY_RATE,
                STEADY_TIME.toSeconds(),
                steady.millis(50),
                steady.millis(99),
                steady.millis(99.9),
                steady.millis(100),
                steady.errors(),
                BenchReport.load());
    }

    private void check(HubProcess hub) throws Exception {
        long stored = hub.stored();
        report.line("%s: acknowledged %d, stored %d", hub.name(), hub.acknowledged(), stored);
        if (stored != hub.acknowledged()) {
            throw new IllegalStateException("The store does not hold what was acknowledged");
        }
    }
}
