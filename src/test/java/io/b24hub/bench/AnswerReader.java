package io.b24hub.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the end of one HTTP/1.1 answer, and whether it is 200. */
final class AnswerReader {

    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LENGTH = "\r\ncontent-length:";
    private static final String CHUNKED = "\r\ntransfer-encoding: chunked";

    /** Whether the buffer, from its start to its position, holds a whole answer. */
    static boolean isComplete(ByteBuffer buffer) {
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf(END_OF_HEAD);
        if (head < 0) {
            return false;
        }
        String fields = text.substring(0, head).toLowerCase(Locale.ROOT);
        if (fields.contains(CHUNKED)) {
            return text.endsWith("0\r\n\r\n");
        }
        int length = fields.indexOf(LENGTH);
        return length < 0 || text.length() >= head + END_OF_HEAD.length() + number(fields, length + LENGTH.length());
    }

    static boolean isOk(ByteBuffer buffer) {
        return new String(buffer.array(), 0, 12, StandardCharsets.ISO_8859_1).endsWith(" 200");
    }

    private static int number(String text, int start) {
        int end = text.indexOf('\r', start);
        return Integer.parseInt(
                text.substring(start, end < 0 ? text.length() : end).strip());
    }

    private AnswerReader() {}
}
