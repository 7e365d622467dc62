package io.b24hub.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * The ids of an event's trace and of its first span, reckoned from the event's id, so that a later attempt, after a restart or
 * in another hub, belongs to the same trace without anything being kept for it. Event ids are ULIDs: 128 bits, as many as a
 * trace id has, 80 of them random. So the trace id is the event id, written in hexadecimal digits.
 *
 * <p>This class is thread-safe.
 */
final class EventSpanIds implements IdGenerator {

    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final String ULID = "[0-7][" + CROCKFORD + "]{25}";

    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<String> starting = new ThreadLocal<>();

    /** Starts the first span of an event. */
    Span startFirst(SpanBuilder span, String event) {
        // the SDK asks for ids on the thread that starts the span
        starting.set(event);
        try {
            return span.setNoParent().startSpan();
        } finally {
            starting.remove();
        }
    }

    /** The first span of an event, whoever made it and whenever. */
    SpanContext first(String event) {
        return SpanContext.createFromRemoteParent(
                traceId(event), spanId(event), TraceFlags.getSampled(), TraceState.getDefault());
    }

    @Override
    public String generateTraceId() {
        return starting.get() == null ? random.generateTraceId() : traceId(starting.get());
    }

    @Override
    public String generateSpanId() {
        return starting.get() == null ? random.generateSpanId() : spanId(starting.get());
    }

    private static String traceId(String event) {
        return hex(bits(event), 32);
    }

    private static String spanId(String event) {
        BigInteger low = bits(event).and(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        return hex(low.signum() == 0 ? BigInteger.ONE : low, 16);
    }

    private static BigInteger bits(String event) {
        BigInteger bits = event.matches(ULID) ? decoded(event) : hash(event);
        return bits.signum() == 0 ? BigInteger.ONE : bits;
    }

    private static BigInteger decoded(String ulid) {
        BigInteger bits = BigInteger.ZERO;
        for (int i = 0; i < ulid.length(); i++) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(CROCKFORD.indexOf(ulid.charAt(i))));
        }
        return bits;
    }

    private static BigInteger hash(String event) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(event.getBytes(StandardCharsets.UTF_8));
            byte[] half = new byte[16];
            ByteBuffer.wrap(hash).get(half);
            return new BigInteger(1, half);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static String hex(BigInteger bits, int digits) {
        String text = bits.toString(16).toLowerCase(Locale.ROOT);
        return "0".repeat(digits - text.length()) + text;
    }
}
