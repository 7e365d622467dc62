package io.b24hub.emulator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mass update: deals are changed one after the other, each told as soon as one of the connections is free, as fast as
 * the handler answers. Thread-safe; begun once.
 */
final class Burst {

    private final PortalRecords records;
    private final WebhookSender sender;
    private final QueueServer queue;
    private final List<Long> deals;
    private final int size;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CompletableFuture<WebhookSender.Tally> done = new CompletableFuture<>();

    Burst(PortalRecords records, WebhookSender sender, QueueServer queue, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A burst has one or more calls, not " + size);
        }
        this.records = records;
        this.sender = sender;
        this.queue = queue;
        this.size = size;
        deals = records.ids(Kind.DEAL);
        if (deals.isEmpty()) {
            throw new IllegalStateException("The portal has no deal to update");
        }
    }

    CompletableFuture<WebhookSender.Tally> begin(int parallel) {
        for (int i = 0; i < Math.min(parallel, size); i++) {
            next();
        }
        return done;
    }

    private void next() {
        int number = begun.getAndIncrement();
        if (number >= size) {
            return;
        }
        long deal = deals.get(number % deals.size());
        records.alter(Kind.DEAL, deal, Map.of("COMMENTS", "Массовое изменение " + (number + 1)))
                .map(queue::tell)
                .orElseGet(() -> CompletableFuture.completedFuture(PortalBooks.Fate.SILENT))
                .thenRunAsync(this::ended);
    }

    /** Not on the thread that answered, so that an unreachable handler does not make the calls nest. */
    private void ended() {
        if (ended.incrementAndGet() == size) {
            done.complete(sender.tally());
        } else {
            next();
        }
    }
}
