package io.b24hub.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes away the line ends of lines that hold nothing but tags or a comment, so that an {@code {% if %}} on a line of its own
 * leaves no blank line. They move into the tag, where they mean nothing, and line numbers stay as they are. Stateless.
 */
final class OwnLines {

    private static final String TAG = "\\{%(?:(?!%\\}).)*+%\\}";
    private static final Pattern TAGS = Pattern.compile("(?m)^[ \\t]*(" + TAG + "(?:[ \\t]*" + TAG + ")*)[ \\t]*\\n");
    private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*(\\{#(?s:(?:(?!#\\}).)*+)#\\})[ \\t]*\\n");

    private OwnLines() {}

    static String without(String text) {
        return moved(COMMENT, moved(TAGS, text));
    }

    private static String moved(Pattern lines, String text) {
        return lines.matcher(text).replaceAll(line -> Matcher.quoteReplacement(withEndInside(line.group(1))));
    }

    private static String withEndInside(String tags) {
        int end = tags.length() - (tags.endsWith("-%}") ? 3 : 2);
        return tags.substring(0, end) + "\n" + tags.substring(end);
    }
}
