package io.b24hub.console;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/**
 * Makes pages of templates, which lie beside this class. Every value is escaped.
 *
 * <p>Thread-safe.
 */
final class Templates {

    private final PebbleEngine engine;

    Templates(ZoneId zone) {
        ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
        loader.setPrefix("io/b24hub/console/");
        loader.setSuffix(".peb");
        engine = new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .autoEscaping(true)
                .defaultEscapingStrategy("html")
                .defaultLocale(Locale.ENGLISH)
                .extension(new PageWords(zone))
                .build();
    }

    String render(String template, Map<String, Object> model, Locale locale) {
        StringWriter page = new StringWriter(16_384);
        try {
            engine.getTemplate(template).evaluate(page, model, locale);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toString();
    }
}
