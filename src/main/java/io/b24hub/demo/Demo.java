package io.b24hub.demo;

import io.b24hub.Hub;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.emulator.TelegramEmulator;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The hub with the route files of the current folder, between emulated far sides on loopback. Takes nothing from
 * {@code application.properties} or the environment, and keeps its data in a folder of its own that goes when it ends: it
 * cannot be turned into a production hub, nor touch one.
 */
public final class Demo implements AutoCloseable {

    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
    private static final String PORTAL = "demo";
    private static final long SALES_CHAT = -100_001L;
    private static final long CALLS_CHAT = -100_002L;
    private static final long LEADS_CHAT = -100_003L;
    private static final long STAGES_CHAT = -100_004L;

    private final SystemClock clock = new SystemClock();
    private final Path folder;
    private final Emulators emulators;
    private final Hub hub;
    private final Terminal terminal;

    /**
     * Starts everything.
     *
     * @param routes the folder with the route files
     * @param every how often something happens in the emulated portal
     * @param random decides what happens there
     * @param out where to tell what happens
     * @throws RuntimeException with a message for people when it cannot start; nothing keeps running then
     */
    public Demo(Path routes, Duration every, RandomGenerator random, PrintWriter out) {
        terminal = new Terminal(out, clock);
        terminal.banner();
        folder = temporaryFolder();
        emulators = new Emulators(LOOPBACK, Emulators.Ports.free(), clock, random);
        try {
            emulators.telegram().open(SALES_CHAT);
            emulators.telegram().open(CALLS_CHAT);
            emulators.telegram().open(LEADS_CHAT);
            emulators.telegram().open(STAGES_CHAT);
            emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Deals");
            emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Calls");
            SettingsSource source = SettingsSource.only(settings(routes));
            HubSettings settings = new SettingsReader(source, Path.of("")).read();
            hub = Hub.start(settings, source, new Hub.Listeners(terminal, terminal));
        } catch (RuntimeException e) {
            emulators.close();
            clock.close();
            delete(folder);
            throw e;
        }
        terminal.addresses(addresses(), hub.flows());
        emulators
                .portal()
                .webhook()
                .sendTo(URI.create("http://" + LOOPBACK + ":" + hub.port() + "/bitrix24/" + PORTAL));
        emulators.portal().life().step();
        emulators.portal().life().start(every);
    }

    /** The hub. */
    public Hub hub() {
        return hub;
    }

    /** The far sides. */
    public Emulators emulators() {
        return emulators;
    }

    private Map<String, String> settings(Path routes) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("hub.portals", PORTAL);
        settings.put("hub.portal.demo.tokens", emulators.portal().identity().applicationToken());
        settings.put("hub.portal.demo.sweep", "off");
        settings.put("hub.portal.demo.webhook-url", emulators.portal().restUri().toString());
        settings.put("hub.intake.host", LOOPBACK);
        settings.put("hub.intake.port", "0");
        settings.put("hub.management.port", Integer.toString(freePort()));
        settings.put("hub.store.file", folder.resolve("hub.db").toString());
        settings.put("hub.routes.dir", routes.toString());
        settings.put("hub.routes.reload", "true");
        settings.put("hub.routes.bad-file", "skip");
        settings.put("hub.telegram.token", TelegramEmulator.DEMO_TOKEN);
        settings.put("hub.telegram.base-uri", text(emulators.telegram().baseUri()));
        settings.put("hub.google.key-file", keyFile().toString());
        settings.put("hub.google.root-url", text(emulators.sheets().baseUri()) + "/");
        settings.put("flow.events-to-file.dir", folder.toString());
        settings.put("flow.deal-won-to-telegram.chat-id", Long.toString(SALES_CHAT));
        settings.put("flow.new-lead-to-telegram.chat-id", Long.toString(LEADS_CHAT));
        settings.put("flow.deal-stage-to-telegram.chat-id", Long.toString(STAGES_CHAT));
        settings.put("flow.missed-call-to-telegram.chat-id", Long.toString(CALLS_CHAT));
        settings.put("flow.deals-to-google-sheet.spreadsheet-id", SheetsEmulator.DEMO_SPREADSHEET);
        settings.put("flow.calls-to-google-sheet.spreadsheet-id", SheetsEmulator.DEMO_SPREADSHEET);
        settings.put("flow.events-to-http.url", text(emulators.sink().baseUri()) + "/events");
        return settings;
    }

    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("The hub receives events at", "http://" + LOOPBACK + ":" + hub.port() + "/bitrix24/" + PORTAL);
        addresses.put("The console", "http://" + LOOPBACK + ":" + hub.managementPort() + "/");
        addresses.put("Emulated Bitrix24 portal", text(emulators.portal().baseUri()) + "/");
        addresses.put("Emulated Telegram", text(emulators.telegram().baseUri()) + "/_emulator/received");
        addresses.put("Emulated Google Sheets", text(emulators.sheets().baseUri()) + "/_emulator/received");
        addresses.put("Emulated HTTP endpoint", text(emulators.sink().baseUri()) + "/_emulator/received");
        addresses.put("Events as JSON lines", folder.resolve("events.jsonl").toString());
        return addresses;
    }

    private static String text(URI uri) {
        return uri.toString().replaceAll("/+$", "");
    }

    private Path keyFile() {
        try {
            return emulators.sheets().writeKeyFile(folder.resolve("google-emulator-key.json"));
        } catch (IOException e) {
            throw new IllegalStateException("The demo's folder " + folder + " cannot be written", e);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("b24hub-demo-");
        } catch (IOException e) {
            throw new IllegalStateException("There is no place for the demo's files: " + e.getMessage(), e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("There is no free port on " + LOOPBACK, e);
        }
    }

    /** Stops everything and deletes its files. Idempotent. */
    @Override
    public void close() {
        emulators.portal().life().stop();
        terminal.end();
        hub.close();
        emulators.close();
        clock.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // a temporary folder; the system clears it
        }
    }
}
