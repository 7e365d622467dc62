package io.b24hub.proof;

import io.b24hub.emulator.PortalBooks.Fate;
import io.b24hub.store.LedgerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of some days, for people and for the test. Immutable. */
record Proof(List<String> problems, String table) {

    static Proof of(LossyDays days) {
        Audit audit = new Audit(days);
        LedgerAudit ledger = new LedgerAudit(days, audit);
        List<String> problems = new ArrayList<>(audit.problems());
        problems.addAll(ledger.problems());
        return new Proof(List.copyOf(problems), table(days, audit, ledger, problems.size()));
    }

    private static String table(LossyDays days, Audit audit, LedgerAudit ledger, int problems) {
        Map<Fate, Long> fates = days.portal().books().fates();
        long changes = fates.values().stream().mapToLong(Long::longValue).sum();
        StringBuilder table = new StringBuilder(
                "Proof: %d simulated day(s), hub down for %d min in %d outages, %d of them kills; %d problems%n"
                        .formatted(
                                days.days(),
                                days.down().toMinutes(),
                                days.ends().size(),
                                days.kills(),
                                problems));
        table.append("  %d changes in the portal; events: %s%n"
                .formatted(changes, fates.toString().toLowerCase(Locale.ROOT)));
        table.append("  %-14s %9s %9s %9s %9s %12s%n"
                .formatted("type", "changed", "heard", "healed", "late", "unexplained"));
        byType(ledger.rows())
                .forEach((type, sums) -> table.append("  %-14s %9d %9d %9d %9d %12d%n"
                        .formatted(type, sums[0], sums[1], sums[2], sums[3], sums[0] - sums[1] - sums[2])));
        return table.append("  %d REST calls (HTTP) of the sweeps, of at least %d; %d deliveries repeated after kills%n"
                        .formatted(days.portal().restCalls(), ledger.fewestCalls(), audit.repeated()))
                .toString();
    }

    private static Map<String, long[]> byType(List<LedgerRow> rows) {
        Map<String, long[]> sums = new TreeMap<>();
        for (LedgerRow row : rows) {
            for (String type : List.of(row.entry().type(), "~ all")) {
                long[] sum = sums.computeIfAbsent(type, t -> new long[4]);
                sum[0] += row.changed();
                sum[1] += row.heard();
                sum[2] += row.healed();
                sum[3] += row.late();
            }
        }
        return sums;
    }
}
