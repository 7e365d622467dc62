package io.b24hub.handler;

import java.time.Duration;
import java.time.Instant;

/**
 * Spans of time of the last hour, in pieces of five minutes, each a histogram with four steps to a doubling: some kilobytes
 * however much there is. Not thread-safe.
 */
final class SlidingSpread {

    /** One piece. */
    static final Duration PIECE = Duration.ofMinutes(5);

    /** All of them. */
    static final int PIECES = 12;

    private static final int STEPS = 4 * 30; // up to twelve days, in milliseconds

    private final int[][] counts = new int[PIECES][STEPS];
    private final long[] longest = new long[PIECES];
    private final long[] pieces = new long[PIECES];

    void add(Instant now, Duration span) {
        long millis = Math.max(0, span.toMillis());
        int index = index(now);
        counts[index][step(millis)]++;
        longest[index] = Math.max(longest[index], millis);
    }

    private int index(Instant now) {
        long piece = piece(now);
        int index = (int) Math.floorMod(piece, (long) PIECES);
        if (pieces[index] != piece) {
            pieces[index] = piece;
            counts[index] = new int[STEPS];
            longest[index] = 0;
        }
        return index;
    }

    private static long piece(Instant now) {
        return now.getEpochSecond() / PIECE.toSeconds();
    }

    /** The spans of the piece that runs and of those before it, so many in all. */
    Spread of(Instant now, int last) {
        long current = piece(now);
        int[] sum = new int[STEPS];
        long most = 0;
        long count = 0;
        for (int i = 0; i < PIECES; i++) {
            if (pieces[i] > current - last && pieces[i] <= current) {
                most = Math.max(most, longest[i]);
                for (int step = 0; step < STEPS; step++) {
                    sum[step] += counts[i][step];
                    count += counts[i][step];
                }
            }
        }
        return count == 0
                ? Spread.NONE
                : new Spread(count, at(sum, 0.5 * count, most), at(sum, 0.95 * count, most), Duration.ofMillis(most));
    }

    private static Duration at(int[] sum, double rank, long most) {
        long seen = 0;
        int step = 0;
        while (step < STEPS - 1 && (seen += sum[step]) < rank) {
            step++;
        }
        return Duration.ofMillis(Math.min(end(step), most));
    }

    private static int step(long millis) {
        if (millis < 4) {
            return (int) millis;
        }
        int power = 63 - Long.numberOfLeadingZeros(millis);
        int quarter = (int) (millis >>> power - 2) & 3;
        return Math.min(STEPS - 1, 4 * (power - 1) + quarter);
    }

    private static long end(int step) {
        if (step < 4) {
            return step + 1L;
        }
        int power = step / 4 + 1;
        return (5L + step % 4) << power - 2;
    }
}
