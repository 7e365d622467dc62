package io.b24hub.e2e;

import static org.awaitility.Awaitility.await;

import io.b24hub.HubMain;
import io.b24hub.chaos.JavaChild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Java process of its own, with everything it says. Closing it kills it. */
public final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JavaChild process;

    private ChildProcess(JavaChild process) {
        this.process = process;
    }

    /** Starts the hub's command line in a folder, with nothing of this process's environment that concerns a hub. */
    public static ChildProcess hub(Path home, Map<String, String> environment, String... words) {
        return java(home, environment, List.of(), HubMain.class, words);
    }

    public static ChildProcess java(
            Path home, Map<String, String> environment, List<String> options, Class<?> main, String... words) {
        return new ChildProcess(JavaChild.start(home, environment, List.of(), options, main, words));
    }

    /** Writes settings as the file that {@code run} reads. */
    public static void writeSettings(Path home, Map<String, String> settings) {
        String text = settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(home.resolve("application.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line that contains a text. */
    public String awaitLine(String text) {
        return await().alias("a line with \"" + text + "\"")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            Optional<String> found = find(text);
                            if (found.isEmpty() && !process.isAlive()) {
                                // it has said everything then
                                int code = process.exitCode();
                                return Optional.of(find(text)
                                        .orElseThrow(() -> new IllegalStateException(
                                                "The process ended with " + code + ":\n" + output())));
                            }
                            return found;
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> find(String text) {
        return lines().stream().filter(line -> line.contains(text)).findFirst();
    }

    /** Everything it said so far, both streams. */
    public String output() {
        return process.output();
    }

    public List<String> lines() {
        return process.lines();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9; returns when it is gone. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP: it does nothing any more, and holds what it holds. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if nothing had been. */
    public void thaw() {
        signal("CONT");
    }

    /** SIGTERM; returns what it ended with. */
    public int terminate() {
        return process.terminate();
    }

    /** Sends a signal by its name, for example {@code STOP}. */
    public void signal(String name) {
        process.signal(name);
    }

    /** Waits for its end. */
    public int exitCode() {
        return process.exitCode();
    }

    @Override
    public void close() {
        process.close();
    }
}
