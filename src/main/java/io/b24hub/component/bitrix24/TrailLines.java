package io.b24hub.component.bitrix24;

import io.b24hub.store.Attempt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a flow did, a line each, in order; of very many, the first and the last. A place can be taken before it is known
 * what will stand there. Thread-safe.
 */
final class TrailLines {

    private static final int LAST = 9;
    private static final int FIRST = Attempt.MAX_STEPS - LAST - 1;

    private final List<Line> first = new ArrayList<>();
    private final Deque<Line> last = new ArrayDeque<>();
    private int left;

    /** One line; empty until something is written. */
    static final class Line {

        private volatile String text = "";

        void write(String what) {
            text = what;
        }
    }

    synchronized Line next() {
        Line line = new Line();
        if (first.size() < FIRST) {
            first.add(line);
        } else {
            last.add(line);
            if (last.size() > LAST) {
                last.remove();
                left++;
            }
        }
        return line;
    }

    void add(String text) {
        next().write(text);
    }

    /** The lines that were written. */
    synchronized List<String> written() {
        List<String> lines = new ArrayList<>();
        add(first, lines);
        if (left > 0) {
            lines.add("… " + left + " more");
        }
        add(last, lines);
        return lines;
    }

    private static void add(Iterable<Line> from, List<String> to) {
        from.forEach(line -> {
            if (!line.text.isEmpty()) {
                to.add(line.text);
            }
        });
    }
}
