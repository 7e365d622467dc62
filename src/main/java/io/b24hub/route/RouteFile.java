package io.b24hub.route;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A route file as read.
 *
 * @param name relative to the routes folder, with slashes
 * @param text its content
 */
record RouteFile(String name, String text) {

    private static final String SUPPORT = "support/";
    private static final Pattern COMMENT = Pattern.compile("\\s*(#|//|/?\\*)");

    /** All route files of a folder: what others build on first, then by name. */
    static List<RouteFile> in(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            throw new IOException("There is no routes folder at " + dir.toAbsolutePath());
        }
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(dir, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = dir.relativize(path).toString().replace('\\', '/');
                if (isRouteFile(name)) {
                    files.add(new RouteFile(name, read(path)));
                }
            }
        }
        files.sort(Comparator.comparing((RouteFile file) -> !file.isSupport()).thenComparing(RouteFile::name));
        return files;
    }

    private static boolean isRouteFile(String name) {
        // hidden folders too: a mounted Kubernetes ConfigMap keeps the files behind its links in one
        boolean hidden = name.startsWith(".") || name.contains("/.");
        return !hidden && (name.endsWith(".camel.yaml") || name.endsWith(".java"));
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        }
    }

    /** Whether it holds what all flows build on. */
    boolean isSupport() {
        return name.startsWith(SUPPORT);
    }

    boolean isJava() {
        return name.endsWith(".java");
    }

    /** Whether {@code flow.<file name>.enabled} says false. */
    boolean isSwitchedOff(Function<String, Optional<String>> settings) {
        String base = name.substring(name.lastIndexOf('/') + 1).replaceFirst("\\.(camel\\.yaml|java)$", "");
        return settings.apply("flow." + base + ".enabled")
                .filter("false"::equals)
                .isPresent();
    }

    /** The line, from 1, on which a word stands first as a whole word, comments aside; 0 when it does not. */
    int lineOf(String word) {
        Pattern whole = Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w.-])", Pattern.CASE_INSENSITIVE);
        return firstLine(line -> whole.matcher(line).find());
    }

    /** The line, from 1, on which a text stands first, comments aside; 0 when it does not. */
    int lineWith(String part) {
        return firstLine(line -> line.contains(part));
    }

    private int firstLine(Predicate<String> wanted) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!COMMENT.matcher(lines.get(i)).lookingAt() && wanted.test(lines.get(i))) {
                return i + 1;
            }
        }
        return 0;
    }
}
