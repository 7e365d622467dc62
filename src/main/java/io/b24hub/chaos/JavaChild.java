package io.b24hub.chaos;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Java process of its own on the class path of this one, with everything it says. Closing it kills it. Its standard
 * input is open for as long as this process lives.
 *
 * <p>This class is thread-safe.
 */
public final class JavaChild implements AutoCloseable {

    /** What it is started with; quick to start. */
    public static final List<String> FAST = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SETTINGS_OF_A_HUB = "(HUB|FLOW|CAMEL|B24HUB)_.*";

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private JavaChild(Process process) {
        this.process = process;
        reader = new Thread(this::read, "output of process " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one, with nothing of this process's environment that concerns a hub.
     *
     * @param home its current folder
     * @param environment added to this process's own
     * @param through another command that starts it, for example one that changes what the process sees; or empty
     * @param options for Java
     * @param main its main class
     * @param words its command line
     */
    public static JavaChild start(
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
        command.add(classPath());
        command.add(main.getName());
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches(SETTINGS_OF_A_HUB));
        builder.environment().putAll(environment);
        try {
            return new JavaChild(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This process's, for one that has another current folder. A jar's manifest names what else it needs. */
    private static String classPath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
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

    /** SIGTERM; returns what it ended with. */
    public int terminate() {
        process.toHandle().destroy();
        return exitCode();
    }

    /** Sends a signal by its name, for example {@code STOP}; see {@link Signals#known}. */
    public void signal(String name) {
        if (!Signals.send(name, pid())) {
            throw new IllegalStateException("The process " + pid() + " could not be sent " + name);
        }
    }

    /**
     * Waits for its end.
     *
     * @throws IllegalStateException when it goes on for more than a minute, or the wait is interrupted
     */
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
