package io.b24hub.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lines for people, on standard output and in a file. Not thread-safe. */
final class BenchReport {

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    BenchReport(BenchFolder folder, String name) {
        file = folder.path().resolve(name + ".txt");
        line(
                "%s: Java %s, %d cores, load average %.1f",
                name, System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), load());
    }

    /** The machine's load average of the last minute; numbers taken beside other work are to be read with care. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    void line(String format, Object... values) {
        String line = String.format(format, values);
        lines.add(line);
        System.out.println(line);
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
