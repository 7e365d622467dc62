package io.b24hub.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a run came to. */
final class ChaosReport {

    /** One kind of trouble; filled by the ledger. */
    static final class Row {

        final long times;
        final long refused;
        long acknowledged;
        long lost;
        long twice;
        long longest;

        Row(long times, long refused) {
            this.times = times;
            this.refused = refused;
        }
    }

    private final Map<Trouble, Row> rows;
    private final List<String> outOfOrder;
    private final Duration took;

    ChaosReport(Map<Trouble, Row> rows, List<String> outOfOrder, Duration took) {
        this.rows = rows;
        this.outOfOrder = outOfOrder;
        this.took = took;
    }

    long lost() {
        return sum(row -> row.lost);
    }

    long twice() {
        return sum(row -> row.twice);
    }

    long acknowledged() {
        return sum(row -> row.acknowledged);
    }

    List<String> outOfOrder() {
        return outOfOrder;
    }

    long times(Trouble trouble) {
        return rows.get(trouble).times;
    }

    private long sum(ToLongFunction<Row> column) {
        return rows.values().stream().mapToLong(column).sum();
    }

    /** The table that a run prints. */
    String table() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                "%-34s %6s %13s %9s %6s %16s %14s%n",
                "trouble", "times", "acknowledged", "refused", "lost", "delivered twice", "longest delay"));
        rows.forEach((trouble, row) -> out.append(line(trouble.words(), row)));
        Row all = new Row(sum(row -> row.times), sum(row -> row.refused));
        all.acknowledged = acknowledged();
        all.lost = lost();
        all.twice = twice();
        all.longest = rows.values().stream().mapToLong(row -> row.longest).max().orElse(0);
        out.append(line("all", all));
        out.append(String.format("out of order: %d; took %d s%n", outOfOrder.size(), took.toSeconds()));
        out.append("A trouble lasts until the next one begins. Delays are from acknowledgement to arrival.\n");
        return out.toString();
    }

    private static String line(String name, Row row) {
        return String.format(
                "%-34s %6d %13d %9d %6d %16d %12.1f s%n",
                name, row.times, row.acknowledged, row.refused, row.lost, row.twice, row.longest / 1e9);
    }
}
