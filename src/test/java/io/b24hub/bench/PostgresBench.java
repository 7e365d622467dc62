package io.b24hub.bench;

import io.b24hub.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The life of a delivery in PostgreSQL, with 1, 2 and 4 processes on one server, beside bare inserts in the same run. The
 * server runs on the same machine, so processes, server and disk share its cores.
 */
final class PostgresBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int EVENTS = Integer.getInteger("bench.events", 20_000);
    private static final int[] PROCESSES = {1, 2, 4};

    private final BenchFolder folder;
    private final BenchReport report;

    PostgresBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "postgres");
    }

    void run() throws Exception {
        report.line("disk at the start, %s", DiskProbe.fsync(folder));
        List<Double> bare = new ArrayList<>();
        Map<Integer, List<Double>> life = new TreeMap<>();
        try (PostgresServer server = PostgresServer.start()) {
            String inserts = server.newSchema();
            PostgresServer.execute(
                    inserts, "CREATE TABLE event (seq bigint GENERATED ALWAYS AS IDENTITY, id text UNIQUE, data text)");
            bareInserts(inserts);
            for (int round = 0; round < ROUNDS; round++) {
                bare.add(bareInserts(inserts));
                for (int processes : PROCESSES) {
                    life.computeIfAbsent(processes, n -> new ArrayList<>()).add(life(server, processes));
                }
            }
        }
        report.line("%d rounds of %,d events; median, lowest and highest of the rounds, in events/s", ROUNDS, EVENTS);
        report.line("bare inserts, %d rows in a transaction               %s", BareInserts.GROUP, summary(bare));
        life.forEach((processes, rates) -> report.line(
                "stored, claimed, finished with an attempt, %d processes %s; / bare inserts: %.2f",
                processes, summary(rates), median(rates) / median(bare)));
    }

    private static double bareInserts(String url) throws SQLException {
        long begin = System.nanoTime();
        try (Connection connection = PostgresServer.connectTo(url + "&reWriteBatchedInserts=true");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO event (id, data) VALUES (?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < EVENTS; i++) {
                insert.setString(1, begin + "-" + i);
                insert.setString(
                        2, "main ONCRMDEALUPDATE deal 2 n" + i + " 17 webhook {\"FIELDS\":{\"ID\":\"n" + i + "\"}}");
                insert.addBatch();
                if (i % BareInserts.GROUP == BareInserts.GROUP - 1 || i == EVENTS - 1) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
        }
        return EVENTS * 1e9 / (System.nanoTime() - begin);
    }

    /** All processes together do as many events, each its part. */
    private double life(PostgresServer server, int processes) throws Exception {
        String url = server.newSchema();
        long startAt = System.currentTimeMillis()
                + Duration.ofSeconds(5 + 3L * processes).toMillis();
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                Path work = folder.work("postgres");
                children.add(ChildJvm.start(
                        work,
                        Map.of(),
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                BenchFolder.baselines(),
                                PostgresProcess.class.getName(),
                                url,
                                Integer.toString(EVENTS / processes),
                                Long.toString(startAt))));
            }
            long end = startAt;
            for (ChildJvm child : children) {
                String[] lines = child.awaitEnd().strip().split("\n");
                end = Math.max(end, Long.parseLong(lines[lines.length - 1]));
            }
            return EVENTS * 1e3 / (end - startAt);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static String summary(List<Double> perSecond) {
        double[] sorted = sorted(perSecond);
        return String.format("%,9.0f %,9.0f %,9.0f", median(perSecond), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(List<Double> values) {
        return sorted(values)[values.size() / 2];
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
