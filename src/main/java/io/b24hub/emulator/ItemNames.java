package io.b24hub.emulator;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names and types of {@code crm.item.*}, which says {@code createdTime} and 5 where the older methods say
 * {@code DATE_CREATE} and "5". Stateless.
 */
final class ItemNames {

    private static final Map<String, String> ODD = Map.of(
            "DATE_CREATE", "createdTime",
            "DATE_MODIFY", "updatedTime",
            "CREATED_BY_ID", "createdBy",
            "MODIFY_BY_ID", "updatedBy",
            "MOVED_BY_ID", "movedBy",
            "STATUS_ID", "stageId",
            "STATUS_SEMANTIC_ID", "stageSemanticId");
    private static final Set<String> NUMBERS = Set.of(
            "ID",
            "ASSIGNED_BY_ID",
            "CREATED_BY_ID",
            "MODIFY_BY_ID",
            "MOVED_BY_ID",
            "COMPANY_ID",
            "CONTACT_ID",
            "LEAD_ID",
            "QUOTE_ID",
            "CATEGORY_ID",
            "OPPORTUNITY",
            "TAX_VALUE",
            "PROBABILITY");
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    private ItemNames() {}

    /** A row as {@code crm.item.get} shows it. Phones and mails move into {@code fm}. */
    static Map<String, Object> item(Kind kind, Map<String, Object> row) {
        Map<String, Object> item = new LinkedHashMap<>();
        row.forEach((field, value) -> {
            if (!(value instanceof List)) {
                item.put(itemName(field), typed(field, value));
            }
        });
        if (kind == Kind.LEAD || kind == Kind.CONTACT || kind == Kind.COMPANY) {
            item.put("fm", multiFields(row));
        }
        item.put("entityTypeId", kind.entityTypeId());
        return item;
    }

    /** The row's name of a field that a caller of {@code crm.item.*} names. */
    static String field(Kind kind, String itemName) {
        if (itemName.equals("stageId")) {
            return kind.stageField().orElse("STAGE_ID");
        }
        if (itemName.equals("stageSemanticId")) {
            return kind.semanticField();
        }
        Optional<String> odd = ODD.entrySet().stream()
                .filter(name -> name.getValue().equals(itemName))
                .map(Map.Entry::getKey)
                .findFirst();
        return odd.orElseGet(() -> itemName.startsWith("ufCrm")
                ? "UF_CRM" + itemName.substring("ufCrm".length()).toUpperCase(Locale.ROOT)
                : HUMP.matcher(itemName).replaceAll("$1_$2").toUpperCase(Locale.ROOT));
    }

    /** {@code TITLE_TEXT} as {@code titleText}. */
    static String camel(String field) {
        StringBuilder name = new StringBuilder();
        for (String part : field.toLowerCase(Locale.ROOT).split("_")) {
            boolean first = name.isEmpty() || part.isEmpty();
            name.append(first ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return name.toString();
    }

    static boolean isNumber(String field) {
        return NUMBERS.contains(field);
    }

    static String itemName(String field) {
        if (field.startsWith("UF_CRM")) {
            return "ufCrm" + field.substring("UF_CRM".length());
        }
        return ODD.getOrDefault(field, camel(field));
    }

    private static Object typed(String field, Object value) {
        if (!isNumber(field)) {
            return value;
        }
        if (value == null || value.toString().isEmpty()) {
            return 0;
        }
        BigDecimal number = new BigDecimal(value.toString()).stripTrailingZeros();
        return number.scale() <= 0 ? number.toBigInteger() : number;
    }

    private static List<Map<String, Object>> multiFields(Map<String, Object> row) {
        return row.values().stream()
                .filter(List.class::isInstance)
                .flatMap(values -> ((List<?>) values).stream())
                .filter(Map.class::isInstance)
                .map(value -> {
                    Map<String, Object> renamed = new LinkedHashMap<>();
                    ((Map<?, ?>) value).forEach((key, v) -> renamed.put(camel(String.valueOf(key)), v));
                    return renamed;
                })
                .toList();
    }
}
