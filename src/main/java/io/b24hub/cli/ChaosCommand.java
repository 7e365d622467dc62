package io.b24hub.cli;

import io.b24hub.chaos.ChaosReport;
import io.b24hub.chaos.ChaosRun;
import io.b24hub.failure.HubException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code b24hub chaos}: whether a hub on this machine loses anything when it is killed, frozen and starved. */
@Command(
        name = "chaos",
        description = "Kills a hub of its own again and again, and counts what became of each event.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The hub is a process of its own in a scratch folder, with a store, ports and a flow of its own: a running hub, its",
            "store, settings and routes are not touched. 100 events a second come as from a portal, and are delivered to an",
            "HTTP endpoint that counts them. Meanwhile the hub is killed (kill -9) and started again, frozen (SIGSTOP), the",
            "endpoint fails or is slow, and the hub's clock jumps. A kill takes a few seconds, less on a fast machine.",
            "",
            "The seed draws the troubles; times are not quite the same each time. A trouble lasts until the next one begins.",
            "A kill may repeat what was being delivered, 4 events at most; it must lose none. What a disk keeps over a power cut",
            "does not show here.",
            "",
            "Example, on the disk that the store will be on, for an hour:",
            "  b24hub chaos --minutes 60 --in /var/lib/b24hub",
            "",
            "Exit codes: 0 nothing was lost and everything came in order, 1 something acknowledged was lost or came out of order",
            "(the hub's files are kept, and where is told), 2 it could not begin, or the hub ended by itself, 130 ended by Ctrl-C."
        })
final class ChaosCommand implements Callable<Integer> {

    private static final int INTERRUPTED = 130;

    @Option(
            names = "--kills",
            paramLabel = "<n>",
            defaultValue = "20",
            description =
                    "How many kills (default: ${DEFAULT-VALUE}); half as many other troubles come between them, at"
                            + " least one of each kind.")
    private int kills;

    @Option(
            names = "--minutes",
            paramLabel = "<n>",
            defaultValue = "0",
            description = "Goes on for so long at least (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "24",
            description = "The same number draws the same troubles (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--in",
            paramLabel = "<folder>",
            description = "Where the scratch folder is made, and with it on which disk (default: the system's temporary"
                    + " folder).")
    private Optional<Path> in = Optional.empty();

    @Option(
            names = "--small-disk",
            description =
                    "Lets the disk fill up, too: mounts a file system of 48 MB in memory for the store. Needs root.")
    private boolean smallDisk;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (kills < 0 || minutes < 0) {
            throw new ParameterException(spec.commandLine(), "--kills and --minutes are 0 or more");
        }
        PrintWriter out = spec.commandLine().getOut();
        ProgressBar bar = new ProgressBar(out, !json);
        ChaosRun.Plan plan = new ChaosRun.Plan(kills, Duration.ofMinutes(minutes), smallDisk);
        Path home = scratch();
        ChaosRun run =
                new ChaosRun(home, plan, RandomGeneratorFactory.getDefault().create(seed), bar::at);
        // Ctrl-C: neither a hub nor a mounted disk may be left behind
        Thread end = new Thread(() -> abandon(run, home), "b24hub-chaos-stop");
        Runtime.getRuntime().addShutdownHook(end);
        ChaosWords words = new ChaosWords(kills, minutes, seed);
        if (!json) {
            out.print(words.beginning(run.leftOut()));
            out.flush();
        }
        try {
            ChaosReport report = run.run();
            bar.end();
            return forget(end) ? tell(words, report, home) : INTERRUPTED;
        } catch (HubException e) {
            if (forget(end)) {
                bar.end();
                throw new HubException(e.getMessage() + "\nWhat is left of the hub: " + home, e);
            }
            return INTERRUPTED;
        }
    }

    private Path scratch() {
        try {
            return in.isPresent()
                    ? Files.createTempDirectory(in.get(), "b24hub-chaos-")
                    : Files.createTempDirectory("b24hub-chaos-");
        } catch (IOException e) {
            throw new HubException("No scratch folder can be made"
                    + in.map(folder -> " in " + folder).orElse("") + ": " + e + ". Name another folder with --in.");
        }
    }

    private int tell(ChaosWords words, ChaosReport report, Path home) {
        Optional<Path> kept = report.isGood() ? Optional.empty() : Optional.of(home);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? words.json(report, kept) + "\n" : words.end(report, kept));
        out.flush();
        if (kept.isEmpty()) {
            delete(home);
        }
        return report.isGood() ? 0 : ExplainCommand.NOT_FOUND;
    }

    private static void abandon(ChaosRun run, Path home) {
        run.close();
        delete(home);
    }

    /** Whether it was in time: it runs already when a signal is ending this process. */
    private static boolean forget(Thread end) {
        try {
            return Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // of no use to anybody, but no reason to fail either
        }
    }
}
