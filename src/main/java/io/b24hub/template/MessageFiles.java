package io.b24hub.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The templates of a folder, {@code <folder>/<language>/<name>.html}, {@code .txt} or {@code .row.yaml}. A template is read
 * and compiled, in all its languages, when the first flow names it, and stays as it is until {@link #takeOver}.
 *
 * <p>Thread-safe.
 */
public final class MessageFiles {

    private static final Logger LOG = LoggerFactory.getLogger(MessageFiles.class);

    private final Path dir;
    private final Map<String, Versions> inUse = new ConcurrentHashMap<>();
    private Optional<TemplateLanguage> language = Optional.empty();
    private List<MessageFile> before;
    private List<MessageFile> taken;

    /** @param dir need not exist; then there is no template */
    public MessageFiles(Path dir) {
        this.dir = dir;
        before = List.of();
        taken = List.of();
    }

    /**
     * Makes sure that a template is there and can be used.
     *
     * @param only the one language that is wanted; empty for the reader's
     * @throws BadTemplate naming template, file, line and reason
     */
    public void demand(String name, Optional<String> only) {
        Versions versions = versions(name);
        only.filter(wanted -> versions.in(wanted).isEmpty()).ifPresent(wanted -> {
            throw new BadTemplate(
                    name,
                    "there is no template \"" + name + "\" in the language \"" + wanted + "\", but in "
                            + String.join(", ", versions.byLanguage().keySet()));
        });
    }

    /** A template for readers somewhere, in their language or in the one that is wanted. */
    Template find(String name, Optional<String> only, PortalPlace place) {
        Versions versions = versions(name);
        return only.flatMap(versions::in).orElseGet(() -> versions.in(place.locale()));
    }

    private Versions versions(String name) {
        Versions known = inUse.get(name);
        if (known != null) {
            return known;
        }
        synchronized (this) {
            return inUse.computeIfAbsent(name, first -> compile(first, files()));
        }
    }

    private Versions compile(String name, List<MessageFile> all) {
        // not before: a hub without templates starts sooner
        TemplateLanguage engine = language.orElseGet(TemplateLanguage::new);
        language = Optional.of(engine);
        return Versions.compile(name, of(name, all), dir.getFileName().toString(), engine);
    }

    private static List<MessageFile> of(String name, List<MessageFile> all) {
        return all.stream().filter(file -> file.template().equals(name)).toList();
    }

    private List<MessageFile> files() {
        try {
            return MessageFile.in(dir);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of the messages cannot be read: " + e.getMessage(), e);
        }
    }

    /** The templates that are there, whether they can be used or not, with their languages. */
    public Map<String, Set<String>> languages() {
        Map<String, Set<String>> languages = new TreeMap<>();
        files().forEach(file -> languages
                .computeIfAbsent(file.template(), name -> new TreeSet<>())
                .add(file.language()));
        return languages;
    }

    /** What is wrong with the files, each by itself, also with those that no flow uses. */
    public synchronized List<BadTemplate> problems() {
        List<MessageFile> all = files();
        List<BadTemplate> problems = new ArrayList<>();
        all.forEach(file -> compiled(file.template(), List.of(file)).ifPresent(problems::add));
        if (problems.isEmpty()) {
            all.stream().map(MessageFile::template).distinct().forEach(name -> compiled(name, all)
                    .ifPresent(problems::add));
        }
        return problems;
    }

    private Optional<BadTemplate> compiled(String name, List<MessageFile> files) {
        try {
            compile(name, files);
            return Optional.empty();
        } catch (BadTemplate e) {
            return Optional.of(e);
        }
    }

    /**
     * Takes over what was edited, once two calls in a row have seen the same files. A template that cannot be used any more
     * changes nothing: its last good text goes on, and the log says so.
     *
     * @return whether anything in the folder was changed
     */
    public synchronized boolean takeOver() {
        List<MessageFile> now = files();
        boolean settled = now.equals(before);
        before = now;
        if (!settled || now.equals(taken)) {
            return false;
        }
        taken = now;
        inUse.forEach((name, versions) -> {
            if (!versions.files().equals(of(name, now))) {
                takeOver(name, now);
            }
        });
        return true;
    }

    private void takeOver(String name, List<MessageFile> now) {
        try {
            inUse.put(name, compile(name, now));
            LOG.info("Template {} was changed; the new text is in use", name);
        } catch (BadTemplate e) {
            LOG.error("Template {}: {}. Its last good text goes on", name, e.getMessage());
        }
    }
}
