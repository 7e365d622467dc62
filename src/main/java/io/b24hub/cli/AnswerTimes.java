package io.b24hub.cli;

import java.util.Arrays;

/** Times of answers, all of them kept, so that percentiles are exact. Thread-safe. */
final class AnswerTimes {

    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = time;
    }

    /** In milliseconds: at least this share of the answers came in that time; 0 when there was none. */
    synchronized double percentile(double percent) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(nanos, 0, count);
        // 99.9 is no exact number: what is too much of it must not make 4,996 of 4,995
        int at = (int) Math.ceil(percent * count / 100 - 1e-6) - 1;
        return nanos[Math.max(0, Math.min(count - 1, at))] / 1e6;
    }
}
