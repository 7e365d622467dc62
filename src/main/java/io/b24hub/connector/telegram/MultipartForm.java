package io.b24hub.connector.telegram;

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

    /** Adds a field. */
    MultipartForm field(String name, String value) {
        return part("name=\"" + name + "\"", "text/plain; charset=UTF-8", utf8(value));
    }

    /** Adds a file. */
    MultipartForm file(String name, String fileName, byte[] content) {
        return part(
                "name=\"" + name + "\"; filename=\"" + quotable(fileName) + "\"", "application/octet-stream", content);
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
