package io.b24hub.console;

import io.b24hub.store.LedgerEntry;
import io.b24hub.store.LedgerRow;
import io.b24hub.sweep.Sweeper;
import io.vertx.ext.web.Router;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** How sweeps go, and what they found in the last days. */
final class SweepPages {

    private static final int EVERY_SECONDS = 10;
    private static final int DAYS = 7;
    private static final Comparator<LedgerRow> NEWEST_DAY_FIRST = Comparator.comparing(
            LedgerRow::entry,
            Comparator.comparing(LedgerEntry::day)
                    .reversed()
                    .thenComparing(LedgerEntry::portal)
                    .thenComparing(LedgerEntry::type));

    private final Sweeper sweeper;

    SweepPages(ConsoleParts parts) {
        sweeper = parts.hub().sweeper();
    }

    void mount(Router router, Replies replies) {
        replies.get(router, "/sweep", visit -> page());
    }

    private Answer page() {
        List<LedgerRow> ledger =
                sweeper.ledger().last(DAYS).stream().sorted(NEWEST_DAY_FIRST).toList();
        return new Answer.Page(
                "sweep", EVERY_SECONDS, Map.of("types", sweeper.status(), "ledger", ledger, "days", DAYS));
    }
}
