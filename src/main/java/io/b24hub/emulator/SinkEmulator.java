package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;

/**
 * A plain HTTP endpoint: takes every method on every path, remembers it and answers 200.
 *
 * <p>This class is thread-safe.
 */
public final class SinkEmulator extends Emulator {

    public SinkEmulator(Vertx vertx, HubClock clock) {
        super("HTTP sink", vertx, clock);
    }

    @Override
    String explanation() {
        return "Takes every request on every path, remembers it and answers 200.";
    }

    @Override
    Reply answer(Call call) {
        return Reply.json(200, "{\"ok\":true}");
    }

    @Override
    Reply refusal(int status, int retryAfter) {
        Reply reply = Reply.text(status, "Refused with " + status + ", as ordered.\n");
        return retryAfter == 0 ? reply : reply.with("Retry-After", String.valueOf(retryAfter));
    }
}
