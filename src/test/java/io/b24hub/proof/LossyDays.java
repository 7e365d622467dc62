package io.b24hub.proof;

import io.b24hub.Hub;
import io.b24hub.HubRig;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.Losses;
import io.b24hub.emulator.PortalEmulator;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.DeliveryState;
import io.b24hub.sweep.SweepReport;
import io.b24hub.sweep.SweepRequest;
import io.b24hub.sweep.SweepStatus;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Simulated days: a portal at work that loses one event in twenty and holds each back for up to ten minutes, and a hub
 * that is down for hours now and then, stopped or killed in the middle of a sweep.
 */
final class LossyDays implements AutoCloseable {

    static final Duration GRACE = Duration.ofMinutes(2);

    private static final Duration STAGES = Duration.ofMinutes(5);
    private static final Losses LOSSES_BUT_SEED = new Losses(0.05, Duration.ofMinutes(10), 0);
    private static final Duration BUSY = Duration.ofSeconds(50);
    private static final int OUTAGES_A_DAY = 4;
    private static final int EXPECTED_TYPES =
            Family.values().length + Family.withHistory().size();
    private static final SweepRequest ALL =
            new SweepRequest(Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** When the hub is not there. */
    private record Outage(Instant from, Instant to, boolean killed) {}

    private final Path home;
    private final RandomGenerator random;
    private final long seed;
    private final int days;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T05:00:00Z")); // Monday, 8 o'clock there
    private final Emulators emulators;
    private final RecordingSink sink;
    private final TimeLapse time;
    private final Map<String, String> settings;
    private Optional<Hub> hub = Optional.empty();
    private final List<Instant> ends = new ArrayList<>();
    private Instant begun = Instant.MAX;
    private int kills;
    private Duration down = Duration.ZERO;

    LossyDays(Path home, long seed, int days) throws IOException {
        this.home = home;
        this.seed = seed;
        this.days = days;
        random = new SplittableRandom(seed);
        emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new SplittableRandom(seed));
        sink = new RecordingSink();
        time = new TimeLapse(clock, portal(), STAGES);
        settings = settings();
        writeFlows();
    }

    PortalEmulator portal() {
        return emulators.portal();
    }

    Hub hub() {
        return hub.orElseThrow();
    }

    RecordingSink sink() {
        return sink;
    }

    int kills() {
        return kills;
    }

    Duration down() {
        return down;
    }

    /** When the portal began to work. */
    Instant begun() {
        return begun;
    }

    /** When the hub went down. */
    List<Instant> ends() {
        return ends;
    }

    int days() {
        return days;
    }

    /** Lives through all of it, until everything that can be known is delivered. */
    void run() {
        time.pass(Duration.ofHours(1)); // what was there before is older than the hub
        startHub();
        time.until("the first sweep notes where it begins", () -> swept(Instant.MIN));
        time.pass(Duration.ofMinutes(1));
        begun = clock.instant();
        Instant end = begun.plus(Duration.ofDays(days));
        portal().queue().suffer(new Losses(LOSSES_BUT_SEED.share(), LOSSES_BUT_SEED.longestDelay(), seed));
        portal().day().start(BUSY, seed);
        for (Outage outage : outages(end)) {
            time.passTo(outage.from());
            goDown(outage.killed());
            time.passTo(outage.to());
            startHub();
            down = down.plus(Duration.between(outage.from(), outage.to()));
        }
        time.passTo(end);
        portal().day().stop();
        time.pass(LOSSES_BUT_SEED.longestDelay().plus(GRACE).plusMinutes(1));
        SweepReport last = sweep();
        last.types().forEach(type -> type.trouble().ifPresent(why -> {
            throw new AssertionError("The last sweep of " + type.type() + " was not complete: " + why);
        }));
        time.until("everything is delivered", this::isDelivered);
    }

    private SweepReport sweep() {
        CompletableFuture<SweepReport> sweeping = hub().sweeper().sweep(ALL);
        time.until("the last sweep ends", sweeping::isDone);
        return sweeping.join();
    }

    private boolean swept(Instant since) {
        List<SweepStatus> status = hub().sweeper().status();
        return status.size() == EXPECTED_TYPES
                && status.stream()
                        .allMatch(each ->
                                each.trouble().isEmpty() && each.lastAt().isAfter(since));
    }

    private boolean isDelivered() {
        return hub().store().flows().stream().allMatch(flow -> {
            Map<DeliveryState, Long> active = hub().store().active(flow.id());
            return active.getOrDefault(DeliveryState.RUNNING, 0L) == 0
                    && active.getOrDefault(DeliveryState.DUE, 0L) == 0;
        });
    }

    /** Each in its own part of the time, the second of each day a kill. */
    private List<Outage> outages(Instant end) {
        List<Outage> outages = new ArrayList<>();
        int count = OUTAGES_A_DAY * days;
        long part = Duration.between(clock.instant(), end).toSeconds() / count;
        for (int i = 0; i < count; i++) {
            long length = random.nextLong(10 * 60, part * 2 / 3);
            long from = i * part + random.nextLong(part - length);
            Instant begin = clock.instant().plusSeconds(from);
            outages.add(new Outage(begin, begin.plusSeconds(length), i % OUTAGES_A_DAY == 1));
        }
        return outages;
    }

    private void startHub() {
        SettingsSource source = SettingsSource.only(settings);
        HubSettings read = new SettingsReader(source, home).read();
        hub = Optional.of(Hub.start(read, source, Hub.Listeners.NONE, clock));
        time.started();
        portal().webhook().sendTo(URI.create("http://127.0.0.1:" + hub().port() + "/bitrix24/main"));
    }

    private void goDown(boolean killed) {
        ends.add(clock.instant());
        if (killed) {
            killInTheMiddleOfASweep();
        } else {
            hub().close();
        }
        hub = Optional.empty();
    }

    /**
     * What a killed hub leaves is what it has committed. That is copied in the middle of a sweep, and put in the place of
     * what the hub does afterwards; no webhook comes in between, so none is acknowledged and lost.
     */
    private void killInTheMiddleOfASweep() {
        kills++;
        long before = portal().books().listings().size();
        hub().sweeper().sweep(ALL);
        long some = random.nextLong(1, EXPECTED_TYPES + 1);
        time.until("a sweep is under way", () -> portal().books().listings().size() >= before + some);
        Path store = Path.of(settings.get("hub.store.file"));
        Path left = store.resolveSibling("left.db");
        sink.deaf(true); // a dead hub delivers nothing
        try {
            copy(store, left);
            hub().close();
            Files.deleteIfExists(store.resolveSibling(store.getFileName() + "-wal"));
            Files.deleteIfExists(store.resolveSibling(store.getFileName() + "-shm"));
            Files.move(left, store, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("The hub could not be killed", e);
        } finally {
            sink.deaf(false);
        }
    }

    private static void copy(Path store, Path to) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + to + "'");
        }
    }

    private Map<String, String> settings() {
        Map<String, String> all = new TreeMap<>();
        all.put("hub.portals", "main");
        all.put("hub.portal.main.tokens", portal().identity().applicationToken());
        all.put("hub.portal.main.webhook-url", portal().restUri().toString());
        all.put("hub.portal.main.time-zone", "Europe/Moscow"); // the emulated portal's
        all.put("hub.portal.main.sweep", "15m");
        all.put("hub.portal.main.sweep-stages", STAGES.toMinutes() + "m");
        all.put("hub.portal.main.sweep-grace", GRACE.toMinutes() + "m");
        all.put("hub.intake.host", "127.0.0.1");
        all.put("hub.intake.port", Integer.toString(HubRig.freePort()));
        all.put("hub.management.port", "0");
        all.put("hub.store.file", home.resolve("hub.db").toString());
        all.put("hub.routes.dir", home.resolve("routes").toString());
        all.put("hub.routes.reload", "false");
        return all;
    }

    private void writeFlows() throws IOException {
        Path flows = Files.createDirectories(home.resolve("routes/flows"));
        for (Family family : Family.values()) {
            write(flows, family.flow(), family.events());
        }
        write(flows, "stages", "STAGE");
    }

    private void write(Path flows, String flow, String events) throws IOException {
        Files.writeString(flows.resolve(flow + ".camel.yaml"), """
                - route:
                    id: %s
                    description: Posts every event of its family to the recording sink.
                    from:
                      uri: bitrix24:%s
                      parameters: {merge: none}
                      steps:
                        - to: %s?httpMethod=POST
                """.formatted(flow, events, sink.address(flow)));
    }

    @Override
    public void close() {
        portal().webhook().sendNowhere();
        hub.ifPresent(Hub::close);
        emulators.close();
        sink.close();
    }
}
