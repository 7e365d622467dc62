package io.b24hub.connector.telegram;

import io.b24hub.failure.WillNotHeal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of a text that is longer than a message. */
enum LongText {
    /** Several messages, parted where a reader would part them. */
    SPLIT,
    /** One message with as much as fits, and an ellipsis. */
    CUT,
    /** No message: the delivery is parked. */
    FAIL;

    /** Telegram counts units of UTF-16, after tags and entities are resolved (Bot API, sendMessage). */
    static final int MESSAGE = 4_096;
    /** What stands below a picture or a file (Bot API, sendPhoto). */
    static final int CAPTION = 1_024;

    private static final String ELLIPSIS = "…";

    /** Where a reader would part a text, the best first. What the group holds stays before the cut, the rest falls away. */
    private static final List<Pattern> SEAMS = List.of(
            Pattern.compile("()\\n[ \\t]*\\n\\s*"),
            Pattern.compile("()\\n+"),
            Pattern.compile("([.!?…]+[\"»”)\\]]*)\\s+"),
            Pattern.compile("()\\s+"));

    /**
     * The messages that a text becomes; the text itself when it is short enough.
     *
     * @param first how long the first message may be
     * @param others how long those after it may be
     */
    List<String> parts(MarkedText text, String source, int first, int others) {
        int length = text.seen().length();
        if (length <= first) {
            return List.of(source);
        }
        return switch (this) {
            case SPLIT -> split(text, first, others);
            case CUT -> List.of(cut(text, first));
            case FAIL ->
                throw new WillNotHeal(
                        "The text has " + length + " characters, and Telegram takes " + first + " in one message",
                        "Shorten it, or choose longText=split or longText=cut on the telegram: step.");
        };
    }

    private static String cut(MarkedText text, int most) {
        int end = seam(text.seen(), 0, most - ELLIPSIS.length()).before();
        return text.part(0, end, ELLIPSIS);
    }

    private static List<String> split(MarkedText text, int first, int others) {
        List<String> parts = new ArrayList<>();
        String seen = text.seen();
        int from = 0;
        int most = first;
        while (from < seen.length()) {
            Seam seam = seen.length() - from <= most ? new Seam(seen.length(), seen.length()) : seam(seen, from, most);
            int to = seam.before();
            while (to > from && Character.isWhitespace(seen.charAt(to - 1))) {
                to--;
            }
            if (to > from) {
                parts.add(text.part(from, to, ""));
                most = others;
            }
            from = seam.after();
        }
        return parts;
    }

    /** Between two parts; what lies between the two places, white space, belongs to neither. */
    private record Seam(int before, int after) {}

    /** The best seam in the second half of what fits, else at a character. */
    private static Seam seam(String text, int from, int most) {
        int last = from + most;
        for (Pattern kind : SEAMS) {
            Matcher seam = kind.matcher(text);
            // the white space at the seam may lie beyond what fits
            seam.region(from + most / 2, Math.min(text.length(), last + 1));
            Seam best = null;
            while (seam.find()) {
                if (seam.end(1) <= last) {
                    best = new Seam(seam.end(1), seam.end());
                }
            }
            if (best != null) {
                return best;
            }
        }
        int character = Character.isHighSurrogate(text.charAt(last - 1)) ? last - 1 : last;
        return new Seam(character, character);
    }
}
