package io.b24hub.reading;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The CRM record that an activity, a call or a comment belongs to.
 *
 * @param typeId entity type number
 * @param id digits only
 */
record Owner(int typeId, String id) {

    private static final Map<String, Integer> WORDS =
            Map.of("LEAD", 1, "DEAL", 2, "CONTACT", 3, "COMPANY", 4, "QUOTE", 7);

    /** Whom the fields name; empty when they name nobody. */
    static Optional<Owner> in(Map<String, Object> fields) {
        return of(fields.get("OWNER_TYPE_ID"), fields.get("OWNER_ID"))
                .or(() -> of(fields.get("CRM_ENTITY_TYPE"), fields.get("CRM_ENTITY_ID")))
                .or(() -> of(fields.get("ENTITY_TYPE"), fields.get("ENTITY_ID")));
    }

    private static Optional<Owner> of(Object type, Object id) {
        if (type == null || id == null) {
            return Optional.empty();
        }
        int typeId = typeId(type.toString());
        return typeId != 0 && isNumber(id.toString())
                ? Optional.of(new Owner(typeId, id.toString()))
                : Optional.empty();
    }

    private static int typeId(String text) {
        if (isNumber(text) && text.length() < 10) {
            return Integer.parseInt(text);
        }
        String word = text.toUpperCase(Locale.ROOT);
        return word.startsWith("DYNAMIC_") ? typeId(word.substring("DYNAMIC_".length())) : WORDS.getOrDefault(word, 0);
    }

    /** Whether this is a number other than 0. */
    static boolean isNumber(String text) {
        return text.matches("[1-9]\\d{0,17}");
    }
}
