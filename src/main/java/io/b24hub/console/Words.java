package io.b24hub.console;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** The console's texts in one language. Immutable and thread-safe. */
final class Words {

    static final Locale RUSSIAN = Locale.forLanguageTag("ru");
    static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, RUSSIAN);

    private static final Map<Locale, Words> ALL =
            LANGUAGES.stream().collect(Collectors.toUnmodifiableMap(locale -> locale, Words::new));

    private final Properties texts = new Properties();

    private Words(Locale locale) {
        String file = "words_" + locale.getLanguage() + ".properties";
        try (Reader reader = new InputStreamReader(Words.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Words in(Locale locale) {
        return ALL.get(locale);
    }

    /** The language that was chosen, else the first that the browser asks for and we have, else English. */
    static Locale best(String chosen, String accepted) {
        for (Locale locale : LANGUAGES) {
            if (locale.getLanguage().equals(chosen)) {
                return locale;
            }
        }
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(accepted), LANGUAGES);
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }

    /** The names of all texts. */
    Set<String> names() {
        return texts.stringPropertyNames();
    }

    boolean has(String name) {
        return texts.containsKey(name);
    }

    /**
     * A text, with values in place of {@code {0}}, {@code {1}}.
     *
     * @throws IllegalArgumentException when there is no such text
     */
    String text(String name, Object... values) {
        String text = texts.getProperty(name);
        if (text == null) {
            throw new IllegalArgumentException("There is no text " + name);
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }
}
