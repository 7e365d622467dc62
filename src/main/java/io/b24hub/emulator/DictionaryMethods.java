package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The portal's lists that turn ids into names: statuses, funnels, currencies, smart processes. Stateless. */
final class DictionaryMethods {

    void addTo(Map<String, RestMethod> methods) {
        methods.put("crm.status.list", DictionaryMethods::statuses);
        methods.put("crm.category.list", DictionaryMethods::categories);
        methods.put("crm.currency.list", params -> currencies());
        methods.put("crm.type.list", params -> types());
    }

    private static RestResult statuses(RestParams params) {
        RestParams all = new RestParams(Map.of("filter", params.map("filter"), "order", params.map("order")));
        List<Map<String, Object>> rows = Stages.statuses();
        ListQuery.Page page = new ListQuery(all, UnaryOperator.identity()).run(rows);
        return RestResult.list(page.rows(), page.total());
    }

    private static RestResult categories(RestParams params) {
        List<Map<String, Object>> categories =
                Stages.categories(params.number("entityTypeId").orElse(0));
        return RestResult.list(Map.of("categories", categories), categories.size());
    }

    /** The count is 0 however many there are, as on a real portal. */
    private static RestResult currencies() {
        return RestResult.list(
                List.of(
                        currency("RUB", "Российский рубль", "# &#8381;", 100),
                        currency("USD", "Доллар США", "$#", 200),
                        currency("EUR", "Евро", "# &euro;", 300)),
                0);
    }

    private static Map<String, Object> currency(String code, String name, String format, int sort) {
        Map<String, Object> currency = new LinkedHashMap<>();
        currency.put("CURRENCY", code);
        currency.put("AMOUNT_CNT", "1");
        currency.put("AMOUNT", "1.0000");
        currency.put("SORT", String.valueOf(sort));
        currency.put("BASE", sort == 100 ? "Y" : "N");
        currency.put("FULL_NAME", name);
        currency.put("LID", "ru");
        currency.put("FORMAT_STRING", format);
        currency.put("DEC_POINT", ".");
        currency.put("THOUSANDS_SEP", null);
        currency.put("DECIMALS", "2");
        return currency;
    }

    private static RestResult types() {
        Map<String, Object> type = new LinkedHashMap<>();
        type.put("id", 12);
        type.put("title", "Заявки на ремонт");
        type.put("code", "REPAIR");
        type.put("entityTypeId", Kind.ITEM.entityTypeId());
        type.put("isCategoriesEnabled", "Y");
        type.put("isStagesEnabled", "Y");
        return RestResult.list(Map.of("types", List.of(type)), 1);
    }
}
