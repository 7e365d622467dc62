package io.b24hub.sweep;

import io.b24hub.bitrix.RestResult;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.Origin;
import io.b24hub.store.Finding;
import io.b24hub.store.Heal;
import io.b24hub.store.Healed;
import io.b24hub.store.LedgerEntry;
import io.b24hub.store.Swap;
import io.b24hub.store.SweepStore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at the stage history of one entity type of one portal. Each move becomes one event of type {@code STAGE}, in the
 * order of the history's ids; that it did is remembered for each, so the look may reach back a little, for moves whose
 * transactions ended out of order. The beginning of an entity is no move.
 *
 * <p>Not thread-safe.
 */
final class StageSweep {

    private static final Logger LOG = LoggerFactory.getLogger(StageSweep.class);
    private static final String METHOD = "crm.stagehistory.list";
    private static final int PAGE = 50;

    /** How far each look reaches back, in rows. */
    private static final int BACK = 20;

    private static final long CREATION = 1;

    private final Terms terms;
    private final int entityTypeId;
    private final PortalAsk ask;
    private final Tally tally;

    StageSweep(Terms terms, int entityTypeId, PortalAsk ask) {
        this.terms = terms;
        this.entityTypeId = entityTypeId;
        this.ask = ask;
        tally = new Tally(terms.portal(), type(entityTypeId), ask);
    }

    /** What the ledger and people call it. */
    static String type(int entityTypeId) {
        return "stage-" + entityTypeId;
    }

    /** Never fails: what went wrong stands in the report. */
    TypeReport run(Optional<Instant> since, boolean dryRun) {
        try {
            Optional<String> seen = terms.store().recall(Sweeper.SPACE, key());
            if (since.isPresent()) {
                read(Map.of(">=CREATED_TIME", since.get().toString()), new Position(0, 0), Optional.empty(), dryRun);
            } else if (seen.isPresent()) {
                Position position = Position.parse(seen.get());
                read(Map.of(), position, seen, dryRun);
            } else if (!dryRun) {
                begin();
            }
        } catch (RuntimeException e) {
            LOG.debug("The sweep of {} on {} ended early", type(entityTypeId), terms.portal(), e);
            tally.trouble(e.getMessage());
        }
        return tally.report();
    }

    /**
     * How far it has come.
     *
     * @param begun nothing up to this id is looked for
     * @param last the highest id that was dealt with
     */
    private record Position(long begun, long last) {

        private static Position parse(String text) {
            String[] parts = text.split(" ");
            return new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }

        private long back() {
            return Math.max(begun, last - BACK);
        }

        private String text() {
            return begun + " " + last;
        }
    }

    private void begin() {
        PortalAsk.Page newest = ask.page(METHOD, params(Map.of(), "DESC"));
        long last = newest.rows().stream().mapToLong(StageSweep::id).max().orElse(0);
        Position position = new Position(last, last);
        store(new Heal(
                Optional.of(new Swap(Sweeper.SPACE, key(), Optional.empty(), position.text())),
                List.of(),
                List.of(),
                terms.clock().instant()));
        tally.upTo(newest.instant());
    }

    private void read(Map<String, Object> conditions, Position begun, Optional<String> before, boolean dryRun) {
        Position position = begun;
        Optional<String> seen = before;
        long after = position.back();
        boolean more = true;
        while (more) {
            Map<String, Object> filter = new LinkedHashMap<>(conditions);
            filter.put(">ID", after);
            PortalAsk.Page page = ask.page(METHOD, params(filter, "ASC"));
            more = page.rows().size() >= PAGE;
            after = page.rows().stream().mapToLong(StageSweep::id).max().orElse(after);
            tally.listed(page.rows().size());
            List<Finding> findings = findings(page);
            position = new Position(position.begun(), Math.max(position.last(), after));
            if (dryRun) {
                tally.found(findings, findings.size());
            } else {
                boolean moves = before.isPresent();
                if (!store(new Heal(
                        moves ? Optional.of(new Swap(Sweeper.SPACE, key(), seen, position.text())) : Optional.empty(),
                        findings,
                        List.of(),
                        terms.clock().instant()))) {
                    return;
                }
                seen = Optional.of(position.text());
            }
            if (!more) {
                tally.upTo(page.instant());
            }
        }
    }

    private Map<String, Object> params(Map<String, Object> filter, String order) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("entityTypeId", entityTypeId);
        params.put("filter", filter);
        params.put("order", Map.of("ID", order));
        params.put("start", -1);
        return params;
    }

    /** The moves of a page that are not known. */
    private List<Finding> findings(PortalAsk.Page page) {
        Map<Long, Map<?, ?>> before = new HashMap<>();
        Map<Long, Optional<Map<?, ?>>> earlier = new HashMap<>();
        List<Map<?, ?>> moves = new ArrayList<>();
        for (Map<?, ?> row : page.rows()) {
            if (PortalAsk.number(row.get("TYPE_ID")) != CREATION && !isKnown(row)) {
                moves.add(row);
                earlier.put(id(row), Optional.ofNullable(before.get(owner(row))));
            }
            before.put(owner(row), row);
        }
        ask(moves.stream().filter(move -> earlier.get(id(move)).isEmpty()).toList(), earlier);
        return moves.stream()
                .map(move -> finding(move, earlier.get(id(move)), page))
                .toList();
    }

    private boolean isKnown(Map<?, ?> row) {
        return terms.store().recall(SweepStore.FOUND, found(row)).isPresent();
    }

    /** Asks for the stages before, all together. */
    private void ask(List<Map<?, ?>> moves, Map<Long, Optional<Map<?, ?>>> earlier) {
        Map<Long, CompletionStage<RestResult>> asked = new LinkedHashMap<>();
        for (Map<?, ?> move : moves) {
            Map<String, Object> filter = new LinkedHashMap<>();
            filter.put("OWNER_ID", owner(move));
            filter.put("<ID", id(move));
            asked.put(id(move), ask.begin(METHOD, params(filter, "DESC")));
        }
        asked.forEach((id, call) -> earlier.put(
                id, PortalAsk.rows(ask.get(call).result()).stream().findFirst().map(row -> (Map<?, ?>) row)));
    }

    private Finding finding(Map<?, ?> move, Optional<Map<?, ?>> earlier, PortalAsk.Page page) {
        Instant at = PortalAsk.moment(move.get("CREATED_TIME"))
                .map(OffsetDateTime::toInstant)
                .orElse(page.instant());
        Map<String, Object> data = data(move, earlier);
        Bitrix24Event event = new Bitrix24Event(
                terms.ids().next(),
                terms.portal(),
                EventCatalogue.STAGE,
                terms.catalogue().entityOf(EventCatalogue.STAGE, data),
                "",
                at,
                terms.clock().instant(),
                Origin.SWEEP,
                data);
        return new Finding(
                event,
                List.copyOf(terms.flows().apply(event)),
                new Finding.Proof.Found(found(move)),
                new LedgerEntry(LocalDate.ofInstant(at, terms.zone()), terms.portal(), type(entityTypeId)),
                false,
                Optional.empty());
    }

    private Map<String, Object> data(Map<?, ?> move, Optional<Map<?, ?>> earlier) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ID", String.valueOf(owner(move)));
        fields.put("ENTITY_TYPE_ID", String.valueOf(entityTypeId));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("FIELDS", fields);
        data.put("HISTORY_ID", String.valueOf(id(move)));
        data.put("TYPE_ID", text(move, "TYPE_ID"));
        data.put("FROM_STAGE_ID", earlier.map(StageSweep::stage).orElse(""));
        data.put(
                "FROM_CATEGORY_ID", earlier.map(row -> text(row, "CATEGORY_ID")).orElse(""));
        data.put("TO_STAGE_ID", stage(move));
        data.put("TO_CATEGORY_ID", text(move, "CATEGORY_ID"));
        data.put("SEMANTIC", text(move, "STAGE_SEMANTIC_ID", "STATUS_SEMANTIC_ID"));
        data.put("MOVED_AT", text(move, "CREATED_TIME"));
        return data;
    }

    private static String stage(Map<?, ?> row) {
        return text(row, "STAGE_ID", "STATUS_ID");
    }

    /** The first field that is there. */
    private static String text(Map<?, ?> row, String... fields) {
        for (String field : fields) {
            if (row.get(field) != null) {
                return String.valueOf(row.get(field));
            }
        }
        return "";
    }

    private static long id(Map<?, ?> row) {
        return PortalAsk.number(row.get("ID"));
    }

    private static long owner(Map<?, ?> row) {
        return PortalAsk.number(row.get("OWNER_ID"));
    }

    private String found(Map<?, ?> row) {
        return terms.portal() + "/" + type(entityTypeId) + "/" + id(row);
    }

    private boolean store(Heal step) {
        Healed healed = PortalAsk.await(terms.store().heal(step));
        if (!healed.moved()) {
            tally.trouble("Another hub has gone on with it");
            return false;
        }
        tally.healed(healed);
        terms.wake()
                .accept(healed.injected().stream()
                        .map(Finding::flows)
                        .flatMap(List::stream)
                        .distinct()
                        .toList());
        return true;
    }

    private String key() {
        return terms.portal() + "/" + type(entityTypeId);
    }
}
