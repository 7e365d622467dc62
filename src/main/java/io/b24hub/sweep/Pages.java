package io.b24hub.sweep;

import io.b24hub.bitrix.RestResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Reads a list page by page in the order of the ids. After a full page several stretches of ids are asked for at once, more
 * each time, so that their pages travel in one batch: as wide as half a page needed before, and the last one without an end.
 * A stretch that turns out to be fuller than a page is read on before the next one.
 *
 * <p>Not thread-safe.
 */
final class Pages {

    /** Rows of a page. */
    static final int SIZE = 50;

    /** With the last stretch, what one batch carries. */
    private static final int MOST_STRETCHES = 48;

    private static final int GROWTH = 4;

    private final PortalAsk ask;
    private final SweptType type;
    private final String from;
    private final Deque<Stretch> stretches = new ArrayDeque<>();
    private int next = 2;

    Pages(PortalAsk ask, SweptType type, String from, long afterId) {
        this.ask = ask;
        this.type = type;
        this.from = from;
        stretches.add(begin(afterId, OptionalLong.empty()));
    }

    private record Stretch(long after, OptionalLong upTo, CompletionStage<RestResult> call) {}

    /**
     * Some rows, and how far they go.
     *
     * @param page the rows
     * @param reached all rows up to this id were handed over
     * @param last whether there are no more
     */
    record Part(PortalAsk.Page page, long reached, boolean last) {}

    /** The next rows; none may be among them. Not after the last. */
    Part next() {
        Stretch stretch = stretches.removeFirst();
        PortalAsk.Page page = ask.page(stretch.call);
        List<Map<?, ?>> rows = page.rows();
        long highest = rows.stream().mapToLong(this::id).max().orElse(stretch.after);
        if (rows.size() < SIZE) {
            return new Part(page, stretch.upTo.orElse(highest), stretch.upTo.isEmpty());
        }
        if (stretch.upTo.isPresent()) {
            stretches.addFirst(begin(highest, stretch.upTo));
        } else {
            long lowest = rows.stream().mapToLong(this::id).min().orElse(highest);
            spread(highest, Math.max(SIZE, highest - lowest) / 2);
        }
        return new Part(page, highest, false);
    }

    private void spread(long after, long width) {
        long begin = after;
        for (int i = 0; i < next; i++) {
            stretches.add(begin(begin, OptionalLong.of(begin + width)));
            begin += width;
        }
        stretches.add(begin(begin, OptionalLong.empty()));
        next = Math.min(MOST_STRETCHES, next * GROWTH);
    }

    private Stretch begin(long after, OptionalLong upTo) {
        return new Stretch(after, upTo, ask.begin(type.method(), type.page(from, after, upTo)));
    }

    private long id(Map<?, ?> row) {
        return PortalAsk.number(row.get(type.form().id()));
    }
}
