package io.b24hub.emulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Telegram accepts as HTML. Stateless. */
final class TelegramHtml {

    private static final Set<String> TAGS = Set.of(
            "b",
            "strong",
            "i",
            "em",
            "u",
            "ins",
            "s",
            "strike",
            "del",
            "code",
            "pre",
            "a",
            "span",
            "tg-spoiler",
            "tg-emoji",
            "blockquote");
    private static final Pattern TAG = Pattern.compile("<(/?)([A-Za-z0-9-]*)[^<>]*(>?)");

    private TelegramHtml() {}

    /**
     * The text that is left when tags and entities are resolved.
     *
     * @throws TelegramRefusal when a tag is unknown, not closed or closed wrongly
     */
    static String plain(String html) {
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = TAG.matcher(html);
        StringBuilder plain = new StringBuilder();
        while (tag.find()) {
            tag.appendReplacement(plain, "");
            check(html, tag, open);
        }
        tag.appendTail(plain);
        if (!open.isEmpty()) {
            throw refusal("Can't find end tag corresponding to start tag \"" + open.peek() + "\"");
        }
        return plain.toString()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    private static void check(String html, Matcher tag, Deque<String> open) {
        String name = tag.group(2).toLowerCase(Locale.ROOT);
        int offset = html.substring(0, tag.start()).getBytes(StandardCharsets.UTF_8).length;
        if (tag.group(3).isEmpty()) {
            throw refusal("Unclosed start tag at byte offset " + offset);
        }
        if (tag.group(1).isEmpty()) {
            if (!TAGS.contains(name)) {
                throw refusal("Unsupported start tag \"" + name + "\" at byte offset " + offset);
            }
            open.push(name);
        } else if (open.isEmpty()) {
            throw refusal("Unexpected end tag at byte offset " + offset);
        } else if (!open.peek().equals(name)) {
            throw refusal("Unmatched end tag at byte offset " + offset + ", expected \"</" + open.peek()
                    + ">\", found \"</" + name + ">\"");
        } else {
            open.pop();
        }
    }

    private static TelegramRefusal refusal(String what) {
        return TelegramRefusal.badRequest("can't parse entities: " + what);
    }
}
