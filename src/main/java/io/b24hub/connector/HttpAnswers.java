package io.b24hub.connector;

import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Later;
import io.b24hub.connector.Verdict.Retry;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * What a plain HTTP destination means by its status. Thread-safe.
 *
 * <p>429 without {@code Retry-After} waits {@link Waiting#UNSAID}; 503 without it is retried like any failure of a
 * server.
 */
final class HttpAnswers {

    private static final Map<Integer, String> HOPELESS = Map.ofEntries(
            Map.entry(400, "Check what the flow sends: the destination calls it malformed."),
            Map.entry(401, "Check the destination's credentials."),
            Map.entry(403, "Ask the destination's owner to allow this call."),
            Map.entry(404, "Check the destination's address."),
            Map.entry(405, "Check the HTTP method: the destination does not take this one."),
            Map.entry(413, "Send less: the body is too large for the destination."),
            Map.entry(414, "Send less in the address: it is too long for the destination."),
            Map.entry(415, "Check the header Content-Type: the destination does not take this one."),
            Map.entry(422, "Check what the flow sends: the destination understands but does not accept it."));

    private static final String GONE =
            "Ask the destination's owner for the new address, or switch the flow off. Then resume"
                    + " what is on hold because of it, and replay.";

    private final Waiting waiting;
    private final SafeText safe;

    HttpAnswers(Waiting waiting, SafeText safe) {
        this.waiting = waiting;
        this.safe = safe;
    }

    Verdict judge(HttpOperationFailedException answer) {
        int status = answer.getStatusCode();
        String reason = reason(answer, status);
        if (status == 429 || status == 503) {
            Optional<Instant> at = retryAfter(answer);
            if (at.isPresent()) {
                return new Later(at.get(), reason);
            }
        }
        if (status == 429) {
            return new Later(waiting.unsaid(), reason);
        }
        if (status == 410) {
            return new Hopeless(reason, GONE, true, FarAnswer.NONE);
        }
        return HOPELESS.containsKey(status) ? new Hopeless(reason, HOPELESS.get(status)) : new Retry(reason);
    }

    private String reason(HttpOperationFailedException answer, int status) {
        String who = safe.clean(Objects.requireNonNullElse(answer.getUri(), "The destination"));
        String said = safe.excerpt(Objects.requireNonNullElse(answer.getResponseBody(), ""));
        String gone = status == 410 ? " (the destination says it is gone)" : "";
        return who + " answered " + status + gone + (said.isEmpty() ? "" : ": " + said);
    }

    private Optional<Instant> retryAfter(HttpOperationFailedException answer) {
        Map<String, String> headers = Objects.requireNonNullElse(answer.getResponseHeaders(), Map.of());
        return headers.entrySet().stream()
                .filter(header -> "Retry-After".equalsIgnoreCase(header.getKey()) && header.getValue() != null)
                .findFirst()
                .flatMap(header -> waiting.retryAfter(header.getValue()));
    }
}
