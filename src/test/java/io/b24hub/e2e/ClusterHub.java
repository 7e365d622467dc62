package io.b24hub.e2e;

import io.b24hub.HubRig;
import io.b24hub.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** One hub of several on a database, as a process of its own that can be killed, frozen and started again. */
final class ClusterHub implements AutoCloseable {

    static final String TOKEN = "token-of-the-portal-of-the-cluster";

    private static final String IN_HAND = """
            SELECT count(*) FROM delivery WHERE state = 'running' AND owner LIKE
                   (SELECT id FROM instance WHERE name LIKE '%:' || ?) || '.%'
            """;

    private final Path home;
    private final String url;
    private final int port = HubRig.freePort();
    private ChildProcess process;

    ClusterHub(Path home, String url, Duration lease, String sink) {
        this.home = home;
        this.url = url;
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put("hub.portals", "main");
        settings.put("hub.portal.main.tokens", TOKEN);
        settings.put("hub.intake.host", "127.0.0.1");
        settings.put("hub.intake.port", Integer.toString(port));
        settings.put("hub.intake.identical-window", "0s");
        settings.put("hub.management.port", Integer.toString(HubRig.freePort()));
        settings.put("hub.routes.dir", HubRig.ROUTES.toString());
        settings.put("hub.store.url", url);
        settings.put("hub.store.user", PostgresServer.USER);
        settings.put("hub.store.password", PostgresServer.PASSWORD);
        settings.put("hub.store.lease", lease.toMillis() + "ms");
        settings.put("hub.delivery.retry-schedule", "200ms");
        settings.put("flow.events-to-file.enabled", "false");
        settings.put("flow.events-to-http.url", sink);
        ChildProcess.writeSettings(home, settings);
    }

    void start() {
        process = ChildProcess.hub(home, Map.of(), "run");
    }

    void awaitOpen() {
        process.awaitLine("Receiving events on");
    }

    String address() {
        return "http://127.0.0.1:" + port + "/bitrix24/main";
    }

    void kill() {
        process.kill();
    }

    void freeze() {
        process.freeze();
    }

    void thaw() {
        process.thaw();
    }

    String output() {
        return process.output();
    }

    /** How many deliveries bear the name of this process. */
    int inHand() {
        try (Connection connection = PostgresServer.connectTo(url);
                PreparedStatement statement = connection.prepareStatement(IN_HAND)) {
            statement.setString(1, Long.toString(process.pid()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
