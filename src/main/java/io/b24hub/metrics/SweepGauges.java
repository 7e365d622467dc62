package io.b24hub.metrics;

import io.b24hub.manage.HubStatus;
import io.b24hub.store.LedgerEntry;
import io.b24hub.store.LedgerRow;
import io.b24hub.sweep.SweepStatus;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How sweeping goes, and today's ledger, as metrics. A type that was swept and has no row today shows zeros, so that its
 * first change shows as one. Thread-safe.
 */
final class SweepGauges {

    private final Gauges gauges;

    SweepGauges(Gauges gauges) {
        this.gauges = gauges;
    }

    /** Takes the values of one gauge, in place of its earlier ones. */
    @FunctionalInterface
    interface Gauges {
        void show(String name, String description, List<? extends Row<?>> rows);
    }

    void show(HubStatus now) {
        List<SweepStatus> types = now.sweeps().types();
        types(
                "b24hub.sweep.last.seconds",
                "How long ago the last sweep by this hub ended",
                types,
                type -> Math.max(0, Duration.between(type.lastAt(), now.at()).toSeconds()));
        types(
                "b24hub.sweep.failed",
                "1 while the last sweep by this hub was not complete",
                types,
                type -> type.trouble().isPresent() ? 1 : 0);
        List<LedgerRow> today = today(now.sweeps());
        ledger("b24hub.sweep.changed", "Changes of today that the portal shows", today, LedgerRow::changed);
        ledger("b24hub.sweep.heard", "Changes of today that the hub knew by itself", today, LedgerRow::heard);
        ledger("b24hub.sweep.healed", "Changes of today that only a sweep found", today, LedgerRow::healed);
        ledger("b24hub.sweep.late", "Healed changes of today whose webhook came after all", today, LedgerRow::late);
        ledger(
                "b24hub.sweep.missed",
                "Changes of today that a webhook should have told and has not; none of moves between stages",
                today,
                LedgerRow::missed);
        ledger(
                "b24hub.sweep.unexplained",
                "Changes of today of which no event could be made",
                today,
                LedgerRow::unexplained);
    }

    private static List<LedgerRow> today(HubStatus.Sweeps sweeps) {
        Map<String, LedgerRow> rows = new TreeMap<>();
        sweeps.types()
                .forEach(type -> rows.put(
                        type.portal() + "/" + type.type(),
                        new LedgerRow(new LedgerEntry(LocalDate.EPOCH, type.portal(), type.type()), 0, 0, 0, 0)));
        sweeps.today()
                .forEach(
                        row -> rows.put(row.entry().portal() + "/" + row.entry().type(), row));
        return List.copyOf(rows.values());
    }

    private void types(String name, String description, List<SweepStatus> types, Function<SweepStatus, Number> value) {
        gauges.show(
                name,
                description,
                types.stream()
                        .map(type -> Row.of(tags(type.portal(), type.type()), value.apply(type)))
                        .toList());
    }

    private void ledger(String name, String description, List<LedgerRow> rows, ToLongFunction<LedgerRow> value) {
        gauges.show(
                name,
                description,
                rows.stream()
                        .map(row ->
                                Row.of(tags(row.entry().portal(), row.entry().type()), value.applyAsLong(row)))
                        .toList());
    }

    private static Tags tags(String portal, String type) {
        return Tags.of("portal", portal, "type", type);
    }
}
