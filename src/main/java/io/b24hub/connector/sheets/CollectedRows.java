package io.b24hub.connector.sheets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * {@code aggregationStrategy: rows} of a {@code split}: the body becomes the list of all parts that ended as a row, in
 * their order. A row is a list of cells, as {@code google-sheets:data/append} takes it, or a map of column names to values,
 * as {@code google-sheets:rows/upsert} takes it. Parts that did not become a row, because a filter dropped them, are left
 * out; so is one whose body is still the element that the split made it of. A failed part fails the whole. Stateless and thread-safe.
 */
public final class CollectedRows implements AggregationStrategy {

    private static final String ROWS = "CamelBitrix24Rows";

    @Override
    public Exchange aggregate(Exchange before, Exchange part) {
        return aggregate(before, part, null);
    }

    @Override
    public Exchange aggregate(Exchange before, Exchange part, Exchange input) {
        Exchange all = before == null ? part : before;
        List<Object> rows = new ArrayList<>();
        if (before != null) {
            rows.addAll((List<?>) before.getProperty(ROWS));
            if (before.getException() == null) {
                before.setException(part.getException());
            }
        }
        Object body = part.getMessage().getBody();
        if ((body instanceof List<?> || body instanceof Map<?, ?>) && body != element(part, input)) {
            rows.add(body);
        }
        all.setProperty(ROWS, rows);
        return all;
    }

    /** What the part was before any step: it would otherwise be taken for a row after a filter dropped it. */
    private static Object element(Exchange part, Exchange input) {
        Integer index = part.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class);
        boolean known = index != null && input != null && input.getIn().getBody() instanceof List<?>;
        List<?> elements = known ? (List<?>) input.getIn().getBody() : List.of();
        return known && index < elements.size() ? elements.get(index) : "";
    }

    @Override
    public void onCompletion(Exchange all, Exchange input) {
        if (all != null && all.removeProperty(ROWS) instanceof List<?> rows) {
            all.getMessage().setBody(rows);
        }
    }
}
