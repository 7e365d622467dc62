package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCode;
import io.b24hub.event.Origin;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SQL of what sweeps store. Used by the writer's thread, but for what only reads. */
final class SweepTables {

    static final String KNOWN = """
            SELECT origin FROM event
             WHERE entity_id = ?1 AND entity_id <> '' AND portal = ?2 AND entity_type = ?3 AND entity_type_id = ?4
               AND type IN (?5, ?6) AND occurred_at >= ?7
             LIMIT 1
            """;

    private static final String FOUND =
            "INSERT INTO memory (space, key, value, at) VALUES (?, ?, ?, ?) ON CONFLICT (space, key) DO NOTHING";

    private static final String COUNT = """
            INSERT INTO ledger (day, portal, type, changed, heard, healed, late) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, portal, type)
            DO UPDATE SET changed = changed + excluded.changed, heard = heard + excluded.heard,
                          healed = healed + excluded.healed, late = late + excluded.late
            """;

    private static final String FORGET = "DELETE FROM ledger WHERE day < ?";

    private static final String LEDGER = """
            SELECT day, portal, type, changed, heard, healed, late FROM ledger
             WHERE day BETWEEN ? AND ? ORDER BY day, portal, type
            """;

    private static final String ANY_COVERED = "SELECT 1 FROM memory WHERE space = '" + SweepStore.COVERED + "' LIMIT 1";

    private final EventTable events;
    private Optional<Boolean> anyCovered = Optional.empty(); // known by the writer's thread, and only by it

    SweepTables(EventTable events) {
        this.events = events;
    }

    Healed heal(SqliteSession session, Heal step) throws SQLException {
        if (step.cursor().isPresent()
                && !MemoryTable.swap(session, step.cursor().get(), step.now())) {
            return Healed.LOST;
        }
        List<Finding> injected = new ArrayList<>();
        int heard = 0;
        for (Finding finding : step.findings()) {
            Optional<Origin> known = known(session, finding);
            if (known.isEmpty()) {
                inject(session, finding, step.now());
                injected.add(finding);
            } else if (known.get() != Origin.SWEEP) {
                heard++;
                if (finding.counted()) {
                    count(session, finding.entry(), 1, 1, 0, 0);
                }
            }
        }
        for (LedgerEntry entry : step.unexplained()) {
            count(session, entry, 1, 0, 0, 0);
        }
        if (!injected.isEmpty()) {
            session.update(
                    FORGET,
                    injected.get(0)
                            .entry()
                            .day()
                            .minusDays(SweepStore.LEDGER_DAYS)
                            .toString());
        }
        return new Healed(true, injected, heard);
    }

    /** How the change is known; empty when it is not. */
    static Optional<Origin> known(SqliteSession session, Finding finding) throws SQLException {
        if (finding.proof() instanceof Finding.Proof.Found found) {
            return MemoryTable.recall(session, SweepStore.FOUND, found.key()).map(id -> Origin.SWEEP);
        }
        Finding.Proof.Heard heard = (Finding.Proof.Heard) finding.proof();
        EntityRef entity = finding.event().entity();
        return session.first(
                KNOWN,
                row -> Origin.of(row.getString(1)),
                entity.id(),
                finding.event().portal(),
                entity.type(),
                entity.typeId(),
                heard.type(),
                EventCode.numbered(heard.type(), entity.typeId()),
                heard.since().map(Millis::at).orElse(Long.MIN_VALUE));
    }

    private void inject(SqliteSession session, Finding finding, Instant now) throws SQLException {
        Bitrix24Event event = finding.event();
        events.insert(session, event, events.data(event));
        for (String flow : finding.flows()) {
            DeliveryTable.insert(session, event, flow, now);
        }
        if (finding.proof() instanceof Finding.Proof.Found found) {
            session.update(FOUND, SweepStore.FOUND, found.key(), event.id(), Millis.at(now));
        }
        if (finding.covers().isPresent()) {
            String key = Covered.key(event).orElseThrow();
            String value = Covered.of(finding, finding.covers().get()).text();
            MemoryTable.save(session, SweepStore.COVERED, key, value, now);
            anyCovered = Optional.empty(); // asked again: this transaction may be undone
        }
        count(session, finding.entry(), 1, 0, 1, 0);
    }

    /** Whether an event that came in tells what a sweep has told; that is written down then. */
    boolean late(SqliteSession session, Bitrix24Event event, Instant now) throws SQLException {
        Optional<String> key = Covered.keyOfArrival(event);
        if (key.isEmpty() || !anyCovered(session)) {
            return false;
        }
        Optional<Covered> covered = MemoryTable.recall(session, SweepStore.COVERED, key.get())
                .map(Covered::parse)
                .filter(told -> told.covers(event));
        if (covered.isPresent()) {
            MemoryTable.save(session, SweepStore.LATE, event.id(), covered.get().eventId(), now);
            count(session, covered.get().entry(event.portal()), 0, 0, 0, 1);
        }
        return covered.isPresent();
    }

    private boolean anyCovered(SqliteSession session) throws SQLException {
        if (anyCovered.isEmpty()) {
            anyCovered = Optional.of(session.first(ANY_COVERED, row -> true).isPresent());
        }
        return anyCovered.get();
    }

    /** Something was forgotten. */
    void forgotten(String space) {
        if (space.equals(SweepStore.COVERED)) {
            anyCovered = Optional.empty();
        }
    }

    private static void count(SqliteSession session, LedgerEntry entry, int changed, int heard, int healed, int late)
            throws SQLException {
        session.update(COUNT, entry.day().toString(), entry.portal(), entry.type(), changed, heard, healed, late);
    }

    static List<LedgerRow> ledger(SqliteSession session, LocalDate from, LocalDate to) throws SQLException {
        return session.list(
                LEDGER,
                row -> new LedgerRow(
                        new LedgerEntry(LocalDate.parse(row.getString(1)), row.getString(2), row.getString(3)),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7)),
                from.toString(),
                to.toString());
    }
}
