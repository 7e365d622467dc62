package io.b24hub;

import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.intake.EventIntake;
import io.b24hub.intake.IntakeRoutes;
import io.b24hub.intake.IntakeStats;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.store.HubStore;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends some hundred events through a second intake, over loopback and into a throw-away store, so that the first real one
 * is answered as fast as the thousandth: Bitrix24 calls slow handlers less often. What it makes, it deletes.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final String PREFIX = ".warm-up-";
    private static final int ROUNDS = 40;
    // calls of one round share their commits, so a slow disk does not make the start slow
    private static final int CONNECTIONS = 8;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final byte[] END_OF_ANSWER = "Stored.".getBytes(StandardCharsets.US_ASCII);

    private WarmUp() {}

    /** Warms up. Failing to is no reason not to start. */
    static void run(Vertx vertx, HubSettings settings, HubClock clock) {
        long began = System.nanoTime();
        try {
            Path scratch = scratch(settings);
            try (HubStore store = SqliteStore.open(scratch.resolve("hub.db"), clock)) {
                calls(vertx, settings, clock, store);
            } finally {
                delete(scratch);
            }
            LOG.debug("Warmed up in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        } catch (IOException | RuntimeException e) {
            LOG.debug("Could not warm up", e);
        }
    }

    /** On the store's disk; a hub without a file of its own may have neighbours, whose leftovers are not to be told apart. */
    private static Path scratch(HubSettings settings) throws IOException {
        if (settings.database().isPresent()) {
            return Files.createTempDirectory(PREFIX);
        }
        Path parent = Optional.ofNullable(settings.storeFile().getParent()).orElse(Path.of("."));
        deleteLeftovers(parent);
        return Files.createTempDirectory(parent, PREFIX);
    }

    private static void calls(Vertx vertx, HubSettings settings, HubClock clock, HubStore store) throws IOException {
        PortalSettings portal = new PortalSettings(
                "warm-up",
                List.of(Secret.of("warm-up")),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                BudgetSettings.STANDARD);
        EventIntake intake = new EventIntake(
                Map.of(portal.name(), portal),
                settings.intake(),
                store,
                EventCatalogue.load(),
                new EventIds(clock, RandomGenerator.getDefault()),
                clock,
                event -> List.of("warm-up"),
                new IntakeStats(clock));
        Router router = Router.router(vertx);
        new IntakeRoutes(intake, settings.intake(), clock).mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        List<Socket> callers = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
                callers.add(socket);
                socket.setSoTimeout(TIMEOUT_MILLIS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                call(callers, round * CONNECTIONS);
            }
        } finally {
            for (Socket caller : callers) {
                caller.close();
            }
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void call(List<Socket> callers, int first) throws IOException {
        for (int i = 0; i < callers.size(); i++) {
            callers.get(i).getOutputStream().write(call(first + i));
        }
        for (Socket caller : callers) {
            skipAnswer(caller.getInputStream());
        }
    }

    private static byte[] call(int number) {
        String body = "event=ONCRMDEALUPDATE&event_handler_id=1&data%5BFIELDS%5D%5BID%5D=" + number
                + "&ts=1766047124&auth%5Bdomain%5D=warm-up&auth%5Bmember_id%5D=warm-up"
                + "&auth%5Bapplication_token%5D=warm-up";
        return ("POST /bitrix24/warm-up HTTP/1.1\r\nHost: localhost\r\nUser-Agent: b24hub\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void skipAnswer(InputStream in) throws IOException {
        byte[] last = new byte[END_OF_ANSWER.length];
        byte[] buffer = new byte[1024];
        while (!Arrays.equals(last, END_OF_ANSWER)) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new IOException("The connection was closed");
            }
            int kept = Math.min(count, last.length);
            System.arraycopy(last, kept, last, 0, last.length - kept);
            System.arraycopy(buffer, count - kept, last, last.length - kept, kept);
        }
    }

    /** Of hubs that were killed while they warmed up: this one holds the store, so there is no other. */
    private static void deleteLeftovers(Path parent) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                delete(leftover);
            }
        }
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> paths = Files.walk(dir)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        }
    }
}
