package io.b24hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How many deliveries a flow ends in a second while it goes on as usual: by the slowest of its own rate, what its
 * destinations take, and what was measured while deliveries waited.
 *
 * <p>Knows no clock. Not thread-safe.
 */
final class Throughput {

    private static final Duration LONGEST_WINDOW = Duration.ofSeconds(30);
    /** A longer one is no measure: something else kept the flow. */
    private static final Duration INTERRUPTED = Duration.ofMinutes(2);
    /** What was measured says nothing of a flow that had no backlog for so long. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    /** Of an attempt that ends, in the share of those that send; the first ones weigh more. */
    private static final double WEIGHT = 0.05;

    private static final double LEAST_SHARE = 0.02;

    private final OptionalDouble rate;
    private final OptionalDouble pace;
    private final int batch;
    private final Duration window;

    private double share = 1;
    private int shareOf = 1;
    private OptionalDouble measured = OptionalDouble.empty();
    private Optional<Instant> since = Optional.empty();
    private Instant last = Instant.MIN;
    private int ended;

    Throughput(Optional<Rate> rate, Batching batching, Shaping shaping) {
        this.rate = perSecond(rate);
        this.pace = perSecond(shaping.pace());
        this.batch = batching.size();
        Duration quarter = shaping.maxBehind().dividedBy(4);
        this.window = quarter.compareTo(LONGEST_WINDOW) < 0 ? quarter : LONGEST_WINDOW;
    }

    private static OptionalDouble perSecond(Optional<Rate> rate) {
        return rate.map(each -> OptionalDouble.of(each.perSecond())).orElse(OptionalDouble.empty());
    }

    /** An attempt as usual has ended well; a flow that filters most of what it gets sends less than it ends. */
    void ended(boolean sent) {
        ended++;
        double weight = Math.max(WEIGHT, 1.0 / (shareOf + 1));
        share += weight * ((sent ? 1 : 0) - share);
        shareOf++;
    }

    /** Deliveries wait and cannot begin, so what ends from now on is what the flow can do. */
    void backlog(Instant now) {
        if (since.isEmpty()) {
            if (last.isBefore(now.minus(REMEMBERED))) {
                measured = OptionalDouble.empty();
            }
            since = Optional.of(now);
            ended = 0;
        }
        last = now;
        Duration passed = Duration.between(since.get(), now);
        if (passed.compareTo(INTERRUPTED) > 0) {
            since = Optional.of(now);
            ended = 0;
        } else if (passed.compareTo(window) >= 0) {
            // none at all is fewer than one
            double sample = Math.max(1, ended) / seconds(passed);
            measured = OptionalDouble.of(measured.isPresent() ? (measured.getAsDouble() + sample) / 2 : sample);
            since = Optional.of(now);
            ended = 0;
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    /** Nothing waits, or the flow does not go on as usual: what ends is no measure. */
    void noBacklog() {
        since = Optional.empty();
    }

    /** The share of attempts that send something. */
    double share() {
        return Math.max(LEAST_SHARE, share);
    }

    /**
     * Deliveries in a second.
     *
     * @param hubs how many share the work; what a destination takes is shared by them
     * @return empty when nothing is known yet
     */
    OptionalDouble perSecond(int hubs) {
        return DoubleStream.concat(
                        pace.stream().map(messages -> messages / share()),
                        DoubleStream.concat(rate.stream(), measured.stream()).map(attempts -> attempts * hubs))
                .map(attempts -> attempts * batch)
                .min();
    }
}
