package io.b24hub.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where benchmarks write, and the class path they start other processes with.
 *
 * @param path folder of the reports
 */
record BenchFolder(Path path) {

    /** System property: folder of the reports. */
    private static final String REPORTS = "bench.reports";

    /** System property: the hub's jar. Class-data sharing takes classes from jars only. */
    private static final String JAR = "bench.jar";

    private static final String WORK = "work";

    static BenchFolder create() throws IOException {
        Path path = Path.of(System.getProperty(REPORTS, "target/bench")).toAbsolutePath();
        Files.createDirectories(path);
        return new BenchFolder(path);
    }

    /** A new, empty folder for one process; gone after {@link #clean}. */
    Path work(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(path.resolve(WORK)), name + "-");
    }

    /** Deletes what the processes have left behind. */
    void clean() throws IOException {
        if (Files.notExists(path.resolve(WORK))) {
            return;
        }
        try (Stream<Path> files = Files.walk(path.resolve(WORK))) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    /** What the hub runs with in production: its jar and its libraries. */
    String production() {
        String jar = System.getProperty(JAR, "");
        if (!Files.isRegularFile(Path.of(jar))) {
            throw new IllegalStateException("The hub's jar is missing; run the benchmarks with mvn -Pbench verify");
        }
        return Stream.concat(Stream.of(jar), jars().stream()).collect(Collectors.joining(File.pathSeparator));
    }

    /** What the baselines run with: the same libraries. */
    static String baselines() {
        return entries().collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> jars() {
        return entries().filter(entry -> entry.endsWith(".jar")).toList();
    }

    private static Stream<String> entries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString());
    }
}
