package io.b24hub.chaos;

import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.e2e.ChildProcess;
import io.b24hub.e2e.SmallDisk;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A hub in a process of its own between callers and a sink. Closing it kills the hub. */
final class Stage implements AutoCloseable {

    /** How many deliveries of the flow run side by side: as many can be repeated by one kill. */
    static final int CONCURRENCY = 4;

    final Ledger ledger = new Ledger();
    final ChaosSink sink = new ChaosSink(ledger);
    final Load load;
    private final Path home;
    private final int port = HubRig.freePort();
    private final Map<String, String> settings = new TreeMap<>();
    private Optional<ChildProcess> hub = Optional.empty();

    /** @param home an empty folder */
    Stage(Path home) {
        this.home = home;
        load = new Load(port, ledger);
        settings.put("hub.portals", "main");
        settings.put("hub.portal.main.tokens", Load.TOKEN);
        settings.put("hub.intake.host", "127.0.0.1");
        settings.put("hub.intake.port", Integer.toString(port));
        settings.put("hub.management.port", Integer.toString(HubRig.freePort()));
        settings.put("hub.routes.dir", HubRig.ROUTES.toString());
        settings.put("hub.store.file", "data/hub.db");
        settings.put("hub.delivery.concurrency", Integer.toString(CONCURRENCY));
        settings.put("hub.delivery.retry-schedule", "200ms,500ms,1s");
        // with the usual half minute, one would measure little but the breaker
        settings.put("hub.breaker.pause", "1s");
        settings.put("hub.breaker.longest-pause", "2s");
        settings.put("flow.events-to-file.enabled", "false");
        settings.put("flow.events-to-http.url", sink.address());
    }

    Stage set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts the hub, and waits until it takes calls. */
    ChildProcess start() {
        return start(List.of());
    }

    /** The same with a disk that the hub is to see. */
    ChildProcess start(SmallDisk disk) {
        return start(disk.through());
    }

    private ChildProcess start(List<String> through) {
        ChildProcess.writeSettings(home, settings);
        ChildProcess started = ChildProcess.java(
                home, Map.of("B24HUB_LOG", "WARN"), through, List.of("-Dfile.encoding=UTF-8"), ChaosHub.class);
        hub = Optional.of(started);
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> isListening(started));
        return started;
    }

    private boolean isListening(ChildProcess started) {
        if (!started.isAlive()) {
            throw new IllegalStateException("The hub has ended:\n" + started.output());
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    ChildProcess hub() {
        return hub.orElseThrow();
    }

    /** Lets time pass in which nothing is asked of the hub. */
    static void peace(long millis) {
        await().pollDelay(Duration.ofMillis(millis))
                .atMost(Duration.ofMillis(millis + 10_000))
                .until(() -> true);
    }

    @Override
    public void close() {
        load.close();
        hub.ifPresent(ChildProcess::close);
        sink.close();
    }
}
