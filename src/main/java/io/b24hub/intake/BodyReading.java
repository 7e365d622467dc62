package io.b24hub.intake;

import io.b24hub.settings.IntakeSettings;
import io.b24hub.time.HubClock;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads the body of one request on its event loop: not more than allowed, not longer than allowed. A caller that is
 * refused while it still sends is listened to for a moment more, otherwise the closed connection would swallow the
 * answer.
 *
 * <p>Lives on one event loop; not thread-safe.
 */
final class BodyReading {

    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final HubClock.Scheduled NOTHING = () -> {};

    private final HttpServerRequest request;
    private final Context loop;
    private final IntakeSettings settings;
    private final HubClock clock;
    private final HeldBytes held;
    private HeldBytes.Share share;
    private final Buffer body = Buffer.buffer();
    private HubClock.Scheduled timer = NOTHING;
    private boolean done;

    BodyReading(RoutingContext context, IntakeSettings settings, HubClock clock, HeldBytes held) {
        request = context.request();
        loop = context.vertx().getOrCreateContext();
        this.settings = settings;
        this.clock = clock;
        this.held = held;
    }

    /**
     * Begins.
     *
     * @param complete gets the body, whose bytes stay counted as held until it gives them back
     * @param refused gets the reason; answers, and the connection is closed after that
     */
    void read(Consumer<byte[]> complete, Consumer<Refusal> refused) {
        share = held.begin(() -> loop.runOnContext(displaced -> {
            if (!done) {
                refuse(Refusal.OVERLOADED, refused);
            }
        }));
        if (declaredLength() > settings.maxBody()) {
            refuse(Refusal.TOO_LARGE, refused);
            return;
        }
        if (isEncoded()) {
            refuse(Refusal.COMPRESSED, refused);
            return;
        }
        request.exceptionHandler(gone -> abandon());
        request.handler(chunk -> add(chunk, refused));
        request.endHandler(end -> finish(complete));
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
        // a small body is complete before this runs and needs no timer
        loop.runOnContext(ignored -> startTimer(refused));
    }

    private boolean isEncoded() {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !encoding.isBlank() && !encoding.trim().equalsIgnoreCase("identity");
    }

    private long declaredLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the server has refused what is no number; what is read is counted anyway
        }
    }

    private void add(Buffer chunk, Consumer<Refusal> refused) {
        if (done) {
            return;
        }
        if (body.length() + (long) chunk.length() > settings.maxBody()) {
            refuse(Refusal.TOO_LARGE, refused);
        } else if (!share.take(chunk.length())) {
            refuse(Refusal.OVERLOADED, refused);
        } else {
            body.appendBuffer(chunk);
        }
    }

    private void finish(Consumer<byte[]> complete) {
        if (!done) {
            done = true;
            timer.cancel();
            share.keep();
            complete.accept(body.getBytes());
        }
    }

    // the caller hung up
    private void abandon() {
        if (!done) {
            done = true;
            timer.cancel();
            share.giveBack();
        }
    }

    private void startTimer(Consumer<Refusal> refused) {
        if (!done) {
            timer = clock.runIn(
                    settings.bodyTimeout(),
                    () -> loop.runOnContext(late -> {
                        if (!done) {
                            refuse(Refusal.TOO_SLOW, refused);
                        }
                    }));
        }
    }

    private void refuse(Refusal reason, Consumer<Refusal> refused) {
        done = true;
        timer.cancel();
        share.giveBack();
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        refused.accept(reason);
        new Linger(request, 4L * settings.maxBody()).begin(clock, LINGER, loop);
    }
}
