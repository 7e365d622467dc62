package io.b24hub.bitrix;

import java.util.concurrent.CompletionStage;

/**
 * Sends one POST. The only way out of this package.
 *
 * <p><strong>The address holds the webhook's secret.</strong> Implementations never log it, never put it into an
 * exception, a metric or a header, and switch off whatever would (wire logs, request tracing).
 *
 * <p>Implementations are thread-safe, return at once (they are called on the clock's thread too), follow no redirect,
 * repeat nothing by themselves, send {@code Content-Type: application/json; charset=utf-8} with a {@code User-Agent} that
 * names the hub, and set limits on connecting and on the whole answer (a cloud portal works at most 60 seconds on a call).
 * They stop reading an answer that grows over {@link #MAX_ANSWER}.
 */
@FunctionalInterface
public interface HttpTransport {

    /** Largest answer that is read, in bytes: 16 MiB. */
    int MAX_ANSWER = 16 * 1024 * 1024;

    /**
     * Sends a body and hands over the answer, whatever its status.
     *
     * @param url full address; contains the secret
     * @param jsonBody UTF-8
     * @return completes exceptionally when there is no whole answer: no connection, a time-out, an answer over the limit
     */
    CompletionStage<HttpAnswer> post(String url, byte[] jsonBody);
}
