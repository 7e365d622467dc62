package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What {@code crm.*.fields} says of a field. Stateless. */
final class FieldDescription {

    /** A list that somebody added to deals: how the goods get there. */
    static final String DELIVERY = "UF_CRM_1721244482";

    static final List<String> DELIVERY_IDS = List.of("45", "47");

    private static final List<String> DELIVERY_NAMES = List.of("Самовывоз", "Курьер");
    private static final Set<String> PEOPLE = Set.of("ASSIGNED_BY_ID", "CREATED_BY_ID", "MODIFY_BY_ID", "MOVED_BY_ID");

    private FieldDescription() {}

    static Map<String, Object> of(Kind kind, String name) {
        String list = statusList(kind, name);
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("type", list.isEmpty() ? type(name) : "crm_status");
        description.put("isRequired", false);
        description.put("isReadOnly", name.equals("ID") || name.equals(kind.createdField()));
        description.put("isImmutable", false);
        description.put("isMultiple", false);
        description.put("isDynamic", name.startsWith("UF_"));
        if (!list.isEmpty()) {
            description.put("statusType", list);
        }
        if (name.equals(DELIVERY)) {
            description.put("items", items());
        }
        description.put("title", title(name));
        return description;
    }

    /** For stages the list of the first funnel, also when a record is in another one. */
    private static String statusList(Kind kind, String name) {
        return switch (name) {
            case "STATUS_ID" -> kind == Kind.QUOTE ? "QUOTE_STATUS" : "STATUS";
            case "STAGE_ID", "PREVIOUS_STAGE_ID" -> stageList(kind);
            case "SOURCE_ID" -> "SOURCE";
            case "TYPE_ID" -> kind == Kind.DEAL ? "DEAL_TYPE" : "CONTACT_TYPE";
            case "COMPANY_TYPE", "INDUSTRY", "EMPLOYEES", "HONORIFIC" -> name;
            default -> "";
        };
    }

    private static String stageList(Kind kind) {
        return switch (kind) {
            case ITEM -> "DYNAMIC_1220_STAGE_26";
            case INVOICE -> "SMART_INVOICE_STAGE_1";
            default -> "DEAL_STAGE";
        };
    }

    private static String type(String name) {
        if (PEOPLE.contains(name)) {
            return "user";
        }
        return switch (name) {
            case DELIVERY -> "enumeration";
            case "CURRENCY_ID" -> "crm_currency";
            case "CATEGORY_ID" -> "crm_category";
            case "COMPANY_ID" -> "crm_company";
            case "CONTACT_ID" -> "crm_contact";
            case "LEAD_ID" -> "crm_lead";
            case "QUOTE_ID" -> "crm_quote";
            case "OPPORTUNITY", "TAX_VALUE" -> "double";
            default -> plainType(name);
        };
    }

    private static String plainType(String name) {
        if (ItemNames.isNumber(name)) {
            return "integer";
        }
        return name.startsWith("DATE_") || name.endsWith("_TIME") ? "datetime" : "string";
    }

    private static List<Map<String, Object>> items() {
        return List.of(
                Map.of("ID", DELIVERY_IDS.get(0), "VALUE", DELIVERY_NAMES.get(0)),
                Map.of("ID", DELIVERY_IDS.get(1), "VALUE", DELIVERY_NAMES.get(1)));
    }

    /** The older methods say a user field's code here and its words elsewhere. */
    private static String title(String name) {
        String words = name.replace('_', ' ').toLowerCase(Locale.ROOT);
        return name.equals("ID") || name.startsWith("UF_")
                ? name
                : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
