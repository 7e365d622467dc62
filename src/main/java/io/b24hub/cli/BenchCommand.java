package io.b24hub.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.emulator.SentCall;
import io.b24hub.emulator.WebhookSender;
import io.b24hub.failure.HubException;
import io.b24hub.time.SystemClock;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code b24hub bench}: how fast a running hub takes events. */
@Command(
        name = "bench",
        description = "Sends events to a hub for some seconds, and tells how fast it answers.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The events are real to the hub: it stores them, and its flows deliver them. Pause the flows first, or take a",
            "hub that is there for this. Each is of another deal, with numbers from 900000001 on.",
            "",
            "Without --rate each connection sends its next event when the last one is answered. With --rate events begin on",
            "time, and a late answer counts from when it should have begun. Sender and hub share this machine's cores.",
            "",
            "Exit codes: 0 the hub took all of them, 1 it refused some, 2 no hub answers, or --yes is missing."
        })
final class BenchCommand implements Callable<Integer> {

    private static final int MOST_CONNECTIONS = 16;
    private static final long FIRST_DEAL = 900_000_001;

    /** More than can ever be on its way at one time by a closed loop, and little enough for memory. */
    private static final int MOST_WAITING = 10_000;

    @Option(
            names = "--for",
            paramLabel = "<time>",
            defaultValue = "10s",
            converter = DemoCommand.Time.class,
            description = "How long (default: ${DEFAULT-VALUE}).")
    private Duration length;

    @Option(
            names = "--connections",
            paramLabel = "<n>",
            defaultValue = "16",
            description = "How many events are on their way at one time, 1 to 16 (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--rate", paramLabel = "<n>", description = "So many events a second, whatever the answers do.")
    private Optional<Integer> rate = Optional.empty();

    @Option(
            names = {"-y", "--yes"},
            description = "Yes, the hub may deliver these events.")
    private boolean yes;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Mixin
    private AsPortal as;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        requireSense();
        Vertx vertx = Vertx.vertx();
        try (SystemClock clock = new SystemClock();
                WebhookSender sender = new WebhookSender(as.identity(), vertx, clock)) {
            sender.sendTo(as.address());
            AnswerTimes times = new AnswerTimes();
            long began = System.nanoTime();
            load(sender, times, began);
            return tell(sender.tally(), times, Duration.ofNanos(System.nanoTime() - began));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void requireSense() {
        if (!yes) {
            throw new ParameterException(
                    spec.commandLine(),
                    "These events are real to the hub at " + as.address().getAuthority()
                            + ", and its flows deliver them. Say --yes if that is meant.");
        }
        if (connections < 1
                || connections > MOST_CONNECTIONS
                || rate.filter(each -> each < 1).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--connections is from 1 to " + MOST_CONNECTIONS + ", and --rate at least 1");
        }
    }

    private void load(WebhookSender sender, AnswerTimes times, long began) {
        int places = rate.isPresent() ? MOST_WAITING : connections;
        Semaphore free = new Semaphore(places);
        long end = began + length.toNanos();
        for (long i = 0; System.nanoTime() < end; i++) {
            long due = rate.isPresent() ? began + i * 1_000_000_000L / rate.get() : 0;
            while (rate.isPresent() && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            free.acquireUninterruptibly();
            long from = rate.isPresent() ? due : System.nanoTime();
            send(sender, FIRST_DEAL + i).whenComplete((answer, failure) -> {
                times.add(System.nanoTime() - from);
                free.release();
            });
        }
        free.acquireUninterruptibly(places);
    }

    private static CompletableFuture<SentCall> send(WebhookSender sender, long deal) {
        return sender.send("ONCRMDEALUPDATE", Map.of("FIELDS", Map.of("ID", Long.toString(deal))));
    }

    private int tell(WebhookSender.Tally tally, AnswerTimes times, Duration took) {
        double perSecond = tally.accepted() * 1e9 / took.toNanos();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? asJson(tally, times, perSecond, took) : words(tally, times, perSecond, took));
        out.flush();
        if (tally.failed() == tally.sent()) {
            throw new HubException("No hub answers at " + as.address().getAuthority() + ". Is it running?");
        }
        return tally.accepted() == tally.sent() ? 0 : ExplainCommand.NOT_FOUND;
    }

    private static String words(WebhookSender.Tally tally, AnswerTimes times, double perSecond, Duration took) {
        return String.format(
                Locale.ROOT,
                "%,d accepted, %,d refused, %,d without answer in %s: %,.0f answers/s%n"
                        + "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms",
                tally.accepted(),
                tally.refused(),
                tally.failed(),
                Table.time(took),
                perSecond,
                times.percentile(50),
                times.percentile(99),
                times.percentile(99.9),
                times.percentile(100));
    }

    private static String asJson(WebhookSender.Tally tally, AnswerTimes times, double perSecond, Duration took) {
        return new ObjectMapper()
                .createObjectNode()
                .put("tookMillis", took.toMillis())
                .put("accepted", tally.accepted())
                .put("refused", tally.refused())
                .put("withoutAnswer", tally.failed())
                .put("acceptedPerSecond", perSecond)
                .put("p50Millis", times.percentile(50))
                .put("p99Millis", times.percentile(99))
                .put("p999Millis", times.percentile(99.9))
                .put("longestMillis", times.percentile(100))
                .toPrettyString();
    }
}
