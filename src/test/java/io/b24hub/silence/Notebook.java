package io.b24hub.silence;

import io.b24hub.store.Memory;
import io.b24hub.store.Swap;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A memory without a disk, for weeks that pass in seconds; counts what is written. */
final class Notebook implements Memory {

    final Map<String, String> lines = new HashMap<>();
    int written;

    @Override
    public Optional<String> recall(String space, String key) {
        return Optional.ofNullable(lines.get(space + "/" + key));
    }

    @Override
    public CompletableFuture<Void> remember(String space, String key, String value, Instant at) {
        lines.put(space + "/" + key, value);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<String> rememberFirst(String space, String key, String value, Instant at) {
        lines.putIfAbsent(space + "/" + key, value);
        return CompletableFuture.completedFuture(lines.get(space + "/" + key));
    }

    @Override
    public CompletableFuture<Boolean> swap(Swap swap, Instant at) {
        boolean same = recall(swap.space(), swap.key()).equals(swap.seen());
        if (same) {
            written++;
            lines.put(swap.space() + "/" + swap.key(), swap.value());
        }
        return CompletableFuture.completedFuture(same);
    }

    @Override
    public CompletableFuture<Void> forget(String space, String key) {
        lines.remove(space + "/" + key);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Integer> forgetBefore(String space, Instant before, int limit) {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public long remembered(String space) {
        return lines.size();
    }
}
