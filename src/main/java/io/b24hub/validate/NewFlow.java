package io.b24hub.validate;

import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventPattern;
import io.b24hub.failure.HubException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** Writes the commented skeleton of a flow. Immutable. */
public final class NewFlow {

    /** Where a new flow can deliver to. */
    public enum To {
        TELEGRAM,
        GOOGLE_SHEETS,
        KAFKA,
        HTTP,
        SQL,
        FILE;

        /** As people write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final String id;
    private final String events;
    private final To to;

    /**
     * @param id the flow's id, which is the file's name too
     * @param events event names with commas between them
     * @throws HubException when the id or the events cannot be used
     */
    public NewFlow(String id, String events, To to) {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new HubException(
                    "\"" + id + "\" cannot be a flow's id: it is the name of its file and of its settings."
                            + " Use small letters, digits and dashes, for example new-contact-to-telegram");
        }
        try {
            EventPattern.parse(events);
        } catch (IllegalArgumentException e) {
            throw new HubException(e.getMessage(), e);
        }
        this.id = id;
        this.events = events.toUpperCase(Locale.ROOT).replace(" ", "");
        this.to = to;
    }

    /** The file's name relative to the routes folder. */
    public String file() {
        return "flows/" + id + ".camel.yaml";
    }

    /** The skeleton. */
    public String text() {
        String about = Arrays.stream(events.split(","))
                .map(name -> EventCatalogue.load()
                        .find(name)
                        .map(type -> type.entity())
                        .orElse("entity"))
                .distinct()
                .collect(Collectors.joining(" or "));
        return skeleton().replace("@ID@", id).replace("@EVENTS@", events).replace("@ABOUT@", about);
    }

    private String skeleton() {
        try (InputStream in = NewFlow.class.getResourceAsStream("new-flow-" + to.word() + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings without which the flow is off. */
    public List<String> settings() {
        TreeSet<String> keys = new TreeSet<>();
        switch (to) {
            case TELEGRAM -> keys.add("hub.telegram.token");
            case GOOGLE_SHEETS -> keys.add("hub.google.key-file");
            case SQL -> keys.add("hub.sql.url");
            default -> {
                // the skeleton names all it needs
            }
        }
        String code = text().lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
        for (Matcher matcher = Settings.PLACEHOLDER.matcher(code); matcher.find(); ) {
            if (matcher.group(2) == null) {
                keys.add(matcher.group(1));
            }
        }
        return List.copyOf(keys);
    }

    /**
     * Writes the file.
     *
     * @param routes the routes folder
     * @return the file
     * @throws HubException when there is a file of this name, or it cannot be written
     */
    public Path write(Path routes) {
        Path file = routes.resolve(file());
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new HubException(file + " is there already; choose another name, or delete it first", e);
        } catch (IOException e) {
            throw new HubException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
