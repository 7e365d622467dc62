package io.b24hub.sweep;

import io.b24hub.store.LedgerRow;
import io.b24hub.store.SweepStore;
import io.b24hub.time.HubClock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * What portals say that changed, and what the hub knew of it, day by day. A day is one of the portal's time zone
 * ({@code hub.portal.<name>.time-zone}), and a change counts for the day on which it took place. Rows of the last two days
 * still grow. Kept in the store for {@value SweepStore#LEDGER_DAYS} days.
 *
 * <p>Thread-safe. Reads throw {@link io.b24hub.store.StoreUnavailable} when the store cannot be read.
 */
public final class SweepLedger {

    private final SweepStore store;
    private final HubClock clock;
    private final Collection<String> portals;
    private final Function<String, ZoneId> zones;

    SweepLedger(SweepStore store, HubClock clock, Collection<String> portals, Function<String, ZoneId> zones) {
        this.store = store;
        this.clock = clock;
        this.portals = List.copyOf(portals);
        this.zones = zones;
    }

    /** What was found of some days, both included; oldest first, then by portal and type. */
    public List<LedgerRow> days(LocalDate from, LocalDate to) {
        return store.ledger(from, to);
    }

    /** What was found of the last days, today of the portal that is furthest ahead included. */
    public List<LedgerRow> last(int days) {
        LocalDate today =
                portals.stream().map(this::today).max(Comparator.naturalOrder()).orElseThrow();
        return days(today.minusDays(Math.max(0, days - 1)), today);
    }

    /** What was found today, which is another day for each portal. */
    public List<LedgerRow> today() {
        LocalDate first =
                portals.stream().map(this::today).min(Comparator.naturalOrder()).orElseThrow();
        return days(first, first.plusDays(1)).stream()
                .filter(row -> portals.contains(row.entry().portal()))
                .filter(row -> row.entry().day().equals(today(row.entry().portal())))
                .toList();
    }

    /** What was found of one portal in the last whole days, yesterday of the portal included and today not. */
    public List<LedgerRow> whole(String portal, int days) {
        LocalDate today = today(portal);
        return days(today.minusDays(days), today.minusDays(1)).stream()
                .filter(row -> row.entry().portal().equals(portal))
                .toList();
    }

    /** Today, in a portal's time zone. */
    public LocalDate today(String portal) {
        return LocalDate.ofInstant(clock.instant(), zones.apply(portal));
    }
}
