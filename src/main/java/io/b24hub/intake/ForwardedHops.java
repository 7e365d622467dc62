package io.b24hub.intake;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The hops of {@code Forwarded} (RFC 7239) from right to left; several lines are one list. A line is read strictly and as a
 * whole: where a quote that a caller left open could swallow what the proxy added, the line counts as one hop that is no
 * address.
 */
final class ForwardedHops implements Iterator<Optional<InetAddress>> {

    private final List<String> lines;
    private final Deque<Optional<InetAddress>> ready = new ArrayDeque<>(); // of one line, the rightmost first
    private int line;

    ForwardedHops(List<String> lines) {
        this.lines = lines;
        line = lines.size();
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || line > 0;
    }

    @Override
    public Optional<InetAddress> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready.isEmpty()) {
            line--;
            new Line(lines.get(line)).read();
        }
        return ready.removeFirst();
    }

    /** Reads one line: elements apart by commas, in each pairs apart by semicolons. */
    private final class Line {

        private static final String TOKEN = "!#$%&'*+-.^_`|~";

        private final String text;
        private int at;

        Line(String text) {
            this.text = text;
        }

        void read() {
            do {
                Optional<Optional<InetAddress>> hop = element();
                if (hop.isEmpty()) {
                    ready.clear();
                    ready.addFirst(Optional.empty());
                    return;
                }
                ready.addFirst(hop.get());
            } while (skip(','));
            if (at < text.length()) {
                ready.clear();
                ready.addFirst(Optional.empty());
            }
        }

        /** An element's hop; nothing at all when it is malformed or names two. */
        private Optional<Optional<InetAddress>> element() {
            Optional<String> hop = Optional.empty();
            do {
                space();
                String name = token();
                if (name.isEmpty() || !skip('=')) {
                    return Optional.empty();
                }
                Optional<String> value = value();
                boolean isFor = name.equalsIgnoreCase("for");
                if (value.isEmpty() || isFor && hop.isPresent()) {
                    return Optional.empty();
                }
                hop = isFor ? value : hop;
                space();
            } while (skip(';'));
            return Optional.of(hop.flatMap(HopText::parse));
        }

        private Optional<String> value() {
            if (skip('"')) {
                return quoted();
            }
            int from = at;
            // RFC 7239 wants quotes where brackets or colons are; many proxies leave them out
            while (at < text.length() && (isToken(text.charAt(at)) || "[]:".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            return at == from ? Optional.empty() : Optional.of(text.substring(from, at));
        }

        private Optional<String> quoted() {
            StringBuilder value = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return Optional.of(value.toString());
                }
                if (c == '\\') {
                    if (at == text.length()) {
                        return Optional.empty();
                    }
                    c = text.charAt(at++);
                }
                value.append(c);
            }
            return Optional.empty();
        }

        private String token() {
            int from = at;
            while (at < text.length() && isToken(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private static boolean isToken(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN.indexOf(c) >= 0;
        }

        private boolean skip(char c) {
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        private void space() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}
