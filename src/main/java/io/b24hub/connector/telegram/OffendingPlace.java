package io.b24hub.connector.telegram;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the words that a parse error is about: Telegram counts bytes of UTF-8, people read words. Stateless. */
final class OffendingPlace {

    private static final Pattern OFFSET = Pattern.compile("byte offset (\\d{1,6})");
    private static final int BEFORE = 10;
    private static final int AFTER = 25;

    private OffendingPlace() {}

    static Optional<String> of(String description, String wording) {
        Matcher offset = OFFSET.matcher(description);
        if (!offset.find()) {
            return Optional.empty();
        }
        byte[] bytes = wording.getBytes(StandardCharsets.UTF_8);
        int place = Math.min(Integer.parseInt(offset.group(1)), bytes.length);
        int at = new String(Arrays.copyOf(bytes, place), StandardCharsets.UTF_8).length();
        int from = boundary(wording, Math.max(0, at - BEFORE));
        int to = boundary(wording, Math.min(wording.length(), at + AFTER));
        String words = wording.substring(from, to).replaceAll("\\s+", " ").strip();
        return words.isEmpty() ? Optional.empty() : Optional.of(words);
    }

    private static int boundary(String text, int at) {
        boolean inside = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return inside ? at - 1 : at;
    }
}
