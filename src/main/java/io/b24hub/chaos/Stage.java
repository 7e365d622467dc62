package io.b24hub.chaos;

import io.b24hub.failure.HubException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A hub in a process of its own between callers and a sink. Closing it kills the hub.
 *
 * <p>Starting and closing may be done by different threads; once closed, it starts no hub any more.
 */
final class Stage implements AutoCloseable {

    /** How many deliveries of the flow run side by side: as many can be repeated by one kill. */
    static final int CONCURRENCY = 4;

    private static final String FLOW = "chaos-to-http.camel.yaml";
    private static final Duration START = Duration.ofSeconds(90);

    final Ledger ledger = new Ledger();
    final ChaosSink sink = new ChaosSink(ledger);
    final Load load;
    private final Path home;
    private final int port = freePort();
    private final Map<String, String> settings = new TreeMap<>();
    private Optional<JavaChild> hub = Optional.empty();
    private boolean closed;

    /** @param home an empty folder */
    Stage(Path home) {
        this.home = home;
        load = new Load(port, ledger);
        settings.put("hub.portals", "main");
        settings.put("hub.portal.main.tokens", Load.TOKEN);
        settings.put("hub.intake.host", "127.0.0.1");
        settings.put("hub.intake.port", Integer.toString(port));
        settings.put("hub.management.port", Integer.toString(freePort()));
        settings.put("hub.routes.dir", "routes");
        settings.put("hub.store.file", "data/hub.db");
        settings.put("hub.delivery.concurrency", Integer.toString(CONCURRENCY));
        settings.put("hub.delivery.retry-schedule", "200ms,500ms,1s");
        // with the usual half minute, one would measure little but the breaker
        settings.put("hub.breaker.pause", "1s");
        settings.put("hub.breaker.longest-pause", "2s");
        settings.put("flow.chaos-to-http.url", sink.address());
        writeFlow();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeFlow() {
        try (InputStream flow = Objects.requireNonNull(Stage.class.getResourceAsStream(FLOW), FLOW)) {
            Path folder = Files.createDirectories(home.resolve("routes"));
            Files.copy(flow, folder.resolve(FLOW), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stage set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts the hub, and waits until it takes calls. */
    JavaChild start() throws InterruptedException {
        return start(List.of());
    }

    /** The same with a disk that the hub is to see. */
    JavaChild start(SmallDisk disk) throws InterruptedException {
        return start(disk.through());
    }

    private JavaChild start(List<String> through) throws InterruptedException {
        writeSettings();
        JavaChild started = launch(through);
        if (!Pause.until(() -> isListening(started), START, Duration.ofMillis(20))) {
            throw new HubException("The hub does not listen after " + START.toSeconds() + " s:\n" + started.output());
        }
        return started;
    }

    private void writeSettings() {
        String text = settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(home.resolve("application.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized JavaChild launch(List<String> through) {
        if (closed) {
            throw new HubException("The run was ended");
        }
        JavaChild started =
                JavaChild.start(home, Map.of("B24HUB_LOG", "WARN"), through, List.of("-Xmx256m"), ChaosHub.class);
        hub = Optional.of(started);
        return started;
    }

    private boolean isListening(JavaChild started) {
        requireAlive(started);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void requireAlive(JavaChild hub) {
        if (!hub.isAlive()) {
            throw new HubException("The hub has ended by itself:\n" + hub.output());
        }
    }

    /**
     * The hub that was started last.
     *
     * @throws HubException when it has ended without being killed
     */
    synchronized JavaChild hub() {
        JavaChild running = hub.orElseThrow();
        requireAlive(running);
        return running;
    }

    synchronized boolean isAlive() {
        return hub.filter(JavaChild::isAlive).isPresent();
    }

    @Override
    public synchronized void close() {
        closed = true;
        load.close();
        hub.ifPresent(JavaChild::close);
        sink.close();
    }
}
