package io.b24hub.event;

import java.util.List;
import java.util.Locale;

/** Makes entity words for what the catalogue does not know. */
final class EntityWords {

    private static final List<String> ENDINGS = List.of("ADD", "UPDATE", "DELETE");

    private EntityWords() {}

    /** The event code without {@code ON} and its action: {@code ONFOOBARADD} is about a {@code foobar}. */
    static String ofCode(String code) {
        String core = code.toUpperCase(Locale.ROOT);
        if (core.startsWith("ON")) {
            core = core.substring(2);
        }
        for (String ending : ENDINGS) {
            if (core.endsWith(ending)) {
                core = core.substring(0, core.length() - ending.length());
                break;
            }
        }
        String word = token(core);
        return word.isEmpty() ? token(code) : word;
    }

    /** Lower-case letters and digits, everything between them one dash. */
    static String token(String text) {
        StringBuilder word = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = Character.toLowerCase(text.charAt(i));
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                word.append(c);
            } else if (!word.isEmpty() && word.charAt(word.length() - 1) != '-') {
                word.append('-');
            }
        }
        int length = word.length();
        return length > 0 && word.charAt(length - 1) == '-' ? word.substring(0, length - 1) : word.toString();
    }
}
