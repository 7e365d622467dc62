package io.b24hub.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads single values and gathers what is wrong with them: a bad value becomes a problem and something harmless, so that
 * the reading goes on and finds the other problems too.
 *
 * <p>Not thread-safe.
 */
final class CheckedValues {

    private final SettingsSource source;
    private final Path home;
    private final List<BadSettings.Problem> problems = new ArrayList<>();

    CheckedValues(SettingsSource source, Path home) {
        this.source = source;
        this.home = home;
    }

    /** What is wrong so far. */
    List<BadSettings.Problem> problems() {
        return problems;
    }

    /** All keys that have a value. */
    Collection<String> keys() {
        return source.keys();
    }

    /** All keys of flows that end in a word and may have a value. */
    Collection<String> keysOfFlows(String setting) {
        return source.keysOfFlows(setting);
    }

    /** What stands in keys between a beginning and an end. */
    Collection<String> names(String before, String after) {
        return source.names(before, after);
    }

    String text(String key) {
        return find(key).orElseGet(() -> KnownKeys.defaultOf(key));
    }

    Optional<String> find(String key) {
        try {
            return source.find(key);
        } catch (BadSettings e) {
            e.problems().stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
            return Optional.empty();
        }
    }

    Path path(String key) {
        return home.resolve(text(key));
    }

    /** A file that a value names. */
    Path file(String name) {
        return home.resolve(name);
    }

    boolean flag(String key) {
        return oneOf(key, "true", "false").equals("true");
    }

    List<String> list(String key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList();
    }

    String oneOf(String key, String... allowed) {
        String value = text(key);
        if (!List.of(allowed).contains(value)) {
            problem(key, "is \"" + value + "\", but must be " + String.join(" or ", allowed));
            return allowed[0];
        }
        return value;
    }

    int port(String key) {
        return Math.toIntExact(value(key, Long::parseLong, 0, 65535));
    }

    Duration duration(String key) {
        return parse(key, Units::duration).orElse(Duration.ZERO);
    }

    long value(String key, Function<String, Long> parser, long least, long most) {
        return parse(key, text -> {
                    long value = parser.apply(text);
                    if (value < least || value > most) {
                        throw new IllegalArgumentException(
                                "is " + text + ", but must be from " + least + " to " + most);
                    }
                    return value;
                })
                .orElse(least);
    }

    <T> Optional<T> parse(String key, Function<String, T> parser) {
        String text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (NumberFormatException e) {
            problem(key, "is \"" + text + "\", which is not a whole number");
        } catch (IllegalArgumentException e) {
            problem(key, e.getMessage());
        }
        return Optional.empty();
    }

    /** Whether a problem of this key was found already. */
    boolean told(String key) {
        return problems.stream().anyMatch(problem -> problem.key().equals(key));
    }

    void problem(String key, String reason) {
        problems.add(new BadSettings.Problem(key, reason, KnownKeys.exampleOf(key)));
    }

    static Duration positive(String text) {
        Duration duration = Units.duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("\"" + text + "\" must be longer than nothing");
        }
        return duration;
    }
}
