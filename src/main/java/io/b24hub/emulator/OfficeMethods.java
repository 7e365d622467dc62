package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Calls, employees and the stage history. Thread-safe. */
final class OfficeMethods {

    private static final List<String> SCOPE = List.of("crm", "task", "telephony", "user", "user_basic");

    private final PortalRecords records;
    private final long owner;

    OfficeMethods(PortalRecords records, long owner) {
        this.records = records;
        this.owner = owner;
    }

    void addTo(Map<String, RestMethod> methods) {
        methods.put("profile", params -> profile());
        methods.put("scope", params -> RestResult.of(SCOPE));
        methods.put("server.time", params -> RestResult.of(records.now()));
        methods.put("method.get", params -> known(methods, params));
        methods.put("feature.get", params -> RestResult.of(Map.of("value", "Y")));
        methods.put("user.current", params -> RestResult.of(user(owner)));
        methods.put("user.get", this::users);
        methods.put("crm.stagehistory.list", this::stageHistory);
        methods.put("voximplant.statistic.get", this::calls);
    }

    private Map<String, Object> user(long id) {
        return records.find(Kind.USER, id).orElseThrow(RestRefusal::notFound);
    }

    private RestResult profile() {
        Map<String, Object> owning = user(owner);
        Map<String, Object> profile = new LinkedHashMap<>();
        profile.put("ID", owning.get("ID"));
        profile.put("ADMIN", true);
        profile.put("NAME", owning.get("NAME"));
        profile.put("LAST_NAME", owning.get("LAST_NAME"));
        profile.put("PERSONAL_GENDER", "");
        profile.put("TIME_ZONE", "");
        return RestResult.of(profile);
    }

    private static RestResult known(Map<String, RestMethod> methods, RestParams params) {
        String name = params.text("name").toLowerCase(Locale.ROOT);
        boolean known = methods.containsKey(name) || name.equals("batch");
        return RestResult.of(Map.of("isExisting", known, "isAvailable", known));
    }

    /** Conditions stand in FILTER or, for the id, on the top level. */
    private RestResult users(RestParams params) {
        Map<String, Object> filter = new LinkedHashMap<>(params.map("filter"));
        params.value("ID").ifPresent(id -> filter.put("ID", id));
        ListQuery query = new ListQuery(
                new RestParams(
                        Map.of("filter", filter, "start", params.value("start").orElse(0))),
                UnaryOperator.identity());
        ListQuery.Page page = query.run(records.all(Kind.USER));
        return page.as(page.rows());
    }

    private RestResult stageHistory(RestParams params) {
        Kind kind = Kind.ofEntityType(params.number("entityTypeId").orElse(0))
                .filter(Kind::hasStageHistory)
                .orElseThrow(() -> new RestRefusal(400, "NOT_FOUND", "The entity type has no stage history"));
        ListQuery query = new ListQuery(params, UnaryOperator.identity());
        ListQuery.Page page = query.page(records.moves(kind, query::matches));
        if (!query.asksFor("OWNER_ID")) {
            records.toldMoves(kind, query.after(), page.rows());
        }
        return page.as(Map.of("items", page.rows().stream().map(query::cut).toList()));
    }

    private RestResult calls(RestParams params) {
        Map<String, Object> renamed = new LinkedHashMap<>();
        renamed.put("filter", params.map("filter"));
        renamed.put("start", params.value("start").orElse(0));
        if (params.value("sort").isPresent()) {
            renamed.put("order", Map.of(params.text("sort"), params.text("order")));
        }
        ListQuery.Page page = new ListQuery(new RestParams(renamed), UnaryOperator.identity()).run(records, Kind.CALL);
        return page.as(page.rows());
    }
}
