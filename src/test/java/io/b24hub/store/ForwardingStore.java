package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Passes every call on to a real store; a test overrides what it wants to see or to spoil. */
public abstract class ForwardingStore implements HubStore {

    private final HubStore store;

    protected ForwardingStore(HubStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows) {
        return store.accept(event, flows);
    }

    @Override
    public CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Swap swap) {
        return store.accept(event, flows, swap);
    }

    @Override
    public CompletableFuture<Boolean> swap(Swap swap, Instant at) {
        return store.swap(swap, at);
    }

    @Override
    public CompletableFuture<Claimed> claim(Claim claim) {
        return store.claim(claim);
    }

    @Override
    public CompletableFuture<Transition> finish(
            Delivery delivery, DeliveryState end, Attempt attempt, List<Fact> facts) {
        return store.finish(delivery, end, attempt, facts);
    }

    @Override
    public CompletableFuture<Transition> retry(Delivery delivery, Instant due, Attempt attempt) {
        return store.retry(delivery, due, attempt);
    }

    @Override
    public CompletableFuture<Transition> postpone(Delivery delivery, Instant due, Attempt attempt) {
        return store.postpone(delivery, due, attempt);
    }

    @Override
    public CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason) {
        return store.release(delivery, due, reason);
    }

    @Override
    public CompletableFuture<Transition> park(Delivery delivery, Attempt attempt) {
        return store.park(delivery, attempt);
    }

    @Override
    public CompletableFuture<Integer> recover(Instant now) {
        return store.recover(now);
    }

    @Override
    public Optional<Instant> nextDue(String flow) {
        return store.nextDue(flow);
    }

    @Override
    public int waiting(String flow, Instant now, int limit) {
        return store.waiting(flow, now, limit);
    }

    @Override
    public Optional<Bitrix24Event> event(String id) {
        return store.event(id);
    }

    @Override
    public List<Bitrix24Event> latest(int limit) {
        return store.latest(limit);
    }

    @Override
    public List<DeliveryRecord> deliveries(String eventId) {
        return store.deliveries(eventId);
    }

    @Override
    public Optional<DeliveryRecord> delivery(long id) {
        return store.delivery(id);
    }

    @Override
    public List<Attempt> attempts(long deliveryId) {
        return store.attempts(deliveryId);
    }

    @Override
    public List<DeliveryRecord> find(DeliveryFilter filter, long before, long after, int limit) {
        return store.find(filter, before, after, limit);
    }

    @Override
    public Count count(DeliveryFilter filter) {
        return store.count(filter);
    }

    @Override
    public Glance glance(DeliveryFilter filter, int most, int sample) {
        return store.glance(filter, most, sample);
    }

    @Override
    public Map<DeliveryState, Long> active(String flow) {
        return store.active(flow);
    }

    @Override
    public Optional<Instant> oldestWaiting(String flow) {
        return store.oldestWaiting(flow);
    }

    @Override
    public CompletableFuture<ChangeStep> change(
            Change change, DeliveryFilter filter, long after, long upTo, int limit, String reason, Instant now) {
        return store.change(change, filter, after, upTo, limit, reason, now);
    }

    @Override
    public List<Hold> holds() {
        return store.holds();
    }

    @Override
    public CompletableFuture<Void> hold(Hold hold) {
        return store.hold(hold);
    }

    @Override
    public CompletableFuture<Void> lift(Hold.Kind kind, String name) {
        return store.lift(kind, name);
    }

    @Override
    public CompletableFuture<Void> record(OperatorAction action) {
        return store.record(action);
    }

    @Override
    public List<OperatorAction> actions(int limit) {
        return store.actions(limit);
    }

    @Override
    public CompletableFuture<Void> saveFlows(Collection<FlowRecord> flows) {
        return store.saveFlows(flows);
    }

    @Override
    public CompletableFuture<Void> removeFlow(String id) {
        return store.removeFlow(id);
    }

    @Override
    public List<FlowRecord> flows() {
        return store.flows();
    }

    @Override
    public Optional<String> recall(String space, String key) {
        return store.recall(space, key);
    }

    @Override
    public CompletableFuture<Void> remember(String space, String key, String value, Instant at) {
        return store.remember(space, key, value, at);
    }

    @Override
    public CompletableFuture<String> rememberFirst(String space, String key, String value, Instant at) {
        return store.rememberFirst(space, key, value, at);
    }

    @Override
    public CompletableFuture<Void> forget(String space, String key) {
        return store.forget(space, key);
    }

    @Override
    public CompletableFuture<Integer> forgetBefore(String space, Instant before, int limit) {
        return store.forgetBefore(space, before, limit);
    }

    @Override
    public long remembered(String space) {
        return store.remembered(space);
    }

    @Override
    public boolean shared() {
        return store.shared();
    }

    @Override
    public Duration term() {
        return store.term();
    }

    @Override
    public Instant leasedUntil() {
        return store.leasedUntil();
    }

    @Override
    public CompletableFuture<Renewal> renew() {
        return store.renew();
    }

    @Override
    public CompletableFuture<Boolean> elect(String duty, Duration term) {
        return store.elect(duty, term);
    }

    @Override
    public CompletableFuture<PruneStep> prune(long after, int limit, Instant endedBefore, Instant parkedBefore) {
        return store.prune(after, limit, endedBefore, parkedBefore);
    }

    @Override
    public CompletableFuture<Healed> heal(Heal step) {
        return store.heal(step);
    }

    @Override
    public List<Finding> unknown(List<Finding> findings) {
        return store.unknown(findings);
    }

    @Override
    public List<LedgerRow> ledger(LocalDate from, LocalDate to) {
        return store.ledger(from, to);
    }

    @Override
    public CompletableFuture<Integer> forgetActions(Instant before, int limit) {
        return store.forgetActions(before, limit);
    }

    @Override
    public CommitTimes commitTimes() {
        return store.commitTimes();
    }

    @Override
    public long contentBytes() {
        return store.contentBytes();
    }

    @Override
    public void close() {
        store.close();
    }
}
