package io.b24hub.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be listed by the time of its last change, and how. Immutable.
 *
 * @param key for people and the store: {@code deal}, {@code dynamic-147}
 * @param form how the list is asked and its rows are read
 * @param entityTypeId of the CRM; 0 for others
 * @param method the list
 * @param added the event of an addition
 * @param updated the event of an update; empty when the portal has none
 */
record SweptType(String key, Form form, int entityTypeId, String method, String added, Optional<String> updated) {

    private static final int INVOICE = 31;

    /** Families of lists. */
    enum Form {
        CRM("ID", "DATE_CREATE", "DATE_MODIFY", "DATE_MODIFY"),
        ITEM("id", "createdTime", "updatedTime", "updatedTime"),
        TASK("id", "createdDate", "changedDate", "CHANGED_DATE"),
        ACTIVITY("ID", "CREATED", "LAST_UPDATED", "LAST_UPDATED"),
        CALL("ID", "CALL_START_DATE", "CALL_START_DATE", "CALL_START_DATE");

        private final String id;
        private final String created;
        private final String modified;
        private final String condition;

        Form(String id, String created, String modified, String condition) {
            this.id = id;
            this.created = created;
            this.modified = modified;
            this.condition = condition;
        }

        String id() {
            return id;
        }

        String created() {
            return created;
        }

        String modified() {
            return modified;
        }

        private String filterId() {
            return this == TASK ? "ID" : id;
        }
    }

    /** All but invoices and smart processes. */
    static List<SweptType> standard() {
        return List.of(
                crm("lead", 1),
                crm("deal", 2),
                crm("contact", 3),
                crm("company", 4),
                crm("quote", 7),
                new SweptType("task", Form.TASK, 0, "tasks.task.list", "ONTASKADD", Optional.of("ONTASKUPDATE")),
                new SweptType(
                        "activity",
                        Form.ACTIVITY,
                        0,
                        "crm.activity.list",
                        "ONCRMACTIVITYADD",
                        Optional.of("ONCRMACTIVITYUPDATE")),
                new SweptType(
                        "call", Form.CALL, 0, "voximplant.statistic.get", "ONVOXIMPLANTCALLEND", Optional.empty()));
    }

    private static SweptType crm(String word, int entityTypeId) {
        String event = "ONCRM" + word.toUpperCase(Locale.ROOT);
        return new SweptType(
                word, Form.CRM, entityTypeId, "crm." + word + ".list", event + "ADD", Optional.of(event + "UPDATE"));
    }

    /** Invoices, or the items of a smart process. */
    static SweptType item(int entityTypeId) {
        return new SweptType(
                entityTypeId == INVOICE ? "invoice" : "dynamic-" + entityTypeId,
                Form.ITEM,
                entityTypeId,
                "crm.item.list",
                "ONCRMDYNAMICITEMADD",
                Optional.of("ONCRMDYNAMICITEMUPDATE"));
    }

    /** A type by its key; empty when there is none. */
    static Optional<SweptType> of(String key) {
        if (key.equals("invoice")) {
            return Optional.of(item(INVOICE));
        }
        if (key.matches("dynamic-[1-9]\\d{0,8}")) {
            return Optional.of(item(Integer.parseInt(key.substring("dynamic-".length()))));
        }
        return standard().stream().filter(type -> type.key.equals(key)).findFirst();
    }

    /**
     * The parameters of a page.
     *
     * @param from changed at or after, as the portal writes times
     * @param afterId with a higher id
     * @param upTo with an id up to this; empty for no limit
     */
    Map<String, Object> page(String from, long afterId, OptionalLong upTo) {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put(">=" + form.condition, from);
        filter.put(">" + form.filterId(), afterId);
        upTo.ifPresent(id -> filter.put("<=" + form.filterId(), id));
        Map<String, Object> params = new LinkedHashMap<>();
        if (form == Form.CALL) {
            params.put("FILTER", filter);
            params.put("SORT", "ID");
            params.put("ORDER", "ASC");
            return params;
        }
        if (form == Form.ITEM) {
            params.put("entityTypeId", entityTypeId);
        }
        params.put("filter", filter);
        params.put("order", Map.of(form.filterId(), "ASC"));
        params.put(
                "select",
                form == Form.TASK
                        ? List.of("ID", "CREATED_DATE", "CHANGED_DATE")
                        : List.of(form.id, form.created, form.modified));
        params.put("start", -1);
        return params;
    }

    /** The data of an event, as a webhook has it. */
    Map<String, Object> data(boolean addition, String id, Map<?, ?> row) {
        return switch (form) {
            case CRM, ACTIVITY -> Map.of("FIELDS", Map.of("ID", id));
            case ITEM -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("ID", id);
                fields.put("ENTITY_TYPE_ID", String.valueOf(entityTypeId));
                yield Map.of("FIELDS", fields);
            }
            case TASK -> task(addition, id);
            case CALL -> call(row);
        };
    }

    private static Map<String, Object> task(boolean addition, String id) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("FIELDS_BEFORE", addition ? "undefined" : Map.of("ID", id));
        data.put("FIELDS_AFTER", Map.of("ID", id));
        data.put("IS_ACCESSIBLE_BEFORE", addition ? "N" : "undefined");
        data.put("IS_ACCESSIBLE_AFTER", "undefined");
        return data;
    }

    private static Map<String, Object> call(Map<?, ?> row) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (String field : List.of(
                "CALL_ID",
                "CALL_TYPE",
                "PHONE_NUMBER",
                "PORTAL_NUMBER",
                "PORTAL_USER_ID",
                "CALL_DURATION",
                "CALL_START_DATE",
                "COST",
                "COST_CURRENCY",
                "CALL_FAILED_CODE",
                "CALL_FAILED_REASON",
                "CRM_ACTIVITY_ID")) {
            Object value = row.get(field);
            data.put(field, value == null ? "" : String.valueOf(value));
        }
        return data;
    }
}
