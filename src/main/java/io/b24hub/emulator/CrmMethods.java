package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * {@code crm.lead.*}, {@code crm.deal.*}, {@code crm.contact.*}, {@code crm.company.*} and
 * {@code crm.quote.*}. Thread-safe.
 */
final class CrmMethods {

    private final PortalRecords records;

    CrmMethods(PortalRecords records) {
        this.records = records;
    }

    void addTo(Map<String, RestMethod> methods) {
        for (Kind kind : new Kind[] {Kind.LEAD, Kind.DEAL, Kind.CONTACT, Kind.COMPANY, Kind.QUOTE}) {
            String prefix = "crm." + kind.word() + ".";
            methods.put(prefix + "get", params -> get(kind, params));
            methods.put(prefix + "list", params -> list(kind, params));
            methods.put(prefix + "add", params -> add(kind, params));
            methods.put(prefix + "update", params -> update(kind, params));
            methods.put(prefix + "delete", params -> delete(kind, params));
            methods.put(prefix + "fields", params -> fields(kind));
        }
    }

    private RestResult get(Kind kind, RestParams params) {
        return RestResult.of(records.find(kind, id(params)).orElseThrow(RestRefusal::notFound));
    }

    private RestResult list(Kind kind, RestParams params) {
        ListQuery query = new ListQuery(params, UnaryOperator.identity());
        ListQuery.Page page = query.run(records, kind);
        return page.as(page.rows().stream().map(query::cut).toList());
    }

    private RestResult add(Kind kind, RestParams params) {
        return RestResult.of(records.add(kind, params.map("fields")));
    }

    private RestResult update(Kind kind, RestParams params) {
        Map<String, Object> fields = params.map("fields");
        fields.remove("CATEGORY_ID"); // the older method does not move a deal between funnels
        return found(records.update(kind, id(params), fields));
    }

    private RestResult delete(Kind kind, RestParams params) {
        return found(records.delete(kind, id(params)));
    }

    private RestResult fields(Kind kind) {
        Map<String, Object> fields = new LinkedHashMap<>();
        BlankRow.of(kind).keySet().forEach(name -> fields.put(name, FieldDescription.of(kind, name)));
        return RestResult.of(fields);
    }

    private static RestResult found(boolean found) {
        if (!found) {
            throw RestRefusal.notFound();
        }
        return RestResult.of(true);
    }

    private static long id(RestParams params) {
        OptionalLong id = params.number("id");
        if (id.isEmpty() || id.getAsLong() <= 0) {
            throw RestRefusal.badId();
        }
        return id.getAsLong();
    }
}
