package io.b24hub.connector.telegram;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is written down of one kind, in the hub's memory or nowhere. Thread-safe. */
final class Notes {

    private final Optional<TelegramParts> parts;
    private final String space;

    Notes(Optional<TelegramParts> parts, String space) {
        this.parts = parts;
        this.space = space;
    }

    /** Reads in place, a few milliseconds. */
    Optional<String> recall(String key) {
        return parts.flatMap(hub -> hub.memory().recall(space, key));
    }

    CompletableFuture<Void> remember(String key, String value) {
        return asked(parts.map(hub ->
                () -> hub.memory().remember(space, key, value, hub.clock().instant())));
    }

    CompletableFuture<Void> forget(String key) {
        return asked(parts.map(hub -> () -> hub.memory().forget(space, key)));
    }

    private interface Request {
        CompletableFuture<Void> ask();
    }

    private static CompletableFuture<Void> asked(Optional<Request> request) {
        try {
            return request.map(Request::ask).orElseGet(() -> CompletableFuture.completedFuture(null));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
