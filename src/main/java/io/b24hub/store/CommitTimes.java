package io.b24hub.store;

import java.time.Duration;

/**
 * Keeps account of a store's commits, in a few hundred bytes. What is older counts less and less: whenever {@value #KEPT}
 * commits have come together, all of them are taken for half.
 *
 * <p>This class is thread-safe; taking note costs well under a microsecond.
 */
public final class CommitTimes {

    /** Hears of each commit, on the store's thread: must be brief. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A transaction is durable.
         *
         * @param took from its first statement on
         * @param changes how many changes travelled in it
         */
        void committed(Duration took, int changes);
    }

    private static final int KEPT = 8192;

    /** Four steps to each doubling, from a microsecond to some hours. */
    private static final int STEPS = 4 * 34;

    private final double[] counts = new double[STEPS];
    private long commits;
    private double weight;
    private double nanos;
    private double changes;
    private volatile Listener listener = (took, size) -> {};

    /** Sets who hears of each commit. */
    public void listen(Listener other) {
        listener = other;
    }

    /** Takes note of a commit. */
    public void committed(long tookNanos, int changed) {
        add(Math.max(0, tookNanos), changed);
        listener.committed(Duration.ofNanos(Math.max(0, tookNanos)), changed);
    }

    private synchronized void add(long took, int changed) {
        if (weight >= KEPT) {
            halve();
        }
        commits++;
        weight++;
        nanos += took;
        changes += changed;
        counts[step(took)]++;
    }

    private void halve() {
        weight /= 2;
        nanos /= 2;
        changes /= 2;
        for (int i = 0; i < STEPS; i++) {
            counts[i] /= 2;
        }
    }

    private static int step(long took) {
        long micros = took / 1000;
        if (micros < 4) {
            return (int) micros;
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        int quarter = (int) (micros >>> power - 2) & 3;
        return Math.min(STEPS - 1, 4 * (power - 1) + quarter);
    }

    /** The end of a step, in microseconds. */
    private static long end(int step) {
        if (step < 4) {
            return step + 1L;
        }
        int power = step / 4 + 1;
        return (5L + step % 4) << power - 2;
    }

    /** How it goes now. */
    public synchronized CommitStats now() {
        if (weight == 0) {
            return new CommitStats(0, Duration.ZERO, Duration.ZERO, 0);
        }
        return new CommitStats(commits, Duration.ofNanos((long) (nanos / weight)), slow(), changes / weight);
    }

    private Duration slow() {
        double seen = 0;
        int step = 0;
        while (step < STEPS - 1 && (seen += counts[step]) < 0.99 * weight) {
            step++;
        }
        return Duration.ofNanos(end(step) * 1000);
    }
}
