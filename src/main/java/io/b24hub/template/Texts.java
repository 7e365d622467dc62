package io.b24hub.template;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as text, shortened text, and telephone numbers. Stateless. */
final class Texts {

    private static final int USUAL_LENGTH = 80;
    private static final Pattern RUSSIAN = Pattern.compile("(?:\\+?7|8)(\\d{3})(\\d{3})(\\d{2})(\\d{2})");
    private static final Pattern AMERICAN = Pattern.compile("\\+1(\\d{3})(\\d{3})(\\d{4})");

    private Texts() {}

    /** Empty for what is not set. */
    static String of(Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /**
     * On one line, and no longer than so many characters: cut at the end of a word, if that does not cost half of it.
     *
     * @param length 80 when not positive
     */
    static String shortened(Object value, int length) {
        String text = of(value).strip().replaceAll("\\s+", " ");
        int most = length > 0 ? length : USUAL_LENGTH;
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, most - 1));
        boolean inWord = !Character.isWhitespace(text.charAt(cut.length()));
        int word = cut.lastIndexOf(' ');
        String kept = inWord && word > cut.length() / 2 ? cut.substring(0, word) : cut;
        return kept.replaceFirst("[\\s,;:.–-]+$", "") + "…";
    }

    /** Of Russia and America with gaps; others as they are. Of a field with several, the first one. */
    static String phone(Object value) {
        Object one = value;
        if (one instanceof Collection<?> several) {
            one = several.isEmpty() ? null : several.iterator().next();
        }
        if (one instanceof Map<?, ?> entry) {
            one = entry.get("VALUE");
        }
        String text = of(one).strip();
        String digits = text.replaceAll("[\\s()-]", "");
        Matcher russian = RUSSIAN.matcher(digits);
        if (russian.matches()) {
            return russian.replaceFirst("+7 $1 $2-$3-$4");
        }
        Matcher american = AMERICAN.matcher(digits);
        return american.matches() ? american.replaceFirst("+1 $1-$2-$3") : text;
    }
}
