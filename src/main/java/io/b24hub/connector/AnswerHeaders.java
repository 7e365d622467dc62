package io.b24hub.connector;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/**
 * What of an HTTP answer's headers becomes headers of the message: its type, and nothing else. camel-http (4.17.0) takes
 * all but those that begin with Camel, so whoever answers could name recipients for a later mail ({@code Bcc}) or the topic
 * of a later Kafka step ({@code kafka.OVERRIDE_TOPIC}), and its cookies would go to the next address.
 *
 * <p>Status and reason are set by camel-http itself and stay. Stateless and thread-safe.
 */
public final class AnswerHeaders extends HttpHeaderFilterStrategy {

    private static final Set<String> TAKEN = Set.of("content-type");

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !TAKEN.contains(name.toLowerCase(Locale.ROOT));
    }
}
