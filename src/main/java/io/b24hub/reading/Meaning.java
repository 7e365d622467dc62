package io.b24hub.reading;

import io.b24hub.event.EntityRef;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the ids in a field stand for.
 *
 * @param what the sort of thing
 * @param list the list of a status; else empty
 * @param items of an enumeration
 */
record Meaning(What what, String list, Map<String, String> items) {

    private static final int FIRST_PROCESS = 128;
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
    private static final Set<String> STAGE_FIELDS = Set.of("STAGE_ID", "STATUS_ID", "PREVIOUS_STAGE_ID");
    private static final Set<String> PEOPLE = Set.of(
            "ASSIGNED_BY_ID",
            "CREATED_BY_ID",
            "MODIFY_BY_ID",
            "MOVED_BY_ID",
            "LAST_ACTIVITY_BY",
            "CREATED_BY",
            "UPDATED_BY",
            "MODIFIED_BY",
            "MOVED_BY",
            "CHANGED_BY",
            "CLOSED_BY",
            "STATUS_CHANGED_BY",
            "RESPONSIBLE_ID",
            "ACCOMPLICES",
            "AUDITORS",
            "OBSERVERS",
            "AUTHOR_ID",
            "EDITOR_ID",
            "PORTAL_USER_ID",
            "MEETING_HOST");

    enum What {
        STAGE,
        STATUS,
        PERSON,
        CURRENCY,
        FUNNEL,
        PROCESS,
        ITEM
    }

    /** As the portal describes the field. */
    static Meaning of(String name, FieldList.Field field) {
        return switch (field.type()) {
            case "crm_status" ->
                STAGE_FIELDS.contains(upper(name))
                        ? of(What.STAGE)
                        : new Meaning(What.STATUS, field.statusType(), Map.of());
            case "crm_currency" -> of(What.CURRENCY);
            case "crm_category" -> of(What.FUNNEL);
            case "enumeration" -> new Meaning(What.ITEM, "", field.items());
            default -> of(What.PERSON);
        };
    }

    /** By the field's name alone, where the portal describes nothing. */
    static Optional<Meaning> of(String name, EntityRef entity) {
        String upper = upper(name);
        if (PEOPLE.contains(upper)) {
            return Optional.of(of(What.PERSON));
        }
        if (upper.equals("OWNER_TYPE_ID") || upper.equals("ENTITY_TYPE_ID")) {
            return Optional.of(of(What.PROCESS));
        }
        return entity.typeId() == 0 ? Optional.empty() : ofCrm(upper, entity);
    }

    private static Optional<Meaning> ofCrm(String upper, EntityRef entity) {
        return switch (upper) {
            case "STAGE_ID", "STATUS_ID", "PREVIOUS_STAGE_ID" -> Optional.of(of(What.STAGE));
            case "CURRENCY_ID" -> Optional.of(of(What.CURRENCY));
            case "CATEGORY_ID" -> Optional.of(of(What.FUNNEL));
            case "SOURCE_ID", "COMPANY_TYPE", "INDUSTRY" ->
                Optional.of(new Meaning(What.STATUS, upper.replace("_ID", ""), Map.of()));
            case "TYPE_ID" ->
                entity.typeId() == 2 || entity.typeId() == 3
                        ? Optional.of(
                                new Meaning(What.STATUS, entity.typeId() == 2 ? "DEAL_TYPE" : "CONTACT_TYPE", Map.of()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Where the name of one id stands; empty when nothing has to be asked. */
    Optional<Dictionary> dictionary(EntityRef entity, String id) {
        return switch (what) {
            case STAGE -> Optional.of(Dictionary.stages(entity, id));
            case STATUS -> Optional.of(Dictionary.statuses(list)).filter(d -> !list.isEmpty());
            case PERSON -> Optional.of(Dictionary.person(id));
            case CURRENCY -> Optional.of(new Dictionary(Dictionary.Kind.CURRENCIES, ""));
            case FUNNEL ->
                Optional.of(new Dictionary(Dictionary.Kind.FUNNELS, Integer.toString(entity.typeId())))
                        .filter(d -> entity.typeId() != 0);
            case PROCESS -> Optional.of(new Dictionary(Dictionary.Kind.PROCESSES, ""));
            case ITEM -> Optional.empty();
        };
    }

    /** Whether a value is an id of such a thing; Bitrix24 writes 0 where there is none. */
    boolean isId(String text) {
        return switch (what) {
            case PERSON -> Owner.isNumber(text);
            case ITEM -> !text.isEmpty() && !text.equals("0");
            case PROCESS -> text.matches("\\d{3,9}") && Integer.parseInt(text) >= FIRST_PROCESS;
            case STAGE, STATUS, CURRENCY, FUNNEL -> !text.isEmpty();
        };
    }

    private static Meaning of(What what) {
        return new Meaning(what, "", Map.of());
    }

    /** {@code assignedById} as {@code ASSIGNED_BY_ID}. */
    private static String upper(String name) {
        return HUMP.matcher(name).find()
                ? HUMP.matcher(name).replaceAll("$1_$2").toUpperCase(Locale.ROOT)
                : name.toUpperCase(Locale.ROOT);
    }
}
