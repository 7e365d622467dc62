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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A route file as read.
 *
 * @param name relative to the routes folder, with slashes
 * @param text its content
 */
public record RouteFile(String name, String text) {

    private static final String SUPPORT = "support/";
    /** What lies there are templates, which routes are made with. */
    private static final String MESSAGES = "messages/";

    private static final String TEMPLATES = "templates/";
    private static final Pattern TEMPLATE_REF =
            Pattern.compile("(?:\\brouteTemplateRef\"?\\s*:\\s*|\\btemplatedRoute\\(\\s*)[\"']?([\\w.-]+)");
    private static final Pattern COMMENT = Pattern.compile("\\s*(#|//|/?\\*)");

    /** All route files of a folder: what others build on first, then by name. */
    public static List<RouteFile> in(Path dir) throws IOException {
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
        files.sort(Comparator.comparing(RouteFile::place).thenComparing(RouteFile::name));
        return files;
    }

    private int place() {
        return isSupport() ? 0 : isTemplates() ? 1 : 2;
    }

    private static boolean isRouteFile(String name) {
        // hidden folders too: a mounted Kubernetes ConfigMap keeps the files behind its links in one
        boolean hidden = name.startsWith(".") || name.contains("/.");
        return !hidden && !name.startsWith(MESSAGES) && (name.endsWith(".camel.yaml") || name.endsWith(".java"));
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        }
    }

    /** Whether it holds what all flows build on. */
    public boolean isSupport() {
        return name.startsWith(SUPPORT);
    }

    /** Whether it holds route templates and no flow of its own. */
    public boolean isTemplates() {
        return name.startsWith(TEMPLATES);
    }

    /** Ids of the route templates that its routes are made of. */
    Set<String> templateRefs() {
        Set<String> refs = new TreeSet<>();
        for (Matcher matcher = TEMPLATE_REF.matcher(code()); matcher.find(); ) {
            refs.add(matcher.group(1));
        }
        return refs;
    }

    /** The text without the lines that are comments. */
    String code() {
        return text.lines()
                .map(line -> COMMENT.matcher(line).lookingAt() ? "" : line)
                .collect(Collectors.joining("\n"));
    }

    /** The name of the flow that it is: without folder and ending. */
    public String flow() {
        return name.substring(name.lastIndexOf('/') + 1).replaceFirst("\\.(camel\\.yaml|java)$", "");
    }

    /** Whether it is in Java. */
    public boolean isJava() {
        return name.endsWith(".java");
    }

    /** Whether {@code flow.<file name>.enabled} says false. */
    public boolean isSwitchedOff(Function<String, Optional<String>> settings) {
        return settings.apply("flow." + flow() + ".enabled")
                .filter("false"::equals)
                .isPresent();
    }

    /** The line, from 1, on which a word stands first as a whole word, comments aside; 0 when it does not. */
    public int lineOf(String word) {
        Pattern whole = Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w.-])", Pattern.CASE_INSENSITIVE);
        return firstLine(line -> whole.matcher(line).find());
    }

    /** The line, from 1, on which a text stands first, comments aside; 0 when it does not. */
    public int lineWith(String part) {
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
