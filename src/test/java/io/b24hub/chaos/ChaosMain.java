package io.b24hub.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Runs chaos by system properties: {@code chaos.kills} (default 20), {@code chaos.minutes} (at least so long; default 0),
 * {@code chaos.seed} (default 24). Prints a table; ends with 1 when something was lost or came out of order.
 */
public final class ChaosMain {

    private ChaosMain() {}

    public static void main(String[] args) throws Exception {
        ChaosRun.Plan plan = new ChaosRun.Plan(
                Integer.getInteger("chaos.kills", 20),
                Duration.ofMinutes(Integer.getInteger("chaos.minutes", 0)),
                Long.getLong("chaos.seed", 24L));
        Path home = Files.createTempDirectory("b24hub-chaos");
        ChaosRun run = new ChaosRun(home, plan);
        System.out.printf(
                "Chaos: %d kills, at least %d minutes, seed %d%s%n",
                plan.kills(),
                plan.atLeast().toMinutes(),
                plan.seed(),
                run.canFillDisk() ? "" : "; the disk is never full, since no file system may be mounted here");
        ChaosReport report = run.run();
        System.out.print(report.table());
        report.outOfOrder().stream().limit(20).forEach(System.out::println);
        boolean good = report.lost() == 0 && report.outOfOrder().isEmpty();
        if (good) {
            delete(home);
        } else {
            System.out.println("What is left of the hub: " + home);
        }
        System.exit(good ? 0 : 1);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
