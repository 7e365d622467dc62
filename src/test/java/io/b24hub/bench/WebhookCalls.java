package io.b24hub.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls as an outgoing webhook sends them, each about another deal. This class is thread-safe.
 */
final class WebhookCalls {

    static final String TOKEN = "jvh9y1ulvt2m6k5or90v9mg8nn32ozas";

    private static final Path CAPTURED = Path.of("src/test/resources/bitrix24/payloads/crm-deal-update.webhook.form");
    private static final String ID = "%5BID%5D=";
    private static final int DIGITS = 9;

    private final AtomicInteger next = new AtomicInteger(100_000_000);
    private final byte[] template;
    private final int idAt;

    WebhookCalls(String path) throws IOException {
        String body = Files.readString(CAPTURED).strip().replaceFirst(ID + "\\d+", ID + "1".repeat(DIGITS));
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Bitrix24 Webhook Engine\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n";
        template = (head + body).getBytes(StandardCharsets.US_ASCII);
        idAt = head.length() + body.indexOf(ID) + ID.length();
    }

    /** The bytes of one more call. */
    byte[] next() {
        byte[] call = template.clone();
        int id = next.getAndIncrement();
        for (int i = DIGITS - 1; i >= 0; i--) {
            call[idAt + i] = (byte) ('0' + id % 10);
            id /= 10;
        }
        return call;
    }
}
