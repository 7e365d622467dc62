package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link SqliteStore} and {@link SqliteView} answer from their reading connections. */
abstract class SqliteReads implements DeliveryHistory {

    private static final String CONTENT_BYTES = """
            SELECT (page_count - freelist_count) * page_size
              FROM pragma_page_count, pragma_freelist_count, pragma_page_size
            """;

    final EventTable events = new EventTable();
    final AttemptTable attempts = new AttemptTable();
    private final ReadPool readers;

    SqliteReads(ReadPool readers) {
        this.readers = readers;
    }

    final <T> T read(ReadPool.Reading<T> reading) {
        return readers.read(reading);
    }

    public Optional<Instant> nextDue(String flow) {
        return read(session -> Claiming.nextDue(session, flow));
    }

    public int waiting(String flow, Instant now, int limit) {
        return read(session -> Claiming.waiting(session, flow, now, limit));
    }

    @Override
    public Optional<Bitrix24Event> event(String id) {
        return read(session -> events.byId(session, id));
    }

    @Override
    public List<Bitrix24Event> latest(int limit) {
        return read(session -> events.latest(session, Math.max(0, limit)));
    }

    @Override
    public List<DeliveryRecord> deliveries(String eventId) {
        return read(session -> RecordReader.ofEvent(session, eventId));
    }

    @Override
    public Optional<DeliveryRecord> delivery(long id) {
        return read(session -> RecordReader.byId(session, id));
    }

    @Override
    public List<Attempt> attempts(long deliveryId) {
        return read(session -> attempts.of(session, deliveryId));
    }

    @Override
    public List<DeliveryRecord> find(DeliveryFilter filter, long before, long after, int limit) {
        return read(session -> RecordReader.find(session, filter, before, after, limit));
    }

    @Override
    public Count count(DeliveryFilter filter) {
        return read(session -> RecordReader.count(session, filter));
    }

    @Override
    public Glance glance(DeliveryFilter filter, int most, int sample) {
        return read(session -> RecordReader.glance(session, filter, most, sample));
    }

    @Override
    public Map<DeliveryState, Long> active(String flow) {
        return read(session -> RecordReader.active(session, flow));
    }

    @Override
    public Optional<Instant> oldestWaiting(String flow) {
        return read(session -> RecordReader.oldestWaiting(session, flow));
    }

    public List<Hold> holds() {
        return read(HoldTable::all);
    }

    public List<OperatorAction> actions(int limit) {
        return read(session -> ActionTable.newest(session, Math.max(0, limit)));
    }

    public List<FlowRecord> flows() {
        return read(FlowTable::all);
    }

    public Optional<String> recall(String space, String key) {
        return read(session -> MemoryTable.recall(session, space, key));
    }

    public long remembered(String space) {
        return read(session -> MemoryTable.count(session, space));
    }

    public List<Finding> unknown(List<Finding> findings) {
        return read(session -> {
            List<Finding> unknown = new ArrayList<>();
            for (Finding finding : findings) {
                if (SweepTables.known(session, finding).isEmpty()) {
                    unknown.add(finding);
                }
            }
            return unknown;
        });
    }

    public List<LedgerRow> ledger(LocalDate from, LocalDate to) {
        return read(session -> SweepTables.ledger(session, from, to));
    }

    public long contentBytes() {
        return read(
                session -> session.first(CONTENT_BYTES, row -> row.getLong(1)).orElseThrow());
    }
}
