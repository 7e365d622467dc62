package io.b24hub.component.bitrix24;

import io.b24hub.store.LedgerEntry;
import io.b24hub.store.LedgerRow;
import io.b24hub.sweep.SweepLedger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/**
 * Puts what sweeps found in a portal's last whole days into the body: a map of {@code portal}, the days {@code from} and
 * {@code to}, {@code rows} with one map for each day and type, and sums, which leave out the moves that no webhook tells.
 * Reads the hub's store, not the portal.
 */
final class LedgerProducer extends PortalProducer {

    private static final String DAYS = "days";
    private static final int MOST_DAYS = 400;

    private final int days;

    /** @param options as written in the route */
    LedgerProducer(Bitrix24Endpoint endpoint, Map<String, Object> options) {
        super(endpoint);
        Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.remove(DAYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "bitrix24:ledger does not know " + unknown + "; it has the options portal and days");
        }
        days = days(String.valueOf(options.getOrDefault(DAYS, "1")));
    }

    private static int days(String text) {
        int number = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MOST_DAYS) {
            throw new IllegalArgumentException("days=" + text + ": it must be a whole number from 1 to " + MOST_DAYS);
        }
        return number;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            exchange.getMessage().setBody(body(portalName(event(exchange))));
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private Map<String, Object> body(String portal) {
        SweepLedger ledger = services().ledger();
        List<LedgerRow> rows = ledger.whole(portal, days);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("portal", portal);
        body.put("from", ledger.today(portal).minusDays(days).toString());
        body.put("to", ledger.today(portal).minusDays(1).toString());
        count(body, rows.stream().filter(row -> !row.entry().isMoves()).toList());
        body.put("rows", rows.stream().map(LedgerProducer::row).toList());
        return body;
    }

    private static Map<String, Object> row(LedgerRow row) {
        LedgerEntry entry = row.entry();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("day", entry.day().toString());
        map.put("portal", entry.portal());
        map.put("type", entry.type());
        count(map, List.of(row));
        return map;
    }

    private static void count(Map<String, Object> map, List<LedgerRow> rows) {
        map.put("changed", sum(rows, LedgerRow::changed));
        map.put("heard", sum(rows, LedgerRow::heard));
        map.put("healed", sum(rows, LedgerRow::healed));
        map.put("late", sum(rows, LedgerRow::late));
        map.put("missed", sum(rows, LedgerRow::missed));
        map.put("unexplained", sum(rows, LedgerRow::unexplained));
    }

    private static long sum(List<LedgerRow> rows, ToLongFunction<LedgerRow> count) {
        return rows.stream().mapToLong(count).sum();
    }
}
