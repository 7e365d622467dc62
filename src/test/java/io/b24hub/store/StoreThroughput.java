package io.b24hub.store;

import io.b24hub.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how fast the SQLite store is on this machine. Run by hand: arguments are a folder on the disk to be measured, and
 * how many rows of delivered history the last part has (1,000,000 unless told).
 */
public final class StoreThroughput {

    private static final long SECONDS = 4;

    private final AtomicLong ids = new AtomicLong();

    private StoreThroughput() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "target");
        long history = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        Path file = Files.createTempDirectory(folder, "throughput").resolve("hub.db");
        StoreThroughput run = new StoreThroughput();
        try (SystemClock clock = new SystemClock()) {
            try (SqliteStore store = SqliteStore.open(file, clock)) {
                run.accepts(store, 64, false);
                for (int callers : new int[] {1, 16, 64, 256}) {
                    run.accepts(store, callers, true);
                }
                run.cycle(store, 10_000, "warming up");
                run.cycle(store, 40_000, "short history");
                run.crowd(store, 10_000);
            }
            addHistory(file, history);
            try (SqliteStore store = SqliteStore.open(file, clock)) {
                run.cycle(store, 40_000, history + " more rows of history");
            }
        }
    }

    private void accepts(SqliteStore store, int callers, boolean print) throws InterruptedException {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        List<List<Long>> times = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            List<Long> mine = new ArrayList<>();
            times.add(mine);
            threads.add(new Thread(() -> acceptUntil(store, end, mine)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        long[] all = times.stream()
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        if (print) {
            System.out.printf("accept, %3d callers: %,7d/s  %s%n", callers, all.length / SECONDS, percentiles(all));
        }
    }

    private void acceptUntil(SqliteStore store, long end, List<Long> times) {
        for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
            store.accept(TestEvents.dealUpdate(nextId()), List.of()).join();
            times.add(System.nanoTime() - begin);
        }
    }

    private String nextId() {
        return String.format("01J%012d-%08x", ids.incrementAndGet(), System.nanoTime() & 0xffffffffL);
    }

    /** Accepts with two deliveries each, then claims by 100 and finishes, all through. */
    private void cycle(SqliteStore store, int events, String title) {
        long begin = System.nanoTime();
        List<CompletableFuture<Void>> accepted = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            accepted.add(store.accept(TestEvents.dealUpdate(nextId()), List.of("one", "two")));
            if (accepted.size() == 256) {
                accepted.forEach(CompletableFuture::join);
                accepted.clear();
            }
        }
        accepted.forEach(CompletableFuture::join);
        long stored = System.nanoTime();
        List<Long> claims = new ArrayList<>();
        List<Long> finishes = new ArrayList<>();
        drain(store, "one", claims, finishes);
        drain(store, "two", claims, finishes);
        long end = System.nanoTime();
        System.out.printf(
                "cycle of %,d events with two deliveries, %s: %,d events/s in all, %,d/s accepting%n",
                events, title, events * 1_000_000_000L / (end - begin), events * 1_000_000_000L / (stored - begin));
        System.out.printf("  claim of 100:  %s%n", percentiles(sorted(claims)));
        System.out.printf("  finish of 100: %s%n", percentiles(sorted(finishes)));
    }

    /** Claims of others, before and while so many deliveries wait behind one entity; then how fast these go, one by one. */
    private void crowd(SqliteStore store, int size) {
        List<Long> before = claimsOfOthers(store);
        List<CompletableFuture<Void>> accepted = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            accepted.add(store.accept(TestEvents.dealUpdate(nextId(), "hot"), List.of("three")));
        }
        accepted.forEach(CompletableFuture::join);
        Delivery first = claim(store, "three", 1).get(0);
        List<Long> beside = claimsOfOthers(store);
        System.out.printf("claim of 100 others, nobody waiting: %s%n", percentiles(sorted(before)));
        System.out.printf("  %,d waiting behind one entity: %s%n", size, percentiles(sorted(beside)));
        finish(store, first).join();
        long begin = System.nanoTime();
        drain(store, "three", new ArrayList<>(), new ArrayList<>());
        System.out.printf("  these go one by one: %,d/s%n", (size - 1) * 1_000_000_000L / (System.nanoTime() - begin));
    }

    private List<Long> claimsOfOthers(SqliteStore store) {
        List<CompletableFuture<Void>> accepted = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            accepted.add(store.accept(TestEvents.dealUpdate(nextId()), List.of("three")));
        }
        accepted.forEach(CompletableFuture::join);
        List<Long> claims = new ArrayList<>();
        List<Delivery> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            others.addAll(claim(store, "three", 100));
            claims.add(System.nanoTime() - begin);
        }
        others.stream().map(delivery -> finish(store, delivery)).toList().forEach(CompletableFuture::join);
        return claims;
    }

    private static void drain(SqliteStore store, String flow, List<Long> claims, List<Long> finishes) {
        while (true) {
            long begin = System.nanoTime();
            List<Delivery> claimed = claim(store, flow, 100);
            long middle = System.nanoTime();
            if (claimed.isEmpty()) {
                return;
            }
            claimed.stream().map(delivery -> finish(store, delivery)).toList().forEach(CompletableFuture::join);
            claims.add(middle - begin);
            finishes.add(System.nanoTime() - middle);
        }
    }

    private static List<Delivery> claim(SqliteStore store, String flow, int limit) {
        Instant now = Instant.now();
        return store.claim(new Claim(flow, Lane.FRESH, Instant.EPOCH, limit, now, Merging.UPDATES))
                .join()
                .deliveries();
    }

    private static CompletableFuture<Transition> finish(SqliteStore store, Delivery delivery) {
        Attempt attempt = new Attempt(
                delivery.claim(),
                Instant.now(),
                Duration.ZERO,
                Attempt.Result.DELIVERED,
                OptionalInt.empty(),
                "",
                "",
                List.of("telegram 12 ms"));
        return store.finish(delivery, DeliveryState.DELIVERED, attempt);
    }

    private static void addHistory(Path file, long rows) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN");
            statement.executeUpdate("""
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                    INSERT INTO event (id, portal, type, entity_type, entity_type_id, entity_id, handler_id,
                                       occurred_at, received_at, origin, data)
                    SELECT 'h' || i, 'main', 'ONCRMDEALUPDATE', 'deal', 2, i, '17', i, i, 'webhook',
                           '{"FIELDS":{"ID":"' || i || '"}}' FROM n;
                    INSERT INTO delivery (event_id, flow, type, entity_key, received_at, state, turn, blocked, due_at,
                                          created_at, ended_at, claim)
                    SELECT id, 'one', type, 'main/deal:' || entity_id, received_at, 'delivered', 0, 0, received_at,
                           received_at, received_at, 1
                      FROM event WHERE id LIKE 'h%%';
                    """.formatted(rows));
            statement.executeUpdate("COMMIT");
        }
    }

    private static long[] sorted(List<Long> times) {
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static String percentiles(long[] sorted) {
        return Arrays.stream(new double[] {0.5, 0.99, 1})
                .mapToObj(p -> String.format(
                        "p%.0f %.2f ms", p * 100, sorted[(int) Math.min(sorted.length - 1, sorted.length * p)] / 1e6))
                .toList()
                .toString();
    }
}
