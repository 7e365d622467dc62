package io.b24hub.event;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names CRM entities by their type number and by the document ids of automation rules. */
final class CrmEntities {

    private static final String DYNAMIC = "dynamic";

    private static final Map<Integer, String> WORDS =
            Map.of(1, "lead", 2, "deal", 3, "contact", 4, "company", 7, "quote", 31, "invoice");

    private static final Map<String, Integer> PREFIXES =
            Map.of("LEAD", 1, "DEAL", 2, "CONTACT", 3, "COMPANY", 4, "QUOTE", 7, "SMART_INVOICE", 31);

    private CrmEntities() {}

    /** An entity by its type number; new invoices and smart processes come through the same events. */
    static EntityRef ref(int typeId, String id) {
        return new EntityRef(WORDS.getOrDefault(typeId, DYNAMIC), typeId, id);
    }

    /**
     * The entity of an automation rule's {@code document_id}, whose third part is {@code DEAL_123},
     * {@code DYNAMIC_1090_12} or, outside the CRM, a bare id.
     */
    static EntityRef ofDocument(Object documentId) {
        Optional<String> found = EventPath.find(documentId, "2");
        if (found.isEmpty()) {
            return EntityRef.NONE;
        }
        String document = found.get();
        int cut = document.lastIndexOf('_');
        String prefix = document.substring(0, Math.max(cut, 0)).toUpperCase(Locale.ROOT);
        String id = document.substring(cut + 1);
        if (id.isEmpty()) {
            return EntityRef.NONE;
        }
        Integer typeId = PREFIXES.get(prefix);
        if (typeId != null) {
            return ref(typeId, id);
        }
        if (prefix.startsWith("DYNAMIC_")) {
            int dynamic = typeId(prefix.substring("DYNAMIC_".length()));
            return dynamic == 0 ? EntityRef.NONE : ref(dynamic, id);
        }
        return new EntityRef(word(prefix), 0, id);
    }

    /** A type number; 0 when the text is none. */
    static int typeId(String text) {
        boolean number = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(text) : 0;
    }

    // one token of lower-case letters, digits and dashes; never empty
    private static String word(String prefix) {
        String word = EntityWords.token(prefix);
        return word.isEmpty() ? "document" : word;
    }
}
