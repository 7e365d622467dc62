package io.b24hub.reading;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a flow wants beside an entity's fields.
 *
 * @param names whether ids are to get names
 * @param related entities to read with it: {@link #CONTACT}, {@link #COMPANY}
 */
public record Wish(boolean names, Set<String> related) {

    /** The entity's contact. */
    public static final String CONTACT = "contact";

    /** The entity's company. */
    public static final String COMPANY = "company";

    /** Names and nothing else. */
    public static final Wish NAMES = new Wish(true, Set.of());

    public Wish {
        related = Set.copyOf(related);
    }

    /**
     * A wish in a flow's words.
     *
     * @param related words with commas between them; empty for none
     * @throws IllegalArgumentException when a word is none of the known ones
     */
    public static Wish of(boolean names, String related) {
        Set<String> words = new LinkedHashSet<>();
        if (!related.isBlank()) {
            Arrays.stream(related.split(",", -1)).map(String::strip).forEach(words::add);
        }
        for (String word : words) {
            if (!word.equals(CONTACT) && !word.equals(COMPANY)) {
                throw new IllegalArgumentException("related names \"" + word
                        + "\", which cannot be read along; write contact, company or contact,company");
            }
        }
        return new Wish(names, words);
    }
}
