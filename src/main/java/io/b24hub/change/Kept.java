package io.b24hub.change;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which fields of an entity a flow wants remembered.
 *
 * @param all whether all are, but for {@code fields}; otherwise {@code fields} are, and nothing else
 * @param fields the fields that are named; empty for none
 */
public record Kept(boolean all, Set<String> fields) {

    /** All that is read. */
    public static final Kept ALL = new Kept(true, Set.of());

    public Kept {
        fields = Set.copyOf(fields);
    }

    /**
     * In a flow's words.
     *
     * @param text {@code all}, {@code none}, names of fields with commas between them, or all but some: names with a minus
     *     before each
     * @throws IllegalArgumentException when it is none of these
     */
    public static Kept of(String text) {
        if (text.strip().equalsIgnoreCase("all")) {
            return ALL;
        } else if (text.strip().equalsIgnoreCase("none")) {
            return new Kept(false, Set.of());
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        boolean without = names.stream().allMatch(name -> name.startsWith("-"));
        Set<String> fields = new LinkedHashSet<>();
        names.forEach(name -> fields.add(without ? name.substring(1).strip() : name));
        for (String field : fields) {
            if (!field.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new IllegalArgumentException("snapshot names \"" + field
                        + "\", which is no field; write all, none, fields such as STAGE_ID,ASSIGNED_BY_ID, or all but some:"
                        + " -COMMENTS,-UF_CRM_1");
            }
        }
        return new Kept(without, fields);
    }

    /** Whether nothing is to be remembered. */
    public boolean nothing() {
        return !all && fields.isEmpty();
    }

    boolean has(String field) {
        return all != fields.contains(field);
    }
}
