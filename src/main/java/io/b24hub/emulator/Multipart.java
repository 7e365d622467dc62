package io.b24hub.emulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A body of type multipart/form-data, taken apart. Stateless. */
final class Multipart {

    /** @param fileName empty for a plain field */
    record Part(String name, Optional<String> fileName, byte[] content) {

        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("(?i)[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)filename=\"([^\"]*)\"");

    private Multipart() {}

    /** The parts in their order; none when the boundary is missing. */
    static List<Part> parts(Call call) {
        Matcher boundary = BOUNDARY.matcher(call.header("content-type"));
        List<Part> parts = new ArrayList<>();
        if (!boundary.find()) {
            return parts;
        }
        // in Latin-1 one character is one byte, so that text search finds byte positions
        String body = "\r\n" + new String(call.body(), StandardCharsets.ISO_8859_1);
        String delimiter = "\r\n--" + boundary.group(1);
        int from = body.indexOf(delimiter);
        while (from >= 0) {
            int begin = from + delimiter.length();
            int end = body.indexOf(delimiter, begin);
            if (end >= 0) {
                part(body.substring(begin, end)).ifPresent(parts::add);
            }
            from = end;
        }
        return parts;
    }

    private static Optional<Part> part(String text) {
        int blank = text.indexOf("\r\n\r\n");
        if (blank < 0) {
            return Optional.empty();
        }
        String head = utf8(text.substring(0, blank));
        Matcher name = NAME.matcher(head);
        if (!name.find()) {
            return Optional.empty();
        }
        Matcher file = FILE_NAME.matcher(head);
        Optional<String> fileName = file.find() ? Optional.of(file.group(1)) : Optional.empty();
        byte[] content = text.substring(blank + 4).getBytes(StandardCharsets.ISO_8859_1);
        return Optional.of(new Part(name.group(1), fileName, content));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
