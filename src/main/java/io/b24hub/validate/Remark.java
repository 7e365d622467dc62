package io.b24hub.validate;

import java.util.Comparator;

/**
 * Something about a route file that its author should know.
 *
 * @param file its name relative to the routes folder
 * @param line the line, from 1; 0 when it is not known
 * @param reason what is wrong; holds no secret
 * @param suggestion what would work; may be empty
 */
public record Remark(String file, int line, Weight weight, String reason, String suggestion)
        implements Comparable<Remark> {

    private static final Comparator<Remark> BY_PLACE = Comparator.comparing(Remark::file)
            .thenComparingInt(Remark::line)
            .thenComparing(Remark::weight)
            .thenComparing(Remark::reason);

    /** How bad it is. */
    public enum Weight {
        /** It cannot work. */
        ERROR,
        /** It works, but hardly as meant. */
        WARNING,
        /** Good to know. */
        NOTE;

        /** The word for people. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Override
    public int compareTo(Remark other) {
        return BY_PLACE.compare(this, other);
    }

    /** {@code flows/a.camel.yaml:12: error: reason. Suggestion: ...} */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + weight.word() + ": " + words();
    }

    /** Reason and suggestion alone. */
    public String words() {
        return suggestion.isEmpty() ? reason : reason + ". Suggestion: " + suggestion;
    }
}
