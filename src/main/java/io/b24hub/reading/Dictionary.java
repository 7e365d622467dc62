package io.b24hub.reading;

import io.b24hub.event.EntityRef;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One list of the portal that turns ids into names.
 *
 * @param kind what it lists
 * @param of which of that kind: {@code DEAL_STAGE_3}, an entity type number, a person's id; empty where there is only one
 */
record Dictionary(Kind kind, String of) {

    private static final Pattern FUNNEL_STAGE = Pattern.compile("C(\\d{1,9}):.*");
    private static final Pattern PROCESS_STAGE = Pattern.compile("DT(\\d{1,9})_(\\d{1,9}):.*");
    private static final String INVOICE = "31";

    /** What is listed, by which method, and where ids and names stand in a row. */
    enum Kind {
        STATUSES("crm.status.list", "", "STATUS_ID", "NAME"),
        FUNNELS("crm.category.list", "categories", "id", "name"),
        CURRENCIES("crm.currency.list", "", "CURRENCY", "FULL_NAME"),
        PROCESSES("crm.type.list", "types", "entityTypeId", "title"),
        /** Each person is a list of one: a portal may have thousands. */
        PERSON("user.get", "", "ID", "NAME");

        private final String method;
        private final String rows;
        private final String id;
        private final String name;

        Kind(String method, String rows, String id, String name) {
            this.method = method;
            this.rows = rows;
            this.id = id;
            this.name = name;
        }

        String method() {
            return method;
        }

        /** The member of the result that holds the rows; empty when the result is the list itself. */
        String rows() {
            return rows;
        }

        String idField() {
            return id;
        }

        String nameField() {
            return name;
        }
    }

    static Dictionary statuses(String list) {
        return new Dictionary(Kind.STATUSES, list);
    }

    static Dictionary person(String id) {
        return new Dictionary(Kind.PERSON, id);
    }

    /**
     * The list that holds a stage. Field descriptions name the list of the first funnel only; the others show in the stage
     * itself: {@code C3:NEW} of deals, {@code DT1220_26:NEW} of smart processes and new invoices.
     */
    static Dictionary stages(EntityRef entity, String stage) {
        Matcher process = PROCESS_STAGE.matcher(stage);
        if (process.matches()) {
            return statuses(
                    process.group(1).equals(INVOICE)
                            ? "SMART_INVOICE_STAGE_" + process.group(2)
                            : "DYNAMIC_" + process.group(1) + "_STAGE_" + process.group(2));
        }
        Matcher funnel = FUNNEL_STAGE.matcher(stage);
        if (funnel.matches()) {
            return statuses("DEAL_STAGE_" + funnel.group(1));
        }
        return statuses(
                switch (entity.typeId()) {
                    case 1 -> "STATUS";
                    case 7 -> "QUOTE_STATUS";
                    default -> "DEAL_STAGE";
                });
    }

    /** The arguments of the call that lists it. */
    Map<String, Object> arguments() {
        return switch (kind) {
            case STATUSES -> Map.of("filter", Map.of("ENTITY_ID", of));
            case FUNNELS -> Map.of("entityTypeId", of);
            case PERSON -> Map.of("ID", of);
            case CURRENCIES, PROCESSES -> Map.of();
        };
    }
}
