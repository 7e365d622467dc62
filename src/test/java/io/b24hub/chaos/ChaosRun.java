package io.b24hub.chaos;

import static org.awaitility.Awaitility.await;

import io.b24hub.e2e.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One run: a hub in a process of its own, under load, and trouble after trouble, drawn by a seed. In between the hub gets
 * a moment of peace, sometimes long enough to work off what has gathered, sometimes not.
 */
final class ChaosRun {

    private static final Duration STEP_BACK = Duration.ofSeconds(5);
    private static final Duration STEP_AHEAD = Duration.ofMinutes(10);
    private static final Duration END = Duration.ofMinutes(3);

    /**
     * How much trouble.
     *
     * @param kills kills in all; other troubles come between them, at least one of each kind
     * @param atLeast goes on for so long
     * @param seed draws troubles and times
     */
    record Plan(int kills, Duration atLeast, long seed) {}

    private final Path home;
    private final Plan plan;
    private final Random random;
    private final Optional<SmallDisk> disk;
    private final Stage stage;
    private Duration offset = Duration.ZERO;

    /** @param home an empty folder */
    ChaosRun(Path home, Plan plan) {
        this.home = home;
        this.plan = plan;
        random = new Random(plan.seed());
        stage = new Stage(home);
        try {
            Optional<SmallDisk> small = SmallDisk.at(Files.createDirectories(home.resolve("data")), "48m");
            // one that ends with the hub's process does not survive a kill
            disk = small.filter(SmallDisk::isShared);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the disk can be filled here; it needs the right to mount a file system. */
    boolean canFillDisk() {
        return disk.isPresent();
    }

    /** Runs to the end: the load has ended, and everything acknowledged has arrived, or three minutes have passed. */
    ChaosReport run() throws InterruptedException {
        long began = System.nanoTime();
        try (stage) {
            stage.start();
            stage.load.start();
            Stage.peace(1_000);
            trouble(began);
            Stage.peace(1_000);
            stage.load.stop();
            await().atMost(END)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() ->
                            stage.ledger.missing().isEmpty() || !stage.hub().isAlive());
        } catch (ConditionTimeoutException e) {
            // the report says what is missing
        } finally {
            if (!stage.ledger.missing().isEmpty()) {
                keepStore();
            }
            disk.ifPresent(SmallDisk::close);
        }
        return stage.ledger.report(Duration.ofNanos(System.nanoTime() - began));
    }

    /** The small disk is in memory: a copy of what it holds is for whoever looks for what was lost. */
    private void keepStore() {
        try (Stream<Path> files = Files.list(home.resolve("data"))) {
            Path kept = Files.createDirectories(home.resolve("kept"));
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void trouble(long began) {
        long end = began + plan.atLeast().toNanos();
        for (Trouble next : drawn(plan.kills())) {
            meet(next);
        }
        while (System.nanoTime() < end) {
            drawn(1).forEach(this::meet);
        }
    }

    /** So many kills, one other trouble for every second of them, and each kind at least once. */
    private List<Trouble> drawn(int kills) {
        List<Trouble> others = new ArrayList<>(List.of(Trouble.values()));
        others.removeAll(List.of(Trouble.NONE, Trouble.SEVERAL, Trouble.KILL));
        if (disk.isEmpty()) {
            others.remove(Trouble.DISK_FULL);
        }
        List<Trouble> all = new ArrayList<>(Collections.nCopies(kills, Trouble.KILL));
        for (int i = 0; i < Math.max(others.size(), kills / 2); i++) {
            all.add(others.get(i % others.size()));
        }
        Collections.shuffle(all, random);
        return all;
    }

    private void meet(Trouble trouble) {
        stage.ledger.begins(trouble);
        switch (trouble) {
            case NONE, SEVERAL -> throw new IllegalArgumentException(trouble + " is none");
            case KILL -> kill();
            case FREEZE -> freeze();
            case OUTAGE -> sinkIs(ChaosSink.Mood.AWAY, 2_000 + random.nextInt(2_000));
            case SLOW_SINK -> sinkIs(ChaosSink.Mood.SLOW, 3_000);
            case CLOCK_FORWARD -> jump(STEP_AHEAD);
            case CLOCK_BACK -> jump(STEP_BACK.negated());
            case DISK_FULL -> fillDisk();
        }
        Stage.peace(100 + random.nextInt(1_500));
    }

    private void kill() {
        stage.hub().kill();
        stage.start();
    }

    private void freeze() {
        stage.hub().signal("STOP");
        Stage.peace(1_000 + random.nextInt(2_000));
        stage.hub().signal("CONT");
    }

    private void sinkIs(ChaosSink.Mood mood, long millis) {
        stage.sink.is(mood);
        Stage.peace(millis);
        stage.sink.is(ChaosSink.Mood.WELL);
    }

    private void jump(Duration by) {
        offset = offset.plus(by);
        try {
            Files.writeString(home.resolve(ShiftedClock.FILE), Long.toString(offset.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Stage.peace(500);
    }

    private void fillDisk() {
        disk.orElseThrow().fill(stage.hub());
        Stage.peace(2_000);
        disk.orElseThrow().free(stage.hub());
    }
}
