package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code crm.item.*} for leads, deals, contacts, companies, quotes, invoices and the smart process. Thread-safe. */
final class ItemMethods {

    private final PortalRecords records;

    ItemMethods(PortalRecords records) {
        this.records = records;
    }

    void addTo(Map<String, RestMethod> methods) {
        methods.put("crm.item.get", this::get);
        methods.put("crm.item.list", this::list);
        methods.put("crm.item.add", this::add);
        methods.put("crm.item.update", this::update);
        methods.put("crm.item.delete", this::delete);
        methods.put("crm.item.fields", this::fields);
    }

    private RestResult get(RestParams params) {
        Kind kind = kind(params);
        Map<String, Object> row = records.find(kind, id(params)).orElseThrow(RestRefusal::missingItem);
        return RestResult.of(Map.of("item", ItemNames.item(kind, row)));
    }

    private RestResult list(RestParams params) {
        Kind kind = kind(params);
        ListQuery query = new ListQuery(params, name -> ItemNames.field(kind, name));
        ListQuery.Page page = query.run(records, kind);
        List<String> select = params.texts("select");
        return page.as(Map.of(
                "items",
                page.rows().stream()
                        .map(row -> cut(ItemNames.item(kind, row), select))
                        .toList()));
    }

    /** Phones and mails come only with the star, as on a real portal. */
    private static Map<String, Object> cut(Map<String, Object> item, List<String> select) {
        if (select.contains("*")) {
            return item;
        }
        Map<String, Object> cut = new LinkedHashMap<>(item);
        cut.remove("fm");
        cut.keySet().removeIf(name -> !select.isEmpty() && !name.equals("id") && !select.contains(name));
        return cut;
    }

    private RestResult add(RestParams params) {
        Kind kind = kind(params);
        return item(kind, records.add(kind, row(kind, params)));
    }

    private RestResult update(RestParams params) {
        Kind kind = kind(params);
        if (!records.update(kind, id(params), row(kind, params))) {
            throw RestRefusal.missingItem();
        }
        return item(kind, id(params));
    }

    private RestResult delete(RestParams params) {
        if (!records.delete(kind(params), id(params))) {
            throw RestRefusal.missingItem();
        }
        return RestResult.of(List.of());
    }

    private RestResult fields(RestParams params) {
        Kind kind = kind(params);
        Map<String, Object> fields = new LinkedHashMap<>();
        BlankRow.of(kind).keySet().forEach(name -> {
            Map<String, Object> description = FieldDescription.of(kind, name);
            description.put("upperName", name);
            fields.put(ItemNames.itemName(name), description);
        });
        return RestResult.of(Map.of("fields", fields));
    }

    private RestResult item(Kind kind, long id) {
        Optional<Map<String, Object>> row = records.find(kind, id);
        return RestResult.of(Map.of("item", ItemNames.item(kind, row.orElseThrow(RestRefusal::missingItem))));
    }

    private static Map<String, Object> row(Kind kind, RestParams params) {
        Map<String, Object> row = new LinkedHashMap<>();
        params.map("fields").forEach((name, value) -> row.put(ItemNames.field(kind, name), value));
        return row;
    }

    private static Kind kind(RestParams params) {
        return Kind.ofEntityType(params.number("entityTypeId").orElse(0))
                .orElseThrow(() -> new RestRefusal(400, "NOT_FOUND", "Смарт-процесс не найден"));
    }

    private static long id(RestParams params) {
        return params.number("id").orElseThrow(RestRefusal::missingItem);
    }
}
