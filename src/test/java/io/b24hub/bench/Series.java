package io.b24hub.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The rounds of one contender. Not thread-safe. */
record Series(Contender contender, List<Measured> rounds, List<Double> cpu) {

    static final String TITLES = String.format(
            "%-22s %5s %9s %17s %8s %8s %8s %7s %6s",
            "", "conn.", "200/s", "lowest..highest", "p50", "p99", "p99.9", "CPU us", "errors");

    Series(Contender contender) {
        this(contender, new ArrayList<>(), new ArrayList<>());
    }

    /** Measures one more round. */
    void run(int connections, Duration slice) throws Exception {
        long before = contender.cpuMillis();
        Measured round = contender.load(connections, slice);
        rounds.add(round);
        cpu.add((contender.cpuMillis() - before) * 1000.0 / Math.max(1, round.acknowledged()));
    }

    String row(int connections) {
        double[] rates = sorted(Measured::perSecond);
        return String.format(
                "%-22s %5d %,9.0f %,7.0f..%,-8.0f %8.2f %8.2f %8.2f %7.0f %6d",
                contender.name(),
                connections,
                middle(rates),
                rates[0],
                rates[rates.length - 1],
                median(round -> round.millis(50)),
                median(round -> round.millis(99)),
                median(round -> round.millis(99.9)),
                middle(cpu.stream().mapToDouble(Double::doubleValue).sorted().toArray()),
                rounds.stream().mapToLong(Measured::errors).sum());
    }

    /** The median of the rounds' ratios; a round's slices lie side by side in time. */
    double ratio(Series other) {
        double[] ratios = new double[rounds.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rounds.get(i).perSecond() / other.rounds.get(i).perSecond();
        }
        Arrays.sort(ratios);
        return middle(ratios);
    }

    private double median(ToDoubleFunction<Measured> number) {
        return middle(sorted(number));
    }

    private double[] sorted(ToDoubleFunction<Measured> number) {
        return rounds.stream().mapToDouble(number).sorted().toArray();
    }

    private static double middle(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
