package io.b24hub.e2e;

import static org.awaitility.Awaitility.await;

import io.b24hub.HubMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Java process of its own, with everything it says. Closing it kills it. */
public final class ChildProcess implements AutoCloseable {

    /** What a class of this build is started with; quick to start. */
    static final List<String> FAST = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private ChildProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "output of process " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the hub's command line in a folder, with nothing of this process's environment that concerns a hub. */
    public static ChildProcess hub(Path home, Map<String, String> environment, String... words) {
        return java(home, environment, List.of(), HubMain.class, words);
    }

    public static ChildProcess java(
            Path home, Map<String, String> environment, List<String> options, Class<?> main, String... words) {
        return java(home, environment, List.of(), options, main, words);
    }

    /** Starts it through another command, for example one that changes what the process sees. */
    public static ChildProcess java(
            Path home,
            Map<String, String> environment,
            List<String> through,
            List<String> options,
            Class<?> main,
            String... words) {
        List<String> command = new ArrayList<>(through);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FAST);
        command.add("-Dfile.encoding=UTF-8");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(HUB|FLOW|CAMEL|B24HUB)_.*"));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(the output broke off)");
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
                                reader.join(1_000);
                                if (find(text).isEmpty()) {
                                    throw new IllegalStateException(
                                            "The process ended with " + process.exitValue() + ":\n" + output());
                                }
                            }
                            return found;
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> find(String text) {
        return lines.stream().filter(line -> line.contains(text)).findFirst();
    }

    /** Everything it said so far, both streams. */
    public String output() {
        return String.join("\n", lines);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9; returns when it is gone. */
    public void kill() {
        // the process's own method would close its output
        process.toHandle().destroyForcibly();
        exitCode();
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
        process.toHandle().destroy();
        return exitCode();
    }

    /** Sends a signal by its name, for example {@code STOP}. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("The process could not be sent " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The process does not end:\n" + output());
            }
            reader.join(PATIENCE.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
