package io.b24hub.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From the start of the process to the first 200, and memory when nothing happens; with the flows a new user has. Each way
 * of starting takes its turn in every round.
 */
final class StartBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final long IDLE_SECONDS = Long.getLong("bench.idle-seconds", 10);

    /** One way of starting. */
    private record Way(String name, List<String> options, List<Long> millis, List<Long> cpu) {

        Way(String name, List<String> options) {
            this(name, options, new ArrayList<>(), new ArrayList<>());
        }
    }

    private final BenchFolder folder;
    private final BenchReport report;

    StartBench(BenchFolder folder) {
        this.folder = folder;
        report = new BenchReport(folder, "start");
    }

    void run() throws Exception {
        Path archive = archive();
        List<String> shared = Stream.concat(
                        JvmOptions.RECOMMENDED.stream(), Stream.of("-XX:SharedArchiveFile=" + archive))
                .toList();
        List<Way> ways = List.of(
                new Way("no options", List.of()),
                new Way("recommended options", JvmOptions.RECOMMENDED),
                new Way("and class-data sharing", shared));
        for (int round = 0; round < ROUNDS; round++) {
            for (Way way : ways) {
                try (HubProcess hub = HubProcess.start(folder, way.name(), true, way.options())) {
                    way.millis().add(hub.startMillis());
                    way.cpu().add(hub.cpuMillis());
                }
            }
        }
        report.line("%-24s %10s %17s %10s %16s", "", "start, ms", "lowest..highest", "CPU, ms", "idle RSS, MiB");
        for (Way way : ways) {
            report.line(
                    "%-24s %10d %8d..%-8d %9d %16d",
                    way.name(),
                    median(way.millis()),
                    way.millis().stream().min(Long::compare).orElseThrow(),
                    way.millis().stream().max(Long::compare).orElseThrow(),
                    median(way.cpu()),
                    idleMiB(way));
        }
        report.line("recommended options: %s", String.join(" ", JvmOptions.RECOMMENDED));
        report.line(
                "class-data archive: %d MiB; load average at the end %.1f",
                Files.size(archive) >> 20, BenchReport.load());
    }

    /** What the start script does once: a hub that writes down, at its end, which classes it has used. */
    private Path archive() throws IOException {
        Path archive = folder.path().resolve("hub.jsa");
        Files.deleteIfExists(archive);
        List<String> options = Stream.concat(
                        JvmOptions.RECOMMENDED.stream(), Stream.of("-XX:ArchiveClassesAtExit=" + archive))
                .toList();
        HubProcess.start(folder, "training", true, options).close();
        return archive;
    }

    private long idleMiB(Way way) throws IOException, InterruptedException {
        try (HubProcess hub = HubProcess.start(folder, way.name(), true, way.options())) {
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            return hub.residentMiB();
        }
    }

    private static long median(List<Long> numbers) {
        return numbers.stream().sorted().skip(numbers.size() / 2).findFirst().orElseThrow();
    }
}
