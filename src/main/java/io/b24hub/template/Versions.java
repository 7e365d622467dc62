package io.b24hub.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One template in all its languages. Immutable.
 *
 * @param files the files that it was made of
 * @param byLanguage compiled
 */
record Versions(List<MessageFile> files, Map<String, Template> byLanguage) {

    private static final String COMMON = "en";

    /**
     * Compiles all languages.
     *
     * @param files those of this template
     * @throws BadTemplate when there is none, or one cannot be used
     */
    static Versions compile(String name, List<MessageFile> files, String where, TemplateLanguage language) {
        if (files.isEmpty()) {
            throw new BadTemplate(
                    name,
                    "there is no template \"" + name + "\": no file " + where + "/<language>/" + name
                            + ".html, .txt or .row.yaml");
        }
        Map<String, Template> compiled = new LinkedHashMap<>();
        for (MessageFile file : files) {
            Template template = file.kind() == MessageFile.Kind.ROW
                    ? new RowFile(file, language).compile()
                    : new MessageTemplate(file, language.compile(file));
            Template other = compiled.put(file.language(), template);
            if (other != null) {
                throw BadTemplate.in(
                        file, 0, "there is " + other.file().path() + " too; a template has one file in each language");
            }
        }
        return new Versions(List.copyOf(files), Map.copyOf(compiled));
    }

    /** In the language of a reader, with the country or without; else in English; else in any. */
    Template in(Locale locale) {
        return Stream.of(locale.toLanguageTag(), locale.getLanguage(), COMMON)
                .flatMap(language -> Optional.ofNullable(byLanguage.get(language)).stream())
                .findFirst()
                .orElseGet(() -> byLanguage.get(files.get(0).language()));
    }

    Optional<Template> in(String language) {
        return Optional.ofNullable(byLanguage.get(language));
    }
}
