package io.b24hub.application;

import io.b24hub.application.OfflineCalls.Batch;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.intake.Redaction;
import io.b24hub.store.Swap;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records out of the portal's queue: stores their events, and clears them when that is durable. What a record told is
 * remembered in the transaction that stores its event, so one that comes again, because the hub or the call for clearing it
 * died, is cleared and not stored again. Waits for the store. Used by one thread; its counts by any.
 */
final class Fetching {

    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);

    private final String portal;
    private final Applications.Parts parts;
    private final OfflineCalls queue;
    final LongAdder fetched = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder unreadable = new LongAdder();

    /** An event on its way into the store. */
    private record Stored(Bitrix24Event event, Collection<String> flows, CompletableFuture<Boolean> done) {}

    Fetching(String portal, Applications.Parts parts, OfflineCalls queue) {
        this.portal = portal;
        this.parts = parts;
        this.queue = queue;
    }

    /** What was reserved and not cleared. Returns whether there may be more. */
    boolean abandoned() {
        Optional<String> process = queue.abandoned();
        process.map(queue::reservedBy).ifPresent(this::take);
        return process.isPresent();
    }

    /**
     * The next records.
     *
     * @param after the number of the last one in this round
     * @return the number of the last one; empty when there are no more
     */
    Optional<Long> next(long after) {
        Batch batch = queue.next(after);
        take(batch);
        return batch.records().stream().map(OfflineRecord::id).max(Long::compare);
    }

    private void take(Batch batch) {
        List<OfflineRecord> readable = new ArrayList<>();
        List<OfflineRecord> others = new ArrayList<>();
        batch.records().stream()
                .sorted(java.util.Comparator.comparingLong(OfflineRecord::id))
                .forEach(each -> (each.isReadable() ? readable : others).add(each));
        List<Stored> stored = readable.stream().map(this::store).toList();
        stored.forEach(this::await);
        queue.clear(batch, readable);
        if (!others.isEmpty()) {
            queue.setAside(batch, others);
            unreadable.add(others.size());
            others.forEach(each -> LOG.warn(
                    "Portal {} has kept record {} (MESSAGE_ID {}) of which no event can be made, because its EVENT_NAME is"
                            + " missing or no name. It was marked with event.offline.error and stays there",
                    portal,
                    each.id(),
                    each.messageId().replaceAll("[^A-Za-z0-9]", "")));
        }
    }

    private Stored store(OfflineRecord each) {
        Instant now = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Bitrix24Event event = new Bitrix24Event(
                parts.ids().next(),
                portal,
                each.type(),
                parts.catalogue().entityOf(each.type(), each.data()),
                "",
                each.at().orElse(now),
                now,
                Origin.OFFLINE,
                Redaction.of(each.data()));
        Collection<String> flows = parts.flows().apply(event);
        Swap once = new Swap(Applications.SEEN, portal + "/" + each.key(), Optional.empty(), event.id());
        return new Stored(event, flows, parts.store().accept(event, flows, once));
    }

    private void await(Stored stored) {
        if (Waiting.on(stored.done())) {
            fetched.increment();
            parts.listener().received(stored.event(), stored.flows());
        } else {
            repeated.increment();
        }
    }
}
