package io.b24hub.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A template file as read.
 *
 * @param language the folder's name: {@code en}, {@code ru}, {@code pt-BR}
 * @param template the file's name without its ending
 * @param kind what it makes
 * @param path for people, from the routes folder on: {@code messages/en/new-lead.html}
 * @param text its content, lines ending in a line feed
 */
record MessageFile(String language, String template, Kind kind, String path, String text) {

    /** The endings and what they stand for. */
    enum Kind {
        /** A message with Telegram's HTML; values are escaped. */
        HTML("html"),
        /** A message as it is. */
        TEXT("txt"),
        /** Columns of a table. */
        ROW("row.yaml");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }

        static Optional<Kind> of(String ending) {
            return Arrays.stream(values())
                    .filter(kind -> kind.ending.equals(ending))
                    .findFirst();
        }
    }

    private static final Pattern NAME =
            Pattern.compile("([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)/([a-z0-9][a-z0-9-]*)\\.(.+)");

    /** All template files of a folder, by path; none when there is no folder. What else lies there is passed over. */
    static List<MessageFile> in(Path dir) throws IOException {
        List<MessageFile> files = new ArrayList<>();
        if (!Files.isDirectory(dir)) {
            return files;
        }
        try (Stream<Path> paths = Files.walk(dir, 2, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                Matcher name = NAME.matcher(dir.relativize(path).toString().replace('\\', '/'));
                Optional<Kind> kind = name.matches() ? Kind.of(name.group(3)) : Optional.empty();
                if (kind.isPresent()) {
                    files.add(new MessageFile(
                            name.group(1),
                            name.group(2),
                            kind.get(),
                            dir.getFileName() + "/" + name.group(),
                            read(path)));
                }
            }
        }
        files.sort(Comparator.comparing(MessageFile::path));
        return files;
    }

    /** Bytes that are no UTF-8 become replacement characters: the message shows where. */
    private static String read(Path path) throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
