package io.b24hub.intake;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The hops of {@code X-Forwarded-For} from right to left; several lines are one list. Reads no further than asked. */
final class ForwardedForHops implements Iterator<Optional<InetAddress>> {

    private final List<String> lines;
    private int line;
    private int end = -1; // of what is left of the line; below 0 it is read

    ForwardedForHops(List<String> lines) {
        this.lines = lines;
        line = lines.size();
    }

    @Override
    public boolean hasNext() {
        return end >= 0 || line > 0;
    }

    @Override
    public Optional<InetAddress> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (end < 0) {
            line--;
            end = lines.get(line).length();
        }
        String text = lines.get(line);
        int comma = end == 0 ? -1 : text.lastIndexOf(',', end - 1);
        String hop = text.substring(comma + 1, end).strip();
        end = comma;
        return HopText.parse(hop);
    }
}
