package io.b24hub.emulator;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an emulator shall do wrong, how often and to which requests. Immutable.
 *
 * @param status HTTP status to refuse with; 0 when the request is not refused
 * @param body what to answer; empty means the refusal that the real service would send with this status
 * @param retryAfter seconds that a rate refusal asks the caller to wait
 * @param delay how long to wait before anything else happens
 * @param how what becomes of the connection
 * @param times how many requests it hits; 0 means until it is cleared
 * @param path text that the path or the query must contain; empty hits every request
 */
public record Fault(
        int status,
        Optional<String> body,
        OptionalInt retryAfter,
        Duration delay,
        Connection how,
        int times,
        String path) {

    /** What becomes of the connection. */
    public enum Connection {
        /** It stays as it is. */
        KEPT,
        /** It is closed without looking at the request. */
        RESET,
        /** The work is done, then the connection is closed: the caller cannot know. */
        ANSWER_LOST
    }

    public Fault {
        if (status != 0 && (status < 200 || status > 599)) {
            throw new IllegalArgumentException(
                    "A fault answers with an HTTP status from 200 to 599, not " + status + "; 0 answers normally");
        }
        if (times < 0) {
            throw new IllegalArgumentException("A fault happens 1 or more times, or 0 for always, not " + times);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A fault cannot be delayed by " + delay);
        }
    }

    /** Refuses one request with this status. */
    public static Fault status(int status) {
        return new Fault(status, Optional.empty(), OptionalInt.empty(), Duration.ZERO, Connection.KEPT, 1, "");
    }

    /** Answers one request late, and rightly. */
    public static Fault delay(Duration delay) {
        return status(0).after(delay);
    }

    /** Closes the connection of one request without doing anything. */
    public static Fault reset() {
        return status(0).with(Connection.RESET);
    }

    /** Does what one request asks for and closes the connection instead of answering. */
    public static Fault answerLost() {
        return status(0).with(Connection.ANSWER_LOST);
    }

    /** As this, asking the caller to wait so many seconds. */
    public Fault withRetryAfter(int seconds) {
        return new Fault(status, body, OptionalInt.of(seconds), delay, how, times, path);
    }

    /** As this, with this answer instead of the usual one. */
    public Fault withBody(String text) {
        return new Fault(status, Optional.of(text), retryAfter, delay, how, times, path);
    }

    /** As this, after waiting. */
    public Fault after(Duration wait) {
        return new Fault(status, body, retryAfter, wait, how, times, path);
    }

    /** As this, for so many requests. */
    public Fault times(int requests) {
        return new Fault(status, body, retryAfter, delay, how, requests, path);
    }

    /** As this, until it is cleared. */
    public Fault always() {
        return times(0);
    }

    /** As this, only for requests whose path or query contains the text. */
    public Fault onPath(String text) {
        return new Fault(status, body, retryAfter, delay, how, times, text);
    }

    private Fault with(Connection connection) {
        return new Fault(status, body, retryAfter, delay, connection, times, path);
    }
}
