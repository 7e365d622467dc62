package io.b24hub.reading;

import io.b24hub.bitrix.ReadPlan;
import io.b24hub.bitrix.RestResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The description of a CRM entity's fields, in the names that the entity was read with.
 *
 * @param method {@code crm.deal.fields}, {@code crm.item.fields}
 * @param arguments of that method
 */
record FieldList(String method, Map<String, Object> arguments) {

    private static final Set<String> OLDER =
            Set.of("crm.lead.get", "crm.deal.get", "crm.contact.get", "crm.company.get", "crm.quote.get");
    private static final Set<String> NAMED =
            Set.of("crm_status", "crm_currency", "crm_category", "enumeration", "user", "employee");

    /**
     * What a field holds.
     *
     * @param type the portal's word
     * @param statusType the list that a {@code crm_status} is from; else empty
     * @param items of an enumeration, id to text
     */
    record Field(String type, String statusType, Map<String, String> items) {}

    /** The list that fits how an entity was read; empty where there is none to ask for. */
    static Optional<FieldList> of(ReadPlan plan) {
        if (OLDER.contains(plan.method())) {
            return Optional.of(new FieldList(plan.method().replace(".get", ".fields"), Map.of()));
        }
        Object typeId = plan.params().get("entityTypeId");
        return plan.method().equals("crm.item.get") && typeId != null
                ? Optional.of(new FieldList("crm.item.fields", Map.of("entityTypeId", typeId)))
                : Optional.empty();
    }

    /** The fields that hold ids with names; all others are left out. */
    static Map<String, Field> fields(RestResult answer) {
        Object list = answer.result();
        if (list instanceof Map<?, ?> map && map.get("fields") instanceof Map<?, ?> inner) {
            list = inner;
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        if (list instanceof Map<?, ?> map) {
            map.forEach((name, field) -> {
                if (field instanceof Map<?, ?> described && NAMED.contains(text(described.get("type")))) {
                    fields.put(text(name), field(described));
                }
            });
        }
        return Collections.unmodifiableMap(fields);
    }

    private static Field field(Map<?, ?> described) {
        Map<String, String> items = new LinkedHashMap<>();
        if (described.get("items") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> entry) {
                    items.put(text(entry.get("ID")), text(entry.get("VALUE")));
                }
            }
        }
        return new Field(text(described.get("type")), text(described.get("statusType")), items);
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }
}
