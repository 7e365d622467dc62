package io.b24hub.store.postgres;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Finding;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.Hold;
import io.b24hub.store.LedgerRow;
import io.b24hub.store.OperatorAction;
import io.b24hub.store.StoreView;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** All that the store is asked, on connections that only read. Thread-safe. */
abstract class PostgresReads implements StoreView {

    final Events events = new Events();
    final Attempts attempts = new Attempts();
    private final ReadLinks reads;

    PostgresReads(ReadLinks reads) {
        this.reads = reads;
    }

    final <T> T read(GroupWriter.Work<T> reading) {
        return reads.read(reading);
    }

    public Optional<Instant> nextDue(String flow) {
        return read(session -> Claims.nextDue(session, flow));
    }

    public int waiting(String flow, Instant now, int limit) {
        return read(session -> Claims.waiting(session, flow, now, limit));
    }

    @Override
    public Optional<Bitrix24Event> event(String id) {
        return read(session -> events.byId(session, id));
    }

    @Override
    public List<Bitrix24Event> latest(int limit) {
        return read(session -> events.latest(session, limit));
    }

    @Override
    public List<DeliveryRecord> deliveries(String eventId) {
        return read(session -> Records.ofEvent(session, eventId));
    }

    @Override
    public Optional<DeliveryRecord> delivery(long id) {
        return read(session -> Records.byId(session, id));
    }

    @Override
    public List<Attempt> attempts(long deliveryId) {
        return read(session -> attempts.of(session, deliveryId));
    }

    @Override
    public List<DeliveryRecord> find(DeliveryFilter filter, long before, long after, int limit) {
        return read(session -> Records.find(session, filter, before, after, limit));
    }

    @Override
    public Count count(DeliveryFilter filter) {
        return read(session -> Records.count(session, filter));
    }

    @Override
    public Glance glance(DeliveryFilter filter, int most, int sample) {
        return read(session -> Records.glance(session, filter, most, sample));
    }

    @Override
    public Map<DeliveryState, Long> active(String flow) {
        return read(session -> Records.active(session, flow));
    }

    @Override
    public Optional<Instant> oldestWaiting(String flow) {
        return read(session -> Records.oldestWaiting(session, flow));
    }

    @Override
    public List<Hold> holds() {
        return read(Notes::holds);
    }

    @Override
    public List<OperatorAction> actions(int limit) {
        return read(session -> Notes.actions(session, limit));
    }

    @Override
    public List<FlowRecord> flows() {
        return read(Flows::all);
    }

    public Optional<String> recall(String space, String key) {
        return read(session -> Memories.recall(session, space, key));
    }

    public long remembered(String space) {
        return read(session -> Memories.count(session, space));
    }

    public List<Finding> unknown(List<Finding> findings) {
        return read(session -> {
            List<Optional<Origin>> known = Sweeps.known(session, findings);
            return IntStream.range(0, findings.size())
                    .filter(i -> known.get(i).isEmpty())
                    .mapToObj(findings::get)
                    .toList();
        });
    }

    public List<LedgerRow> ledger(LocalDate from, LocalDate to) {
        return read(session -> Sweeps.ledger(session, from, to));
    }

    /** Beyond 64 MiB a table, an estimate from the server's own statistics. */
    public long contentBytes() {
        return read(Records::contentBytes);
    }
}
