package io.b24hub.connector.telegram;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as Telegram counts it: without tags, entities as the characters that they stand for. Parts of it can be taken out;
 * a part closes the tags that are open at its end and opens those that were open at its beginning. Immutable.
 */
final class MarkedText {

    /** What is a tag or an entity; everything else that looks like one is text. */
    private static final Pattern MARK = Pattern.compile(
            "<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\\s[^<>]*)?)>|&(?:(lt|gt|amp|quot)|#(\\d{1,7})|#[xX]([0-9A-Fa-f]{1,6}));");

    private static final Set<String> KNOWN = Set.of(
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

    /** A piece of the source: characters that are seen, or a tag. */
    private record Piece(String source, int at, int seen, Tag tag) {}

    private record Tag(String name, boolean opens) {
        static final Tag NONE = new Tag("", false);

        boolean closes() {
            return !opens && !name.isEmpty();
        }
    }

    private final List<Piece> pieces;
    private final String seen;

    private MarkedText(List<Piece> pieces, String seen) {
        this.pieces = pieces;
        this.seen = seen;
    }

    /** A text in which nothing is markup. */
    static MarkedText plain(String text) {
        return new MarkedText(List.of(new Piece(text, 0, text.length(), Tag.NONE)), text);
    }

    /** A text in Telegram's HTML; tags that Telegram does not know stay where they are, and Telegram tells of them. */
    static MarkedText html(String text) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder seen = new StringBuilder();
        Matcher mark = MARK.matcher(text);
        int done = 0;
        while (mark.find()) {
            text(text.substring(done, mark.start()), pieces, seen);
            if (mark.group(2) == null) {
                String character = character(mark);
                pieces.add(new Piece(mark.group(), seen.length(), character.length(), Tag.NONE));
                seen.append(character);
            } else {
                String name = mark.group(2).toLowerCase(Locale.ROOT);
                Tag tag = KNOWN.contains(name) ? new Tag(name, mark.group(1).isEmpty()) : Tag.NONE;
                pieces.add(new Piece(mark.group(), seen.length(), 0, tag));
            }
            done = mark.end();
        }
        text(text.substring(done), pieces, seen);
        return new MarkedText(List.copyOf(pieces), seen.toString());
    }

    private static void text(String text, List<Piece> pieces, StringBuilder seen) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(text, seen.length(), text.length(), Tag.NONE));
            seen.append(text);
        }
    }

    private static String character(Matcher entity) {
        if (entity.group(4) != null) {
            return switch (entity.group(4)) {
                case "lt" -> "<";
                case "gt" -> ">";
                case "amp" -> "&";
                default -> "\"";
            };
        }
        int code = entity.group(5) != null ? Integer.parseInt(entity.group(5)) : Integer.parseInt(entity.group(6), 16);
        return Character.isValidCodePoint(code) ? Character.toString(code) : " ";
    }

    /** What people see of it. */
    String seen() {
        return seen;
    }

    /**
     * A part with its markup.
     *
     * @param from the first character that is seen in it
     * @param to the first one that is not; not inside a pair of surrogates
     * @param end what is written after the last character, for example an ellipsis
     */
    String part(int from, int to, String end) {
        StringBuilder part = new StringBuilder();
        Deque<Piece> open = new ArrayDeque<>();
        boolean begun = false;
        for (Piece piece : pieces) {
            boolean closes = piece.tag().closes();
            if (piece.at() > to || piece.at() == to && !closes) {
                break;
            }
            boolean tag = piece.seen() == 0;
            // what closes before the first character belongs to the part before
            boolean inside = begun || !closes && (tag ? piece.at() >= from : piece.at() + piece.seen() > from);
            if (inside && !begun) {
                begun = true;
                open.descendingIterator().forEachRemaining(before -> part.append(before.source()));
            }
            if (inside) {
                part.append(tag ? piece.source() : clip(piece, from, to));
            }
            if (piece.tag().opens()) {
                open.push(piece);
            } else if (tag
                    && !open.isEmpty()
                    && open.peek().tag().name().equals(piece.tag().name())) {
                open.pop();
            }
        }
        part.append(end);
        for (Iterator<Piece> still = open.iterator(); still.hasNext(); ) {
            part.append("</").append(still.next().tag().name()).append('>');
        }
        return part.toString();
    }

    /** Characters can be taken one by one, an entity cannot. */
    private static String clip(Piece piece, int from, int to) {
        boolean entity = piece.seen() != piece.source().length();
        return entity
                ? piece.source()
                : piece.source().substring(Math.max(0, from - piece.at()), Math.min(piece.seen(), to - piece.at()));
    }
}
