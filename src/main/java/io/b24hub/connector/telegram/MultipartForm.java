package io.b24hub.connector.telegram;

import io.b24hub.failure.WillNotHeal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A {@code multipart/form-data} body in UTF-8, whatever the machine's own character set. Not thread-safe: one form, one
 * message.
 */
final class MultipartForm {

    private final String boundary = "b24hub-" + UUID.randomUUID();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds a field; a value that is absent adds nothing. */
    MultipartForm field(String name, Object value) {
        if (value != null) {
            part("name=\"" + name + "\"", "text/plain; charset=UTF-8", utf8(value.toString()));
        }
        return this;
    }

    /** Adds a file. */
    MultipartForm file(String name, String fileName, byte[] content) {
        if (content == null) {
            throw new WillNotHeal(
                    "The message for Telegram has no " + name, "Mend the step of the flow that builds the message.");
        }
        String shown = fileName == null || fileName.isBlank() ? "file" : quotable(fileName);
        return part("name=\"" + name + "\"; filename=\"" + shown + "\"", "application/octet-stream", content);
    }

    private MultipartForm part(String disposition, String contentType, byte[] content) {
        bytes.writeBytes(utf8("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition
                + "\r\nContent-Type: " + contentType + "\r\n\r\n"));
        bytes.writeBytes(content);
        bytes.writeBytes(utf8("\r\n"));
        return this;
    }

    /** Browsers escape these three the same way (WHATWG, multipart/form-data encoding). */
    private static String quotable(String fileName) {
        return fileName.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    String contentType() {
        return "multipart/form-data; boundary=\"" + boundary + "\"";
    }

    byte[] body() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(bytes.size() + 64);
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(utf8("--" + boundary + "--\r\n"));
        return whole.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
