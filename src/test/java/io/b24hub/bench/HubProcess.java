package io.b24hub.bench;

import io.b24hub.HubMain;
import io.b24hub.HubRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The hub as it runs in production, in a folder of its own. */
final class HubProcess implements Contender {

    static final String PATH = "/bitrix24/main";

    private final String name;
    private final Path folder;
    private final int port;
    private final ChildJvm process;
    private final WebhookCalls calls = new WebhookCalls(PATH);
    private final long startNanos;
    private long acknowledged = 1;

    private HubProcess(String name, Path folder, int port, List<String> command) throws IOException {
        this.name = name;
        this.folder = folder;
        this.port = port;
        process = ChildJvm.start(folder, Map.of("B24HUB_LOG", "WARN"), command);
        startNanos = process.awaitAnswer(port, calls.next());
    }

    /**
     * Starts a hub and waits for its first 200.
     *
     * @param flows whether the flows that need no account run
     * @param options of the virtual machine
     */
    static HubProcess start(BenchFolder bench, String name, boolean flows, List<String> options) throws IOException {
        Path folder = bench.work("hub");
        int port = HubRig.freePort();
        copy(Path.of("routes/support"), folder.resolve("routes/support"));
        if (flows) {
            copy(Path.of("routes/flows"), folder.resolve("routes/flows"));
        }
        Files.writeString(
                folder.resolve("application.properties"), """
                hub.portals = main
                hub.portal.main.tokens = %s
                hub.intake.host = 127.0.0.1
                hub.intake.port = %d
                hub.management.port = %d
                flow.events-to-file.dir = data
                """.formatted(WebhookCalls.TOKEN, port, HubRig.freePort()));
        List<String> command = Stream.concat(
                        options.stream(), Stream.of("-cp", bench.production(), HubMain.class.getName(), "run"))
                .toList();
        return new HubProcess(name, folder, port, command);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long cpuMillis() {
        return process.cpuMillis();
    }

    long residentMiB() throws IOException {
        return process.residentMiB();
    }

    /** From the start of the process to the first 200. */
    long startMillis() {
        return startNanos / 1_000_000;
    }

    @Override
    public Measured load(int callers, Duration slice) throws IOException {
        return counted(ClosedLoop.run(port, calls, callers, slice));
    }

    Measured steady(int connections, int perSecond, Duration time) throws IOException, InterruptedException {
        return counted(OpenLoop.run(port, calls, connections, perSecond, time));
    }

    private Measured counted(Measured measured) {
        acknowledged += measured.acknowledged();
        return measured;
    }

    /** Calls answered with 200 in all its life. */
    long acknowledged() {
        return acknowledged;
    }

    /** Events in its store; for after {@link #close}. */
    long stored() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/hub.db"));
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM event")) {
            count.next();
            return count.getLong(1);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
