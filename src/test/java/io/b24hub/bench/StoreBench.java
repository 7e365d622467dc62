package io.b24hub.bench;

import io.b24hub.store.HubStore;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.SystemClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The store by itself: the life of a delivery beside bare inserts, the same with history, and memory with a backlog. What
 * is compared runs in turns, so that what else the machine does hits all alike.
 */
final class StoreBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int EVENTS = Integer.getInteger("bench.events", 20_000);
    private static final String HISTORY = System.getProperty("bench.history", "0,1000000,5000000");
    private static final int BACKLOG = Integer.getInteger("bench.backlog", 1_000_000);

    private final BenchFolder folder;
    private final BenchReport report;

    StoreBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "store");
    }

    void run() throws Exception {
        report.line("disk at the start, %s", DiskProbe.fsync(folder));
        lifeBesideBareInserts();
        folder.clean();
        withHistory();
        folder.clean();
        backlog();
        report.line("disk at the end, %s", DiskProbe.fsync(folder));
    }

    private void lifeBesideBareInserts() throws Exception {
        List<Double> bare = new ArrayList<>();
        List<Double> life = new ArrayList<>();
        Path work = folder.work("life");
        try (SystemClock clock = new SystemClock();
                BareInserts inserts = new BareInserts(work.resolve("bare.db"));
                HubStore store = SqliteStore.open(work.resolve("hub.db"), clock)) {
            StoreLoad load = new StoreLoad(store, clock);
            inserts.run(EVENTS);
            load.life(EVENTS);
            for (int round = 0; round < ROUNDS; round++) {
                bare.add(inserts.run(EVENTS));
                life.add(load.life(EVENTS));
            }
        }
        report.line("%d rounds of %,d events; median, lowest and highest of the rounds, in events/s", ROUNDS, EVENTS);
        report.line("bare inserts of events, %d in a transaction  %s", BareInserts.GROUP, summary(bare));
        report.line("stored, claimed, finished with an attempt      %s", summary(life));
        report.line("life of a delivery / bare insert: %.2f", median(life) / median(bare));
    }

    private void withHistory() throws Exception {
        Map<Long, StoreLoad> loads = new LinkedHashMap<>();
        Map<Long, List<Double>> accepted = new LinkedHashMap<>();
        Map<Long, List<Double>> claimed = new LinkedHashMap<>();
        List<HubStore> stores = new ArrayList<>();
        try (SystemClock clock = new SystemClock()) {
            for (String part : HISTORY.split(",")) {
                long rows = Long.parseLong(part.trim());
                HubStore store = SqliteStore.open(withRows(rows), clock);
                stores.add(store);
                StoreLoad load = new StoreLoad(store, clock);
                load.life(EVENTS);
                loads.put(rows, load);
                accepted.put(rows, new ArrayList<>());
                claimed.put(rows, new ArrayList<>());
            }
            List<Long> order = new ArrayList<>(loads.keySet());
            for (int round = 0; round < ROUNDS; round++) {
                for (long rows : order) {
                    accepted.get(rows).add(loads.get(rows).accept(EVENTS));
                    claimed.get(rows).add(loads.get(rows).claimAndFinish(EVENTS));
                }
                Collections.rotate(order, 1);
            }
        } finally {
            stores.forEach(HubStore::close);
        }
        long first = loads.keySet().iterator().next();
        for (long rows : loads.keySet()) {
            report.line("%,10d delivered before: accept          %s", rows, summary(accepted.get(rows)));
            report.line("%,10d delivered before: claim and finish %s", rows, summary(claimed.get(rows)));
            report.line(
                    "%,10d delivered before / %,d: accept %.2f, claim and finish %.2f",
                    rows,
                    first,
                    median(accepted.get(rows)) / median(accepted.get(first)),
                    median(claimed.get(rows)) / median(claimed.get(first)));
        }
    }

    private Path withRows(long rows) throws Exception {
        Path file = folder.work("history").resolve("hub.db");
        try (SystemClock clock = new SystemClock()) {
            SqliteStore.open(file, clock).close();
        }
        StoreRows.delivered(file, rows);
        return file;
    }

    private void backlog() throws Exception {
        Path work = folder.work("backlog");
        Path file = work.resolve("hub.db");
        try (SystemClock clock = new SystemClock()) {
            SqliteStore.open(file, clock).close();
        }
        StoreRows.waiting(file, BACKLOG);
        List<String> command = List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                BenchFolder.baselines(),
                BacklogProcess.class.getName(),
                file.toString(),
                Integer.toString(EVENTS));
        try (ChildJvm child = ChildJvm.start(work, Map.of(), command)) {
            report.line("%,d waiting, -Xmx256m: %s", BACKLOG, child.awaitEnd().strip());
        }
    }

    private static String summary(List<Double> perSecond) {
        double[] sorted = sorted(perSecond);
        return String.format("%,9.0f %,9.0f %,9.0f", median(perSecond), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(List<Double> values) {
        double[] sorted = sorted(values);
        return sorted[sorted.length / 2];
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
