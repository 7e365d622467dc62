package io.b24hub.bench;

import org.HdrHistogram.Histogram;

/**
 * What one slice of load gave.
 *
 * @param acknowledged calls answered with 200, those after the end of the slice too
 * @param errors other answers
 * @param nanos from the first call to the last answer
 * @param times answer times of acknowledged calls in nanoseconds
 */
record Measured(long acknowledged, long errors, long nanos, Histogram times) {

    static Histogram histogram() {
        return new Histogram(60_000_000_000L, 3);
    }

    double perSecond() {
        return acknowledged * 1e9 / nanos;
    }

    double millis(double percentile) {
        return times.getValueAtPercentile(percentile) / 1e6;
    }
}
