package io.b24hub.intake;

import io.b24hub.time.HubClock;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Throws away what an answered caller still sends, then closes the connection: at its end, after so many bytes, or after
 * a short time. Closing at once would reset the connection and most callers would never see the answer.
 *
 * <p>Lives on one event loop; not thread-safe.
 */
final class Linger {

    private final HttpServerRequest request;
    private long left;

    Linger(HttpServerRequest request, long atMost) {
        this.request = request;
        left = atMost;
    }

    void begin(HubClock clock, Duration time, Context loop) {
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        HubClock.Scheduled end = clock.runIn(
                time, () -> loop.runOnContext(ignored -> request.connection().close()));
        request.connection().closeHandler(closed -> end.cancel());
        request.exceptionHandler(gone -> end.cancel());
        request.endHandler(ended -> request.connection().close());
        request.handler(chunk -> {
            left -= chunk.length();
            if (left < 0) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
