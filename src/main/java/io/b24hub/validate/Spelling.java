package io.b24hub.validate;

import io.b24hub.event.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody most likely meant. Stateless. */
final class Spelling {

    private Spelling() {}

    /** The nearest of the known words; empty when none is near. Upper and lower case, dashes and underscores count little. */
    static Optional<String> closest(String word, Collection<String> known) {
        int length = plain(word).length();
        return closest(word, known, length < 4 ? 1 : Math.max(2, length / 3));
    }

    /** The nearest of the known words that differs in so many letters at most. */
    static Optional<String> closest(String word, Collection<String> known, int limit) {
        String wanted = plain(word);
        return known.stream()
                .filter(each -> Math.abs(plain(each).length() - wanted.length()) <= limit)
                .filter(each -> EditDistance.between(wanted, plain(each)) <= limit)
                .min(Comparator.<String>comparingInt(each -> EditDistance.between(wanted, plain(each)))
                        .thenComparing(each -> each));
    }

    /** A question, or empty text when no known word is near. */
    static String didYouMean(String word, Collection<String> known) {
        return closest(word, known).map(each -> "did you mean " + each + "?").orElse("");
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
