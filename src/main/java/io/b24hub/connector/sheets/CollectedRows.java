package io.b24hub.connector.sheets;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * {@code aggregationStrategy: rows} of a {@code split}: the body becomes the list of all parts that ended as a list, in
 * their order, which {@code google-sheets:data/append} takes as so many rows. Parts that did not become a list, because a
 * filter dropped them, are left out. A failed part fails the whole. Stateless and thread-safe.
 */
public final class CollectedRows implements AggregationStrategy {

    private static final String ROWS = "CamelBitrix24Rows";

    @Override
    public Exchange aggregate(Exchange before, Exchange part) {
        Exchange all = before == null ? part : before;
        List<Object> rows = new ArrayList<>();
        if (before != null) {
            rows.addAll((List<?>) before.getProperty(ROWS));
            if (before.getException() == null) {
                before.setException(part.getException());
            }
        }
        if (part.getMessage().getBody() instanceof List<?> row) {
            rows.add(row);
        }
        all.setProperty(ROWS, rows);
        return all;
    }

    @Override
    public void onCompletion(Exchange all, Exchange input) {
        if (all != null && all.removeProperty(ROWS) instanceof List<?> rows) {
            all.getMessage().setBody(rows);
        }
    }
}
