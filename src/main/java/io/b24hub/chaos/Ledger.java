package io.b24hub.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Who was told what, when, and which trouble was on. A call is named as {@link Load} names it. */
final class Ledger {

    /** A trouble and its aftermath: it lasts until the next one begins. */
    record Window(Trouble trouble, long began) {}

    private record Arrival(long at, String eventId) {}

    /** A row of the report while it is added up. */
    private static final class Sums {

        private long acknowledged;
        private long lost;
        private long twice;
        private long longest;
    }

    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, List<Arrival>> arrivals = new ConcurrentHashMap<>();
    private final Map<Trouble, AtomicLong> refused = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
    private final List<Window> windows = new CopyOnWriteArrayList<>();
    private volatile Trouble now = Trouble.NONE;

    void acknowledged(String call) {
        acknowledged.put(call, System.nanoTime());
    }

    void refused(int status) {
        answers.computeIfAbsent(status, first -> new AtomicLong()).incrementAndGet();
        refused.computeIfAbsent(now, trouble -> new AtomicLong()).incrementAndGet();
    }

    void arrived(String call, String eventId) {
        arrivals.computeIfAbsent(call, first -> new CopyOnWriteArrayList<>())
                .add(new Arrival(System.nanoTime(), eventId));
    }

    /** A trouble begins. */
    void begins(Trouble trouble) {
        windows.add(new Window(trouble, System.nanoTime()));
        now = trouble;
    }

    /** How many calls got an answer other than 200; 0 stands for none at all. */
    long answered(int status) {
        return answers.getOrDefault(status, new AtomicLong()).get();
    }

    long arrived() {
        return arrivals.size();
    }

    Set<String> arrivedCalls() {
        return Set.copyOf(arrivals.keySet());
    }

    long acknowledged() {
        return acknowledged.size();
    }

    /** What was acknowledged and has not arrived. */
    List<String> missing() {
        return acknowledged.keySet().stream()
                .filter(call -> !arrivals.containsKey(call))
                .sorted()
                .toList();
    }

    ChaosReport report(Duration took) {
        Map<Trouble, Sums> sums = new EnumMap<>(Trouble.class);
        for (Trouble trouble : Trouble.values()) {
            sums.put(trouble, new Sums());
        }
        acknowledged.forEach((call, at) -> {
            Optional<List<Arrival>> arrived = Optional.ofNullable(arrivals.get(call));
            long first = arrived.map(all -> all.get(0).at()).orElse(at);
            Sums row = sums.get(between(at, first));
            row.acknowledged++;
            row.lost += arrived.isPresent() ? 0 : 1;
            row.longest = Math.max(row.longest, first - at);
        });
        arrivals.forEach((call, all) -> {
            long again =
                    all.size() - all.stream().map(Arrival::eventId).distinct().count();
            sums.get(between(all.get(0).at(), all.get(all.size() - 1).at())).twice += again;
        });
        Map<Trouble, ChaosReport.Row> rows = new EnumMap<>(Trouble.class);
        sums.forEach((trouble, sum) -> rows.put(trouble, row(trouble, sum)));
        return new ChaosReport(rows, outOfOrder(), missing(), took);
    }

    private ChaosReport.Row row(Trouble trouble, Sums sums) {
        return new ChaosReport.Row(
                windows.stream().filter(window -> window.trouble() == trouble).count(),
                sums.acknowledged,
                refused.getOrDefault(trouble, new AtomicLong()).get(),
                sums.lost,
                sums.twice,
                Duration.ofNanos(sums.longest));
    }

    /** The one trouble, with its aftermath, that a span lies in. */
    private Trouble between(long from, long to) {
        int first = windowAt(from);
        return first != windowAt(to)
                ? Trouble.SEVERAL
                : first < 0 ? Trouble.NONE : windows.get(first).trouble();
    }

    private int windowAt(long time) {
        int at = windows.size() - 1;
        while (at >= 0 && windows.get(at).began() > time) {
            at--;
        }
        return at;
    }

    /** Pairs of calls about one entity of which the later one was delivered for the first time before the earlier one. */
    private List<String> outOfOrder() {
        Map<String, List<String>> streams = new ConcurrentHashMap<>();
        arrivals.keySet().stream().sorted().forEach(call -> streams.computeIfAbsent(
                        Load.streamOf(call), stream -> new ArrayList<>())
                .add(call));
        List<String> wrong = new ArrayList<>();
        for (List<String> stream : streams.values()) {
            for (int i = 1; i < stream.size(); i++) {
                if (first(stream.get(i)) < first(stream.get(i - 1))) {
                    wrong.add(stream.get(i - 1) + " after " + stream.get(i));
                }
            }
        }
        return wrong;
    }

    private long first(String call) {
        return arrivals.get(call).get(0).at();
    }
}
