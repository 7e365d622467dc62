package io.b24hub.store.postgres;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCode;
import io.b24hub.event.Origin;
import io.b24hub.store.Covered;
import io.b24hub.store.Finding;
import io.b24hub.store.Finding.Proof;
import io.b24hub.store.Heal;
import io.b24hub.store.Healed;
import io.b24hub.store.LedgerEntry;
import io.b24hub.store.LedgerRow;
import io.b24hub.store.Millis;
import io.b24hub.store.SweepStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** SQL of what sweeps store. Thread-safe; the sessions it is given are not. */
final class Sweeps {

    private static final String KNOWN = """
            SELECT f.place,
                   CASE WHEN f.found <> '' THEN (SELECT 'sweep' FROM memory m WHERE m.space = ? AND m.key = f.found)
                        ELSE (SELECT e.origin FROM event e
                               WHERE e.entity_id = f.entity_id AND e.entity_id <> '' AND e.portal = f.portal
                                 AND e.entity_type = f.entity_type AND e.entity_type_id = f.entity_type_id
                                 AND e.type IN (f.type, f.numbered) AND e.occurred_at >= f.since
                               LIMIT 1)
                   END
              FROM unnest(?::text[], ?::text[], ?::text[], ?::int8[], ?::text[], ?::text[], ?::int8[], ?::text[])
                   WITH ORDINALITY
                   AS f (entity_id, portal, entity_type, entity_type_id, type, numbered, since, found, place)
             ORDER BY f.place
            """;

    private static final String COVERED =
            "SELECT key, value FROM memory WHERE space = '" + SweepStore.COVERED + "' AND key = ANY (?)";

    // sorted by the caller, so that two hubs do not wait for each other in a circle
    private static final String COUNT = """
            INSERT INTO ledger AS l (day, portal, type, changed, heard, healed, late) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, portal, type)
            DO UPDATE SET changed = l.changed + excluded.changed, heard = l.heard + excluded.heard,
                          healed = l.healed + excluded.healed, late = l.late + excluded.late
            """;

    private static final String FORGET = "DELETE FROM ledger WHERE day < ?";

    private static final String LEDGER = """
            SELECT day, portal, type, changed, heard, healed, late FROM ledger
             WHERE day BETWEEN ? AND ? ORDER BY day, portal, type
            """;

    private static final Comparator<LedgerEntry> IN_ORDER = Comparator.comparing(LedgerEntry::day)
            .thenComparing(LedgerEntry::portal)
            .thenComparing(LedgerEntry::type);

    private final Events events;
    private final Accepts accepts;
    private final Memories memories;
    private final EntityLocks locks;

    Sweeps(Events events, Accepts accepts, Memories memories, EntityLocks locks) {
        this.events = events;
        this.accepts = accepts;
        this.memories = memories;
        this.locks = locks;
    }

    /** The locks keep webhooks of the same entities away, on all hubs, from the look until the commit. */
    Healed heal(PgSession session, Heal step) throws SQLException {
        List<Accepts.Accepted> all = step.findings().stream()
                .map(found -> accepted(found, step.now()))
                .toList();
        locks.lock(session, all.stream().map(Accepts.Accepted::key).toList());
        if (step.cursor().isPresent() && !Memories.swap(session, step.cursor().get(), step.now())) {
            return Healed.lost();
        }
        Tally tally = new Tally();
        step.unexplained().forEach(entry -> tally.add(entry, 1, 0, 0, 0));
        List<Optional<Origin>> known = known(session, step.findings());
        List<Finding> injected = new ArrayList<>();
        List<Accepts.Accepted> stored = new ArrayList<>();
        List<Memories.Memory> remembered = new ArrayList<>();
        int heard = 0;
        for (int i = 0; i < known.size(); i++) {
            Finding finding = step.findings().get(i);
            if (known.get(i).isEmpty()) {
                injected.add(finding);
                stored.add(all.get(i));
                remember(remembered, finding, step.now());
                tally.add(finding.entry(), 1, 0, 1, 0);
            } else if (known.get(i).get() != Origin.SWEEP) {
                heard++;
                if (finding.counted()) {
                    tally.add(finding.entry(), 1, 1, 0, 0);
                }
            }
        }
        if (!stored.isEmpty()) {
            accepts.insert(session, stored);
            LocalDate day = injected.get(0).entry().day();
            session.update(FORGET, day.minusDays(SweepStore.LEDGER_DAYS).toString());
        }
        if (!remembered.isEmpty()) {
            memories.run(session, remembered);
        }
        tally.write(session);
        return new Healed(true, injected, heard);
    }

    private Accepts.Accepted accepted(Finding finding, Instant now) {
        return new Accepts.Accepted(finding.event(), events.data(finding.event()), finding.flows(), now);
    }

    private static void remember(List<Memories.Memory> all, Finding finding, Instant now) {
        if (finding.proof() instanceof Proof.Found found) {
            all.add(new Memories.Memory(
                    SweepStore.FOUND, found.key(), finding.event().id(), now));
        }
        finding.covers()
                .ifPresent(until -> all.add(new Memories.Memory(
                        SweepStore.COVERED,
                        Covered.key(finding.event()).orElseThrow(),
                        Covered.of(finding, until).text(),
                        now)));
    }

    /** How each change is known; empty for those that are not. */
    static List<Optional<Origin>> known(PgSession session, List<Finding> findings) throws SQLException {
        if (findings.isEmpty()) {
            return List.of();
        }
        return session.list(
                KNOWN,
                row -> Optional.ofNullable(row.getString(2)).map(Origin::of),
                SweepStore.FOUND,
                Column.texts(
                        findings, found -> PlainText.of(found.event().entity().id())),
                Column.texts(findings, found -> found.event().portal()),
                Column.texts(findings, found -> found.event().entity().type()),
                Column.numbers(findings, found -> (long) found.event().entity().typeId()),
                Column.texts(findings, Sweeps::type),
                Column.texts(
                        findings,
                        found -> EventCode.numbered(
                                type(found), found.event().entity().typeId())),
                Column.numbers(findings, Sweeps::since),
                Column.texts(
                        findings, found -> found.proof() instanceof Proof.Found once ? PlainText.of(once.key()) : ""));
    }

    private static String type(Finding finding) {
        return finding.proof() instanceof Proof.Heard heard ? heard.type() : "";
    }

    private static long since(Finding finding) {
        return finding.proof() instanceof Proof.Heard heard
                ? heard.since().map(Millis::at).orElse(Long.MIN_VALUE)
                : Long.MIN_VALUE;
    }

    /** Of events that came in, those that tell what a sweep has told, by their ids, and what that was. */
    static Map<String, Covered> late(PgSession session, List<Accepts.Accepted> all) throws SQLException {
        Map<String, List<Bitrix24Event>> asked = new HashMap<>();
        all.forEach(accepted -> Covered.keyOfArrival(accepted.event())
                .ifPresent(key -> asked.computeIfAbsent(PlainText.of(key), same -> new ArrayList<>())
                        .add(accepted.event())));
        Map<String, Covered> late = new TreeMap<>();
        if (asked.isEmpty()) {
            return late;
        }
        record Told(String key, Covered covered) {}
        session.list(
                        COVERED,
                        row -> new Told(row.getString(1), Covered.parse(row.getString(2))),
                        Column.texts(asked.keySet(), key -> key))
                .forEach(told -> asked.get(told.key).stream()
                        .filter(told.covered::covers)
                        .forEach(event -> late.put(event.id(), told.covered)));
        return late;
    }

    /** Writes down which events came late. */
    static void note(PgSession session, Memories memories, List<Accepts.Accepted> all, Map<String, Covered> late)
            throws SQLException {
        Tally tally = new Tally();
        List<Memories.Memory> notes = new ArrayList<>();
        for (Accepts.Accepted accepted : all) {
            Covered covered = late.get(accepted.event().id());
            if (covered != null) {
                tally.add(covered.entry(accepted.event().portal()), 0, 0, 0, 1);
                notes.add(
                        new Memories.Memory(SweepStore.LATE, accepted.event().id(), covered.eventId(), accepted.now()));
            }
        }
        memories.run(session, notes);
        tally.write(session);
    }

    static List<LedgerRow> ledger(PgSession session, LocalDate from, LocalDate to) throws SQLException {
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

    /** What is to be added to the ledger. */
    private static final class Tally {

        private final Map<LedgerEntry, long[]> sums = new TreeMap<>(IN_ORDER);

        private void add(LedgerEntry entry, int changed, int heard, int healed, int late) {
            long[] sum = sums.computeIfAbsent(entry, first -> new long[4]);
            sum[0] += changed;
            sum[1] += heard;
            sum[2] += healed;
            sum[3] += late;
        }

        private void write(PgSession session) throws SQLException {
            for (Map.Entry<LedgerEntry, long[]> each : sums.entrySet()) {
                LedgerEntry entry = each.getKey();
                long[] sum = each.getValue();
                session.update(
                        COUNT, entry.day().toString(), entry.portal(), entry.type(), sum[0], sum[1], sum[2], sum[3]);
            }
        }
    }
}
