package io.b24hub.chaos;

import io.b24hub.failure.HubException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One run: a hub in a process of its own, under load, and trouble after trouble, drawn by a seed. In between the hub gets
 * a moment of peace, sometimes long enough to work off what has gathered, sometimes not.
 *
 * <p>It may be closed by another thread while it runs; the run then fails. Closing kills the hub, and is idempotent.
 */
public final class ChaosRun implements AutoCloseable {

    private static final Duration STEP_BACK = Duration.ofSeconds(5);
    private static final Duration STEP_AHEAD = Duration.ofMinutes(10);
    private static final Duration END = Duration.ofMinutes(3);
    private static final String DISK_SIZE = "48m";

    /**
     * How much trouble.
     *
     * @param kills kills in all; other troubles come between them, at least one of each kind
     * @param atLeast goes on for so long
     * @param smallDisk whether a small file system is to be mounted for the store, and filled
     */
    public record Plan(int kills, Duration atLeast, boolean smallDisk) {}

    /** Hears how far the run is. */
    @FunctionalInterface
    public interface Progress {

        /**
         * One trouble more is over.
         *
         * @param met troubles so far
         * @param of troubles in all; an estimate while the run is bound by time
         */
        void at(long met, long of);
    }

    private final Path home;
    private final Plan plan;
    private final RandomGenerator random;
    private final Progress progress;
    private final Optional<SmallDisk> disk;
    private final Map<Trouble, String> leftOut = new EnumMap<>(Trouble.class);
    private final Stage stage;
    private Duration offset = Duration.ZERO;
    private long began;
    private long met;
    private boolean closed;

    /** @param home an empty folder */
    public ChaosRun(Path home, Plan plan, RandomGenerator random, Progress progress) {
        this.home = home;
        this.plan = plan;
        this.random = random;
        this.progress = progress;
        stage = new Stage(home);
        disk = disk();
        if (!Signals.known()) {
            leftOut.put(Trouble.FREEZE, "this system cannot freeze a process");
        }
    }

    private Optional<SmallDisk> disk() {
        if (!plan.smallDisk()) {
            leftOut.put(Trouble.DISK_FULL, "needs a small disk: --small-disk");
            return Optional.empty();
        }
        try {
            Optional<SmallDisk> small = SmallDisk.at(Files.createDirectories(home.resolve("data")), DISK_SIZE);
            // one that ends with the hub's process does not survive a kill
            Optional<SmallDisk> shared = small.filter(SmallDisk::isShared);
            if (shared.isEmpty()) {
                leftOut.put(Trouble.DISK_FULL, "no file system may be mounted here; root may");
            }
            return shared;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The troubles that there will be none of, and why. */
    public Map<Trouble, String> leftOut() {
        return Collections.unmodifiableMap(leftOut);
    }

    /**
     * Runs to the end: the load has ended, and everything acknowledged has arrived, or three minutes have passed.
     *
     * @throws HubException when the hub does not start, or ends without being killed
     */
    public ChaosReport run() throws InterruptedException {
        began = System.nanoTime();
        try {
            stage.start();
            stage.load.start();
            Pause.of(1_000);
            trouble();
            Pause.of(1_000);
            stage.load.stop();
            Pause.until(() -> stage.ledger.missing().isEmpty() || !stage.isAlive(), END, Duration.ofMillis(200));
            return stage.ledger.report(Duration.ofNanos(System.nanoTime() - began));
        } finally {
            close();
        }
    }

    private void trouble() throws InterruptedException {
        List<Trouble> planned = drawn(plan.kills());
        for (Trouble next : planned) {
            meet(next, planned.size());
        }
        while (elapsed() < plan.atLeast().toNanos()) {
            meet(drawn(1).get(0), planned.size());
        }
    }

    private long elapsed() {
        return System.nanoTime() - began;
    }

    /** So many kills, one other trouble for every second of them, and each kind at least once. */
    private List<Trouble> drawn(int kills) {
        List<Trouble> others = new ArrayList<>(List.of(Trouble.values()));
        others.removeAll(List.of(Trouble.NONE, Trouble.SEVERAL, Trouble.KILL));
        others.removeAll(leftOut.keySet());
        List<Trouble> all = new ArrayList<>(Collections.nCopies(kills, Trouble.KILL));
        for (int i = 0; i < Math.max(others.size(), kills / 2); i++) {
            all.add(others.get(i % others.size()));
        }
        shuffle(all);
        return all;
    }

    private void shuffle(List<Trouble> all) {
        for (int last = all.size() - 1; last > 0; last--) {
            Collections.swap(all, last, random.nextInt(last + 1));
        }
    }

    private void meet(Trouble trouble, long planned) throws InterruptedException {
        // one that ended by itself must not pass for one that was killed
        stage.hub();
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
        Pause.of(100 + random.nextInt(1_500));
        met++;
        progress.at(met, Math.max(planned, met * plan.atLeast().toNanos() / elapsed()));
    }

    private void kill() throws InterruptedException {
        stage.hub().kill();
        stage.start();
    }

    private void freeze() throws InterruptedException {
        stage.hub().signal("STOP");
        Pause.of(1_000 + random.nextInt(2_000));
        stage.hub().signal("CONT");
    }

    private void sinkIs(ChaosSink.Mood mood, long millis) throws InterruptedException {
        stage.sink.is(mood);
        Pause.of(millis);
        stage.sink.is(ChaosSink.Mood.WELL);
    }

    private void jump(Duration by) throws InterruptedException {
        offset = offset.plus(by);
        try {
            Files.writeString(home.resolve(ShiftedClock.FILE), Long.toString(offset.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Pause.of(500);
    }

    private void fillDisk() throws InterruptedException {
        disk.orElseThrow().fill(stage.hub());
        Pause.of(2_000);
        disk.orElseThrow().free(stage.hub());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stage.close();
        if (disk.isPresent() && !stage.ledger.missing().isEmpty()) {
            keepStore();
        }
        disk.ifPresent(SmallDisk::close);
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
}
