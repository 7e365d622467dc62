package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupCommitTest {

    @TempDir
    Path folder;

    private SqliteSession session;
    private SqliteSession reader;
    private WalCheckpoints checkpoints;
    private GroupCommit commits;
    private final CommitTimes times = new CommitTimes();
    private final List<String> trace = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        Path file = folder.resolve("t.db");
        session = SqliteSession.writer(file);
        session.script("""
                CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
                CREATE TABLE child (id INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED);
                """);
        reader = SqliteSession.reader(file);
        checkpoints = new WalCheckpoints(SqliteSession.writer(file), new WalCheckpoints.Limits(50, 500));
        commits = new GroupCommit(session, checkpoints, times);
    }

    @AfterEach
    void stop() {
        commits.close();
        checkpoints.close();
        reader.close();
        session.close();
    }

    @Test
    void work_that_gathers_behind_a_commit_travels_in_one_transaction() throws Exception {
        CountDownLatch gate = holdTheWriter();

        List<CompletableFuture<Void>> traced = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            traced.add(trace(10));
        }
        gate.countDown();
        traced.forEach(CompletableFuture::join);

        assertThat(groups()).containsExactly(100);
        commits.submit(1, s -> 1).join(); // taking note of a commit comes before the next one
        assertThat(times.now().commits()).isGreaterThanOrEqualTo(2);
        assertThat(times.now().groupSize()).isGreaterThan(20);
    }

    @Test
    void groups_are_bounded_by_count_and_by_bytes() throws Exception {
        CountDownLatch gate = holdTheWriter();

        List<CompletableFuture<Void>> traced = new ArrayList<>();
        for (int i = 0; i < GroupCommit.MAX_COUNT + 1; i++) {
            traced.add(trace(10));
        }
        for (int i = 0; i < 3; i++) {
            traced.add(trace(GroupCommit.MAX_BYTES + 1));
        }
        gate.countDown();
        traced.forEach(CompletableFuture::join);

        assertThat(groups()).containsExactly(GroupCommit.MAX_COUNT, 1, 1, 1, 1);
    }

    @Test
    void work_that_breaks_a_constraint_fails_alone_and_leaves_nothing() throws Exception {
        insert(7).join();
        CountDownLatch gate = holdTheWriter();

        CompletableFuture<Integer> before = insert(1);
        CompletableFuture<Integer> bad = commits.submit(10, s -> {
            s.update("INSERT INTO t VALUES (?, ?)", 2, "half of the bad work");
            return s.update("INSERT INTO t VALUES (?, ?)", 7, "taken");
        });
        CompletableFuture<Integer> after = insert(3);
        gate.countDown();

        assertThat(before).succeedsWithin(Duration.ofSeconds(10));
        assertThat(after).succeedsWithin(Duration.ofSeconds(10));
        assertUnavailable(bad);
        assertThat(ids()).containsExactly(1L, 3L, 7L);
    }

    @Test
    void work_that_throws_fails_alone() throws Exception {
        CountDownLatch gate = holdTheWriter();

        CompletableFuture<Integer> good = insert(1);
        CompletableFuture<Integer> bad = commits.submit(10, s -> {
            s.update("INSERT INTO t VALUES (?, ?)", 2, "x");
            throw new IllegalStateException("boom");
        });
        gate.countDown();

        assertThat(good).succeedsWithin(Duration.ofSeconds(10));
        assertUnavailable(bad);
        assertThat(ids()).containsExactly(1L);
    }

    @Test
    void a_failing_commit_fails_the_whole_group_and_the_writer_goes_on() throws Exception {
        CountDownLatch gate = holdTheWriter();

        CompletableFuture<Integer> good = insert(1);
        CompletableFuture<Integer> orphan = commits.submit(10, s -> s.update("INSERT INTO child VALUES (?)", 99));
        gate.countDown();

        assertUnavailable(good);
        assertUnavailable(orphan);
        assertThat(ids()).isEmpty();
        assertThat(insert(2)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(ids()).containsExactly(2L);
    }

    @Test
    void goes_on_after_many_failures_of_every_kind() throws Exception {
        for (int i = 0; i < 5; i++) {
            int id = i;
            assertUnavailable(commits.submit(10, s -> s.update("INSERT INTO child VALUES (?)", 99)));
            assertUnavailable(commits.submit(10, s -> s.update("INSERT INTO t VALUES (?, ?)", id, Optional.empty())));
            assertUnavailable(commits.submit(10, s -> s.update("ROLLBACK")));
            assertThat(insert(i)).succeedsWithin(Duration.ofSeconds(10));
        }

        assertThat(ids()).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void an_error_that_nobody_expects_does_not_end_the_writer() throws Exception {
        CompletableFuture<Integer> bad = commits.submit(10, s -> {
            throw new StackOverflowError();
        });

        assertUnavailable(bad);
        assertThat(insert(1)).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void a_future_completes_after_others_can_see_the_change() throws Exception {
        for (int i = 0; i < 200; i++) {
            insert(i).join();

            assertThat(ids()).hasSize(i + 1);
        }
    }

    @Test
    void a_continuation_that_throws_harms_nobody() throws Exception {
        CompletableFuture<Void> broken = insert(1).thenAccept(changed -> {
            throw new IllegalStateException("continuation");
        });

        assertThat(insert(2)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(broken).isCompletedExceptionally();
    }

    @Test
    void closing_from_a_continuation_is_refused_instead_of_waiting_for_ever() throws Exception {
        CountDownLatch gate = holdTheWriter();
        CompletableFuture<Void> closing = insert(1).thenRun(commits::close);
        gate.countDown();

        assertThatThrownBy(closing::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(insert(2)).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void the_log_stays_short_under_a_writer_that_never_rests() throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        String text = "x".repeat(3500);
        for (int i = 0; i < 20_000; i++) {
            int id = i;
            futures.add(commits.submit(3500, s -> s.update("INSERT INTO t VALUES (?, ?)", id, text)));
        }

        futures.forEach(CompletableFuture::join);

        assertThat(Files.size(folder.resolve("t.db-wal"))).isLessThan(20L << 20);
    }

    /** The writer waits inside a group of its own until the gate opens, so that what is handed over gathers. */
    private CountDownLatch holdTheWriter() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        commits.submit(1, s -> {
            held.countDown();
            awaitQuietly(gate);
            return 0;
        });
        held.await();
        return gate;
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Work of a group runs as a whole before the first of its futures completes; that shows where groups end. */
    private CompletableFuture<Void> trace(long bytes) {
        return commits.submit(bytes, s -> trace.add("run")).thenAccept(added -> trace.add("done"));
    }

    /** How many pieces of work each traced group had. */
    private List<Integer> groups() {
        List<Integer> groups = new ArrayList<>();
        for (int i = 0; i < trace.size(); i++) {
            boolean begins =
                    trace.get(i).equals("run") && (i == 0 || trace.get(i - 1).equals("done"));
            if (begins) {
                groups.add(0);
            }
            if (trace.get(i).equals("run")) {
                groups.set(groups.size() - 1, groups.get(groups.size() - 1) + 1);
            }
        }
        return groups;
    }

    private CompletableFuture<Integer> insert(int id) {
        return commits.submit(10, s -> s.update("INSERT INTO t VALUES (?, ?)", id, "x"));
    }

    private List<Long> ids() throws Exception {
        return reader.list("SELECT id FROM t ORDER BY id", row -> row.getLong(1));
    }

    private static void assertUnavailable(CompletableFuture<?> future) {
        assertThat(future)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(StoreUnavailable.class);
    }
}
