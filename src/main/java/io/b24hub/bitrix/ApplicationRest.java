package io.b24hub.bitrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.bitrix.RestAnswer.Bad;
import io.b24hub.bitrix.RestAnswer.Good;
import io.b24hub.bitrix.RestAnswer.Moved;
import io.b24hub.settings.Secret;
import io.b24hub.time.HubClock;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Calls a portal as its application, with an access token, one HTTP call for each. Takes its turns at the portal's request
 * limit, which calls through the incoming webhook use as well.
 *
 * <p>A call is sent again only after a refusal because of that limit, up to 5 times. A token that is no longer good does not
 * stop anything else. The token travels in the body, so that no log of addresses has it.
 *
 * <p>Immutable and thread-safe; returns at once.
 */
public final class ApplicationRest {

    private static final int MAX_REFUSALS = 5;

    private final String portal;
    private final URI address;
    private final HttpTransport transport;
    private final LeakyBucket bucket;
    private final HubClock clock;
    private final AnswerReader reader = new AnswerReader(ErrorTable.load());
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param address scheme and authority of the portal
     * @param bucket the portal's request limit
     */
    public ApplicationRest(String portal, URI address, HttpTransport transport, LeakyBucket bucket, HubClock clock) {
        this.portal = portal;
        this.address = address;
        this.transport = transport;
        this.bucket = bucket;
        this.clock = clock;
    }

    /**
     * Calls a method.
     *
     * @return completes exceptionally with {@link RestException}
     */
    public CompletionStage<RestResult> call(String method, Map<String, Object> params, Secret token) {
        RestFailures failures = new RestFailures(portal, token);
        Map<String, Object> all = new LinkedHashMap<>(params);
        all.put("auth", token.reveal());
        try {
            byte[] body = json.writeValueAsBytes(all);
            return send(RestMethod.of(method).orElseThrow(), body, failures, 0);
        } catch (JsonProcessingException e) {
            return CompletableFuture.failedFuture(failures.of(method, RestFailures.NOT_JSON));
        }
    }

    private CompletionStage<RestResult> send(RestMethod method, byte[] body, RestFailures failures, int refusals) {
        String url = address + "/rest/" + method.name() + ".json";
        return bucket.turn().thenCompose(turn -> {
            long round = bucket.round();
            return transport
                    .post(url, body)
                    .handle((answer, lost) -> {
                        if (lost != null) {
                            return failed(failures.ambiguous(method, RestFailures.unanswered(lost)));
                        }
                        return arrived(method, body, failures, refusals, round, reader.read(method.name(), answer));
                    })
                    .thenCompose(next -> next);
        });
    }

    private CompletionStage<RestResult> arrived(
            RestMethod method, byte[] body, RestFailures failures, int refusals, long round, RestAnswer answer) {
        if (answer instanceof Good good) {
            bucket.accepted(round);
            return CompletableFuture.completedFuture(good.result());
        }
        if (answer instanceof Moved moved) {
            return failed(failures.of(method.name(), RestFailures.astray(moved)));
        }
        RestError error = ((Bad) answer).error();
        if (error.errorClass() != RestErrorClass.RATE_LIMIT) {
            return failed(
                    error.errorClass() == RestErrorClass.TEMPORARY
                            ? failures.ambiguous(method, error)
                            : failures.of(method.name(), error));
        }
        Duration hold = bucket.refused(round);
        return refusals < MAX_REFUSALS
                ? send(method, body, failures, refusals + 1)
                : failed(failures.of(method.name(), error, clock.instant().plus(hold)));
    }

    private static CompletionStage<RestResult> failed(RestException failure) {
        return CompletableFuture.failedFuture(failure);
    }
}
