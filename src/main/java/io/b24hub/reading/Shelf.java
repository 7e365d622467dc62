package io.b24hub.reading;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Keeps what was loaded from afar. Whoever asks for the same thing at the same time shares one load.
 *
 * <p>A load is begun when a thing is not here, when it lacks what was asked for, and when it is older than
 * {@link #OLD_AFTER}: then the old one is handed out and the new one comes in behind. A thing is loaded at most once in
 * {@link #PAUSE}, whatever came of the last load; only {@link #drop} allows more. A failed load is no failure here: what was
 * known before stays, else there is nothing.
 *
 * <p>Thread-safe. Holds at most so many things; the one not asked for longest goes first.
 */
final class Shelf<K, V> {

    /** When a thing is loaded anew although nobody misses anything. */
    static final Duration OLD_AFTER = Duration.ofHours(6);
    /** The shortest time between two loads of one thing. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private final HubClock clock;
    private final Map<K, Slot<V>> slots;

    Shelf(HubClock clock, int capacity) {
        this.clock = clock;
        this.slots = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Slot<V>> eldest) {
                return size() > capacity;
            }
        };
    }

    private static final class Slot<V> {

        private Optional<V> content = Optional.empty();
        private Instant loadedAt = Instant.MIN;
        private Instant triedAt = Instant.MIN;
        private Optional<CompletableFuture<Optional<V>>> loading = Optional.empty();
    }

    /**
     * A thing, loaded if need be.
     *
     * @param enough whether it holds what the caller wants; if not, a newer one is worth a load
     * @param source loads it, at once and on this thread, if this caller is the one to begin a load; a stage that completes
     *     exceptionally means that it cannot be had now
     * @return never completes exceptionally; empty when it could not be loaded. What is not enough is handed out all the
     *     same when nothing better can be had
     */
    CompletionStage<Optional<V>> get(K key, Predicate<V> enough, Supplier<CompletionStage<V>> source) {
        CompletableFuture<Optional<V>> begun = new CompletableFuture<>();
        Slot<V> slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(key, k -> new Slot<>());
            Instant now = clock.instant();
            boolean usable = slot.content.filter(enough).isPresent();
            boolean begins = slot.loading.isEmpty() && (!usable || isOld(slot, now)) && mayLoad(slot, now);
            if (!begins) {
                return usable || slot.loading.isEmpty()
                        ? CompletableFuture.completedFuture(slot.content)
                        : slot.loading.get();
            }
            slot.triedAt = now;
            slot.loading = Optional.of(begun);
            if (usable) {
                begun = new CompletableFuture<>();
                begun.complete(slot.content);
            }
        }
        load(slot, source);
        return begun;
    }

    /** Forgets what fits. A load on its way ends for those who wait for it, and is not kept. */
    void drop(Predicate<K> which) {
        synchronized (slots) {
            slots.keySet().removeIf(which);
        }
    }

    private static boolean isOld(Slot<?> slot, Instant now) {
        return !slot.loadedAt.isAfter(now.minus(OLD_AFTER));
    }

    private static boolean mayLoad(Slot<?> slot, Instant now) {
        return !slot.triedAt.isAfter(now.minus(PAUSE));
    }

    private void load(Slot<V> slot, Supplier<CompletionStage<V>> source) {
        CompletionStage<V> loading;
        try {
            loading = source.get();
        } catch (RuntimeException e) {
            loading = CompletableFuture.failedFuture(e);
        }
        loading.whenComplete((loaded, failure) -> keep(slot, failure == null ? Optional.of(loaded) : Optional.empty()));
    }

    private void keep(Slot<V> slot, Optional<V> loaded) {
        CompletableFuture<Optional<V>> waiting;
        Optional<V> content;
        synchronized (slots) {
            if (loaded.isPresent()) {
                slot.content = loaded;
                slot.loadedAt = clock.instant();
            }
            content = slot.content;
            waiting = slot.loading.orElseThrow();
            slot.loading = Optional.empty();
        }
        waiting.complete(content);
    }
}
