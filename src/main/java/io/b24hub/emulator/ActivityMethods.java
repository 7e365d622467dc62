package io.b24hub.emulator;

import java.util.Map;
import java.util.function.UnaryOperator;

/** {@code crm.activity.*}. Thread-safe. */
final class ActivityMethods {

    private final PortalRecords records;

    ActivityMethods(PortalRecords records) {
        this.records = records;
    }

    void addTo(Map<String, RestMethod> methods) {
        methods.put("crm.activity.get", this::get);
        methods.put("crm.activity.list", this::list);
        methods.put("crm.activity.add", this::add);
        methods.put("crm.activity.update", this::update);
        methods.put("crm.activity.delete", this::delete);
    }

    private RestResult get(RestParams params) {
        return RestResult.of(records.find(Kind.ACTIVITY, id(params)).orElseThrow(RestRefusal::notFound));
    }

    private RestResult list(RestParams params) {
        RestParams ordered = params.withDefault("order", Map.of("START_TIME", "asc"));
        ListQuery query = new ListQuery(ordered, UnaryOperator.identity());
        ListQuery.Page page = query.run(records, Kind.ACTIVITY);
        return page.as(page.rows().stream().map(query::cut).toList());
    }

    private RestResult add(RestParams params) {
        return RestResult.of(records.add(Kind.ACTIVITY, params.map("fields")));
    }

    private RestResult update(RestParams params) {
        if (!records.update(Kind.ACTIVITY, id(params), params.map("fields"))) {
            throw RestRefusal.notFound();
        }
        return RestResult.of(true);
    }

    private RestResult delete(RestParams params) {
        if (!records.delete(Kind.ACTIVITY, id(params))) {
            throw RestRefusal.notFound();
        }
        return RestResult.of(true);
    }

    private static long id(RestParams params) {
        return params.number("id").orElseThrow(RestRefusal::badId);
    }
}
