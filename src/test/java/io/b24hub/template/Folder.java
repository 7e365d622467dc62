package io.b24hub.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A folder of templates, and readers in Moscow and New York. */
final class Folder {

    static final PortalPlace MOSCOW = new PortalPlace(Locale.forLanguageTag("ru"), ZoneId.of("Europe/Moscow"));
    static final PortalPlace NEW_YORK = new PortalPlace(Locale.ENGLISH, ZoneId.of("America/New_York"));

    private final Path dir;
    private final MessageFiles files;

    Folder(Path home) {
        dir = home.resolve("messages");
        files = new MessageFiles(dir);
    }

    Path dir() {
        return dir;
    }

    MessageFiles files() {
        return files;
    }

    Folder write(String name, String text) {
        try {
            Path file = dir.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Folder delete(String name) {
        try {
            Files.delete(dir.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills a template in for one reader. */
    Object render(String name, PortalPlace place, Map<String, Object> model) {
        Template template = files.find(name, Optional.empty(), place);
        return template.render(model, place.speaking(template.file().language()));
    }
}
