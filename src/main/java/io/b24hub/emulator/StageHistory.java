package io.b24hub.emulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What {@code crm.stagehistory.list} tells: one record for each new row and for each stage or funnel that a row came
 * into. The records of a deleted row are gone with it. Leads, deals and smart processes each have their own numbers. Not thread-safe; the
 * rows' lock guards it.
 */
final class StageHistory {

    /** Why there is a record; the numbers are the portal's. */
    enum Type {
        CREATED(1),
        MOVED(2),
        ENDED(3),
        FUNNEL_CHANGED(5);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private final Map<Kind, List<Map<String, Object>>> records = new EnumMap<>(Kind.class);
    private final Map<String, Long> lastIds = new HashMap<>();

    /** Notes the stage that a row has now. */
    void note(Kind kind, Type type, Map<String, Object> row, String at) {
        String stageField = kind.stageField().orElseThrow();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("ID", lastIds.merge(kind.isDynamic() ? "dynamic" : kind.word(), 1L, Long::sum));
        entry.put("TYPE_ID", type.number());
        entry.put("OWNER_ID", Long.parseLong(String.valueOf(row.get("ID"))));
        entry.put("CREATED_TIME", at);
        if (kind != Kind.LEAD) {
            entry.put("CATEGORY_ID", Long.parseLong(String.valueOf(row.get("CATEGORY_ID"))));
        }
        entry.put(kind.semanticField(), row.get(kind.semanticField()));
        entry.put(stageField, row.get(stageField));
        records.computeIfAbsent(kind, k -> new ArrayList<>()).add(entry);
    }

    /** Takes out what is known of a row that is no more. */
    void forget(Kind kind, long id) {
        records.getOrDefault(kind, new ArrayList<>())
                .removeIf(entry -> entry.get("OWNER_ID").equals(id));
    }

    /** The records of one kind that meet a condition, oldest first. */
    List<Map<String, Object>> of(Kind kind, Predicate<Map<String, Object>> condition) {
        return records.getOrDefault(kind, List.of()).stream()
                .filter(condition)
                .<Map<String, Object>>map(LinkedHashMap::new)
                .toList();
    }
}
