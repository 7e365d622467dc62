package io.b24hub.change;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which fields of an entity a flow wants remembered.
 *
 * @param all whether all are
 * @param fields which, when not all are; empty for none
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
     * @param text {@code all}, {@code none}, or names of fields with commas between them
     * @throws IllegalArgumentException when it is none of these
     */
    public static Kept of(String text) {
        if (text.strip().equalsIgnoreCase("all")) {
            return ALL;
        } else if (text.strip().equalsIgnoreCase("none")) {
            return new Kept(false, Set.of());
        }
        Set<String> fields = new LinkedHashSet<>();
        Arrays.stream(text.split(",", -1)).map(String::strip).forEach(fields::add);
        for (String field : fields) {
            if (!field.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new IllegalArgumentException("snapshot names \"" + field
                        + "\", which is no field; write all, none, or fields such as STAGE_ID,ASSIGNED_BY_ID");
            }
        }
        return new Kept(false, fields);
    }

    /** Whether nothing is to be remembered. */
    public boolean nothing() {
        return !all && fields.isEmpty();
    }

    boolean has(String field) {
        return all || fields.contains(field);
    }
}
