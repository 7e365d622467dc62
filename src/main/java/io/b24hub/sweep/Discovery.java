package io.b24hub.sweep;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCode;
import io.b24hub.event.Origin;
import io.b24hub.store.Finding;
import io.b24hub.store.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns rows of a list into findings: an addition, an update, both, or neither. An addition comes before the update of the
 * same entity. Immutable and thread-safe.
 */
final class Discovery {

    private final Terms terms;
    private final SweptType type;

    Discovery(Terms terms, SweptType type) {
        this.terms = terms;
        this.type = type;
    }

    /**
     * What is looked at.
     *
     * @param from changes at or after
     * @param settled changes up to here; younger ones are left for the next sweep
     * @param counted changes up to here were counted by an earlier sweep
     * @param listedAt when the portal made the list
     */
    record Window(Instant from, Instant settled, Instant counted, Instant listedAt) {

        private boolean holds(Instant time) {
            return !time.isBefore(from) && !time.isAfter(settled);
        }
    }

    /**
     * What rows tell.
     *
     * @param findings in their order
     * @param unexplained rows that tell no time, as the ledger counts them
     */
    record Found(List<Finding> findings, List<LedgerEntry> unexplained) {}

    Found of(List<Map<?, ?>> rows, Window window) {
        List<Finding> findings = new ArrayList<>();
        List<LedgerEntry> unexplained = new ArrayList<>();
        for (Map<?, ?> row : rows) {
            Optional<Instant> created = time(row, type.form().created());
            Optional<Instant> modified = time(row, type.form().modified()).or(() -> created);
            if (created.isEmpty() || modified.isEmpty() || id(row) == 0) {
                unexplained.add(entry(window.listedAt));
                continue;
            }
            if (window.holds(created.get())) {
                findings.add(addition(row, created.get(), window));
            }
            if (type.updated().isPresent() && modified.get().isAfter(created.get()) && window.holds(modified.get())) {
                findings.add(update(row, modified.get(), window));
            }
        }
        return new Found(findings, unexplained);
    }

    long id(Map<?, ?> row) {
        return PortalAsk.number(row.get(type.form().id()));
    }

    /** A call is there when it has ended. */
    private Optional<Instant> time(Map<?, ?> row, String field) {
        Duration later = type.form() == SweptType.Form.CALL
                ? Duration.ofSeconds(PortalAsk.number(row.get("CALL_DURATION")))
                : Duration.ZERO;
        return PortalAsk.moment(row.get(field)).map(OffsetDateTime::toInstant).map(time -> time.plus(later));
    }

    private Finding addition(Map<?, ?> row, Instant created, Window window) {
        Bitrix24Event event = event(type.added(), true, row, created);
        return new Finding(
                event,
                List.copyOf(terms.flows().apply(event)),
                new Finding.Proof.Heard(type.added(), Optional.empty()),
                entry(created),
                created.isAfter(window.counted),
                Optional.of(Finding.FOR_GOOD));
    }

    private Finding update(Map<?, ?> row, Instant modified, Window window) {
        String code = type.updated().orElseThrow();
        Bitrix24Event event = event(code, false, row, modified);
        return new Finding(
                event,
                List.copyOf(terms.flows().apply(event)),
                new Finding.Proof.Heard(code, Optional.of(modified)),
                entry(modified),
                modified.isAfter(window.counted),
                Optional.of(told(modified, window.listedAt)));
    }

    /** The portal tells whole seconds: what changed in the second of the list may have changed after it. */
    private static Instant told(Instant modified, Instant listedAt) {
        Instant before = listedAt.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
        return modified.isAfter(before) ? modified : before;
    }

    private Bitrix24Event event(String code, boolean addition, Map<?, ?> row, Instant at) {
        Map<String, Object> data = type.data(addition, String.valueOf(id(row)), row);
        EntityRef entity = terms.catalogue().entityOf(code, data);
        Bitrix24Event plain = event(code, entity, at, data);
        Bitrix24Event numbered = event(EventCode.numbered(code, type.entityTypeId()), entity, at, data);
        // a flow that names the smart process is told as a webhook for that process would tell it
        boolean more = terms.flows().apply(numbered).size()
                > terms.flows().apply(plain).size();
        return more ? numbered : plain;
    }

    private Bitrix24Event event(String code, EntityRef entity, Instant at, Map<String, Object> data) {
        return new Bitrix24Event(
                terms.ids().next(),
                terms.portal(),
                code,
                entity,
                "",
                at,
                terms.clock().instant(),
                Origin.SWEEP,
                data);
    }

    /** Whether some flow takes what this type's lists tell. */
    boolean isWanted() {
        Instant now = terms.clock().instant();
        return Optional.of(type.added()).stream()
                .flatMap(added -> Stream.concat(Stream.of(added), type.updated().stream()))
                .map(code -> EventCode.numbered(code, type.entityTypeId()))
                .map(code -> event(code, new EntityRef(type.key(), type.entityTypeId(), "1"), now, Map.of()))
                .anyMatch(event -> !terms.flows().apply(event).isEmpty());
    }

    private LedgerEntry entry(Instant at) {
        return new LedgerEntry(LocalDate.ofInstant(at, terms.zone()), terms.portal(), type.key());
    }
}
