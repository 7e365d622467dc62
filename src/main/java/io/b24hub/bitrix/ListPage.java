package io.b24hub.bitrix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A call that asks a list for one entity by its id, and so can stand beside others of its kind in one page: the filter
 * {@code @ID} takes many ids, and what comes back is told apart by the id again. A page of a list has
 * {@value #MOST_IDS} rows.
 *
 * @param method the list method
 * @param rest the parameters beside the filter, in their order
 * @param filter the name of the filter, {@code @ID} or {@code @id}
 * @param id the entity's number
 */
record ListPage(String method, Map<String, Object> rest, String filter, String id) {

    static final int MOST_IDS = 50;

    private static final Set<String> OLDER =
            Set.of("crm.lead.list", "crm.deal.list", "crm.contact.list", "crm.company.list", "crm.quote.list");
    private static final String ITEMS = "crm.item.list";
    private static final Set<String> KNOWN = Set.of("filter", "select", "start", "entityTypeId");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_*.]{1,100}");
    /** So that a page of many ids still fits into a command. */
    private static final int MOST_FIELDS = 200;

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");

    /**
     * The call that reads one entity through a list.
     *
     * @param plan how the entity is read by itself
     * @param select fields wanted; the id comes along
     * @return empty when the entity has no such list, or the list does not give one of the fields
     */
    static Optional<Map<String, Object>> params(ReadPlan plan, List<String> select) {
        String filter = method(plan).equals(Optional.of(ITEMS)) ? "@id" : "@ID";
        Object id = plan.params().get("id");
        boolean fits = method(plan).isPresent()
                && !select.isEmpty()
                && id != null
                && NUMBER.matcher(id.toString()).matches()
                // crm.item.list gives phones and mails with the star only
                && !(filter.equals("@id") && select.contains("fm"));
        if (!fits) {
            return Optional.empty();
        }
        Map<String, Object> params = new LinkedHashMap<>();
        if (filter.equals("@id")) {
            params.put("entityTypeId", plan.params().get("entityTypeId"));
        }
        params.put("filter", Map.of(filter, List.of(id.toString())));
        List<String> fields = new ArrayList<>(select);
        if (!select.contains("*") && !select.contains(filter.substring(1))) {
            fields.add(0, filter.substring(1));
        }
        params.put("select", List.copyOf(fields));
        params.put("start", -1);
        return Optional.of(params);
    }

    /** The list that stands beside a method which reads one entity. */
    static Optional<String> method(ReadPlan plan) {
        String method = plan.method().toLowerCase(Locale.ROOT);
        if (!method.endsWith(".get")) {
            return Optional.empty();
        }
        String list = method.substring(0, method.length() - "get".length()) + "list";
        boolean item = list.equals(ITEMS) && plan.params().get("entityTypeId") != null;
        return item || OLDER.contains(list) ? Optional.of(list) : Optional.empty();
    }

    /** Recognises a call that may share a page; empty for any other. */
    static Optional<ListPage> of(String method, Map<String, Object> params) {
        String name = method.toLowerCase(Locale.ROOT);
        boolean item = name.equals(ITEMS);
        boolean fits = (item || OLDER.contains(name))
                && KNOWN.containsAll(params.keySet())
                && params.containsKey("entityTypeId") == item
                && params.get("select") instanceof Collection<?> select
                && !select.isEmpty()
                && select.size() <= MOST_FIELDS
                && select.stream()
                        .allMatch(field -> FIELD.matcher(String.valueOf(field)).matches())
                && (!item
                        || NUMBER.matcher(String.valueOf(params.get("entityTypeId")))
                                .matches())
                // with a count each caller would want its own
                && "-1".equals(String.valueOf(params.get("start")));
        String filter = item ? "@id" : "@ID";
        if (!fits
                || !(params.get("filter") instanceof Map<?, ?> conditions)
                || conditions.size() != 1
                || !(conditions.get(filter) instanceof Collection<?> ids)
                || ids.size() != 1
                || !NUMBER.matcher(String.valueOf(ids.iterator().next())).matches()) {
            return Optional.empty();
        }
        Map<String, Object> rest = new LinkedHashMap<>(params);
        rest.remove("filter");
        return Optional.of(
                new ListPage(name, rest, filter, String.valueOf(ids.iterator().next())));
    }

    /** What pages must have in common to become one. */
    List<Object> kind() {
        return List.of(method, rest);
    }

    /** The parameters of a page with all these ids. */
    Map<String, Object> paramsFor(List<ListPage> pages) {
        Map<String, Object> params = new LinkedHashMap<>(rest);
        params.put("filter", Map.of(filter, pages.stream().map(ListPage::id).toList()));
        return params;
    }

    /** What the list would have answered had it been asked for this id alone. */
    RestResult own(RestResult page) {
        Object rows = page.result() instanceof Map<?, ?> map ? map.get("items") : page.result();
        if (!(rows instanceof List<?> list)) {
            return page;
        }
        // a copy: the same entity may have been asked for twice in one page
        Object mine = RestResult.copyOf(list.stream().filter(this::isMine).toList());
        Object result = page.result() instanceof Map<?, ?> ? Map.of("items", mine) : mine;
        return new RestResult(result, OptionalInt.empty(), OptionalLong.empty(), page.time());
    }

    /** The one entity in an answer to this kind of call; empty when the list does not have it. */
    @SuppressWarnings("unchecked") // JSON objects have text keys
    static Optional<Map<String, Object>> entity(RestResult page) {
        Object rows = page.result() instanceof Map<?, ?> map ? map.get("items") : page.result();
        return rows instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?> row
                ? Optional.of((Map<String, Object>) row)
                : Optional.empty();
    }

    private boolean isMine(Object row) {
        return row instanceof Map<?, ?> fields && id.equals(String.valueOf(fields.get(filter.substring(1))));
    }
}
