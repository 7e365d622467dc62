package io.b24hub.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Java process; most serve on a port of loopback. */
final class ChildJvm implements AutoCloseable {

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Process process;
    private final Path log;
    private final long began;

    private ChildJvm(Process process, Path log, long began) {
        this.process = process;
        this.log = log;
        this.began = began;
    }

    /**
     * Starts a process.
     *
     * @param command what follows {@code java}
     */
    static ChildJvm start(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(command);
        Path log = folder.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        return new ChildJvm(builder.start(), log, began);
    }

    /**
     * Sends a call until it is answered with 200.
     *
     * @return nanoseconds from the start of the process
     */
    long awaitAnswer(int port, byte[] call) throws IOException {
        while (!answers(port, call)) {
            if (!process.isAlive() || System.nanoTime() - began > START_NANOS) {
                throw new IllegalStateException("A process did not start to serve: " + Files.readString(log));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return System.nanoTime() - began;
    }

    private static boolean answers(int port, byte[] call) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(call);
            byte[] start = socket.getInputStream().readNBytes(12);
            return new String(start, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits until the process ends by itself.
     *
     * @return what it printed
     * @throws IllegalStateException when it failed
     */
    String awaitEnd() throws IOException, InterruptedException {
        int exit = process.waitFor();
        String printed = Files.readString(log);
        if (exit != 0) {
            throw new IllegalStateException("A process failed: " + printed);
        }
        return printed;
    }

    /** Memory that is resident, in MiB; Linux only. */
    long residentMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Processor time used so far, in milliseconds. */
    long cpuMillis() {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    /** Asks the process to end, and waits. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
