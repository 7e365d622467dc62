package io.b24hub;

import static org.awaitility.Awaitility.await;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.emulator.TelegramEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.HubClock;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGeneratorFactory;

/**
 * A real hub with the project's own route files between emulated far sides, everything over sockets and in a folder of
 * its own. The portal tells the hub of each change, as Bitrix24 does.
 */
public final class HubRig implements AutoCloseable {

    public static final long SALES_CHAT = -100_001L;
    public static final long CALLS_CHAT = -100_002L;
    public static final long LEADS_CHAT = -100_003L;
    public static final long STAGES_CHAT = -100_004L;
    public static final long TASKS_CHAT = -100_005L;

    /** Of the flows that speak at times of day, which may come in the middle of any test. */
    public static final long DAY_CHAT = -100_006L;

    public static final long LEDGER_CHAT = -100_007L;

    public static final String ROBOT_SECRET = "robot-secret-of-the-rig";
    public static final String HOOK_KEY = "hook-key-of-the-rig";
    public static final Path ROUTES = Path.of("routes").toAbsolutePath();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SEED = 24;

    private final Path home;
    private final SystemClock clock = new SystemClock();
    private final Emulators emulators;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private Optional<Hub> hub = Optional.empty();
    private Optional<HubClock> hubClock = Optional.empty();

    /** Starts the far sides; the hub starts with {@link #start()}. */
    public HubRig(Path home) {
        this.home = home;
        emulators = new Emulators(
                "127.0.0.1",
                Emulators.Ports.free(),
                clock,
                RandomGeneratorFactory.getDefault().create(SEED));
        emulators.portal().limit(1_000, 1_000);
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Deals");
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Calls");
        settings.putAll(settingsOf(emulators, home));
    }

    /** Settings that lead a hub to these far sides and switch every reference flow on but those to Kafka and SQL. */
    public static Map<String, String> settingsOf(Emulators emulators, Path home) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("hub.portals", "main");
        settings.put("hub.portal.main.tokens", emulators.portal().identity().applicationToken());
        settings.put("hub.portal.main.webhook-url", emulators.portal().restUri().toString());
        settings.put("hub.portal.main.sweep", "off");
        settings.put("hub.intake.host", "127.0.0.1");
        settings.put("hub.intake.port", "0");
        settings.put("hub.intake.identical-window", "0s");
        settings.put("hub.management.port", Integer.toString(freePort()));
        settings.put("hub.store.file", home.resolve("hub.db").toString());
        settings.put("hub.routes.dir", ROUTES.toString());
        settings.put("hub.telegram.token", TelegramEmulator.DEMO_TOKEN);
        settings.put("hub.telegram.base-uri", emulators.telegram().baseUri().toString());
        // these tests ask whether messages arrive, not how fast
        settings.put("hub.telegram.chat-rate", "off");
        settings.put("hub.telegram.group-rate", "off");
        settings.put("hub.telegram.bot-rate", "off");
        settings.put("hub.google.key-file", keyFile(emulators, home).toString());
        settings.put("hub.google.root-url", emulators.sheets().baseUri() + "/");
        settings.put("hub.delivery.retry-schedule", "200ms");
        settings.put("flow.events-to-file.dir", home.toString());
        settings.put("flow.deal-won-to-telegram.chat-id", Long.toString(SALES_CHAT));
        settings.put("flow.missed-call-to-telegram.chat-id", Long.toString(CALLS_CHAT));
        settings.put("flow.new-lead-to-telegram.chat-id", Long.toString(LEADS_CHAT));
        settings.put("flow.deal-stage-to-telegram.chat-id", Long.toString(STAGES_CHAT));
        settings.put("flow.tasks-to-telegram.chat-id", Long.toString(TASKS_CHAT));
        settings.put("flow.overdue-tasks-to-telegram.chat-id", Long.toString(DAY_CHAT));
        settings.put("flow.daily-digest-to-telegram.chat-id", Long.toString(DAY_CHAT));
        settings.put("flow.ledger-to-telegram.chat-id", Long.toString(LEDGER_CHAT));
        settings.put("flow.deals-to-google-sheet.spreadsheet-id", SheetsEmulator.DEMO_SPREADSHEET);
        settings.put("flow.calls-to-google-sheet.spreadsheet-id", SheetsEmulator.DEMO_SPREADSHEET);
        settings.put("hub.portal.main.robot-secret", ROBOT_SECRET);
        settings.put("hub.hook.robot-to-http.url", emulators.sink().baseUri() + "/robot?key=" + HOOK_KEY);
        settings.put("flow.events-to-http.url", emulators.sink().baseUri() + "/events");
        return settings;
    }

    private static Path keyFile(Emulators emulators, Path home) {
        try {
            return emulators.sheets().writeKeyFile(home.resolve("google-key.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        // below the ports that the system gives to outgoing connections: a client that tries a port where nobody
        // listens
        // yet can otherwise get that very port as its own, connect to itself, and keep the server from binding it
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken: another one
            }
        }
        throw new IllegalStateException("There is no free port on " + InetAddress.getLoopbackAddress());
    }

    /** Changes a setting of the next start. */
    public HubRig set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Leaves out flows at the next start: those that would meet the trouble that a test makes for another one. */
    public HubRig without(String... flows) {
        for (String flow : flows) {
            set("flow." + flow + ".enabled", "false");
        }
        return this;
    }

    /** Gives the hub a clock of the test's, which then has to move it; the far sides keep theirs. */
    public HubRig clock(HubClock given) {
        hubClock = Optional.of(given);
        return this;
    }

    /** Starts the hub and binds the portal to it. */
    public HubRig start() {
        SettingsSource source = SettingsSource.only(settings);
        HubSettings read = new SettingsReader(source, home).read();
        Hub.Listeners listeners = new Hub.Listeners(new Recorder(), Hub.Listeners.NONE.received());
        hub = Optional.of(hubClock.map(given -> Hub.start(read, source, listeners, given))
                .orElseGet(() -> Hub.start(read, source, listeners)));
        emulators.portal().webhook().sendTo(intake());
        return this;
    }

    /** Stops the hub and leaves the far sides running. */
    public void stop() {
        emulators.portal().webhook().sendNowhere();
        hub.ifPresent(Hub::close);
        hub = Optional.empty();
    }

    /** Ends, while the hub is stopped, what far sides asked to wait for. */
    public void liftHolds() {
        try (SystemClock clock = new SystemClock();
                SqliteStore store = SqliteStore.open(Path.of(settings.get("hub.store.file")), clock)) {
            store.holds().forEach(hold -> store.lift(hold.kind(), hold.name()).join());
        }
    }

    public Hub hub() {
        return hub.orElseThrow();
    }

    public Emulators far() {
        return emulators;
    }

    public Path home() {
        return home;
    }

    /** Where the portal calls. */
    public URI intake() {
        return URI.create("http://127.0.0.1:" + hub().port() + "/bitrix24/main");
    }

    /** Ends of attempts as {@code flow outcome}, in their order. */
    public List<String> ends() {
        return List.copyOf(ends);
    }

    /** The stored event of a type about an entity, for example {@code ONCRMDEALADD} and {@code deal:7}; waits for it. */
    public Bitrix24Event event(String type, String entity) {
        return await().atMost(PATIENCE)
                .until(() -> events(type, entity), found -> !found.isEmpty())
                .get(0);
    }

    /** The stored events of a type about an entity, newest first. */
    public List<Bitrix24Event> events(String type, String entity) {
        return hub().store().latest(10_000).stream()
                .filter(event ->
                        event.type().equals(type) && event.entity().key().equals(entity))
                .toList();
    }

    /** Waits until a delivery is in a state, and returns it. */
    public DeliveryRecord delivery(Bitrix24Event event, String flow, DeliveryState state) {
        return await().alias(flow + " of " + event + " becomes " + state)
                .atMost(PATIENCE)
                .until(() -> delivery(event, flow), found -> found.filter(d -> d.state() == state)
                        .isPresent())
                .orElseThrow();
    }

    /** Where a delivery stands now. */
    public Optional<DeliveryRecord> delivery(Bitrix24Event event, String flow) {
        return hub().store().deliveries(event.id()).stream()
                .filter(delivery -> delivery.flow().equals(flow))
                .findFirst();
    }

    /** Waits until no delivery is due or running, except those that wait for a far-off time. */
    public void settle() {
        await().atMost(PATIENCE.multipliedBy(2))
                .until(() -> hub().store().flows().stream().allMatch(flow -> {
                    Map<DeliveryState, Long> active = hub().store().active(flow.id());
                    boolean soon = hub().store()
                            .nextDue(flow.id())
                            .filter(due -> due.isBefore(Instant.now().plus(PATIENCE)))
                            .isPresent();
                    return active.get(DeliveryState.RUNNING) == 0 && !soon;
                }));
    }

    /** The lines of the file that the events-to-file flow writes. */
    public List<String> fileLines() {
        try {
            Path file = home.resolve("events.jsonl");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        emulators.close();
        clock.close();
    }

    private final class Recorder implements DeliveryListener {

        @Override
        public void delivered(Delivery delivery, List<String> steps, Duration took) {
            ends.add(delivery.flow() + " delivered");
        }

        @Override
        public void filtered(Delivery delivery, Duration took) {
            ends.add(delivery.flow() + " filtered");
        }

        @Override
        public void retried(Delivery delivery, String reason, Instant due) {
            ends.add(delivery.flow() + " retried");
        }

        @Override
        public void postponed(Delivery delivery, String reason, Instant due) {
            ends.add(delivery.flow() + " postponed");
        }

        @Override
        public void parked(Delivery delivery, String reason) {
            ends.add(delivery.flow() + " parked");
        }
    }
}
