package io.b24hub.connector.mail;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/** Which headers of a message go into a mail, and in what form. Stateless. */
final class MailHeaders implements HeaderFilterStrategy {

    private static final Set<String> RECIPIENTS = Set.of("to", "cc", "bcc");
    private static final Set<String> OTHERS = Set.of(
            "subject",
            "from",
            "sender",
            "reply-to",
            "message-id",
            "in-reply-to",
            "references",
            "importance",
            "priority",
            "auto-submitted",
            "list-unsubscribe");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    static boolean isRecipient(String name) {
        return RECIPIENTS.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean belongs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return RECIPIENTS.contains(lower) || OTHERS.contains(lower) || lower.startsWith("x-");
    }

    /** On one line. */
    static String clean(String text) {
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !belongs(name);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return false;
    }
}
