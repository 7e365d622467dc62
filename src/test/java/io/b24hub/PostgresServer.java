package io.b24hub;

import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL server of this test run, from a jar with its programs, in a temporary folder. It refuses to run as
 * root; where the tests do, it runs as {@code nobody}.
 *
 * <p>Tests share one and have a schema each, unless they stop it.
 */
public final class PostgresServer implements AutoCloseable {

    public static final String USER = "b24hub";
    public static final String PASSWORD = "a-password-that-must-not-be-seen";

    private static final String RUN_AS = "nobody";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final int port = HubRig.freePort();
    private final List<String> asOther;
    private final AtomicInteger schemas = new AtomicInteger();
    private Process process;

    /** The one that all tests of this process share; started when it is first wanted, gone with the process. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        private static final PostgresServer SERVER = start();
    }

    /** Starts another one. */
    public static PostgresServer start() {
        String programs = "/postgres-linux-" + architecture() + ".txz";
        Assumptions.assumeTrue(
                PostgresServer.class.getResource(programs) != null
                        && System.getProperty("os.name").equals("Linux"),
                "There is no PostgreSQL for this system among the test dependencies");
        try {
            return new PostgresServer(programs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    }

    private PostgresServer(String programs) throws IOException {
        home = Files.createTempDirectory("b24hub-postgres");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        unpack(programs);
        Path data = Files.createDirectory(home.resolve("data"));
        Path password = Files.writeString(home.resolve("password"), PASSWORD);
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(home, "unix:uid"));
        asOther = root ? List.of("setpriv", "--reuid=" + RUN_AS, "--clear-groups") : List.of();
        if (root) {
            UserPrincipal other =
                    home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(RUN_AS);
            for (Path path : List.of(home, data, password)) {
                Files.setOwner(path, other);
            }
        }
        run(
                "initdb",
                "-D",
                data.toString(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + password,
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync");
        up();
    }

    private void unpack(String programs) throws IOException {
        Path folder = Files.createDirectory(home.resolve("programs"));
        Process tar = new ProcessBuilder("tar", "-x", "--no-same-owner", "-C", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("tar.log").toFile())
                .start();
        try (InputStream packed = PostgresServer.class.getResourceAsStream(programs);
                OutputStream input = tar.getOutputStream()) {
            new XZInputStream(new BufferedInputStream(packed)).transferTo(input);
        }
        end(tar, "tar");
    }

    private ProcessBuilder command(String program, String... words) {
        List<String> command = new ArrayList<>(asOther);
        command.add(home.resolve("programs/bin").resolve(program).toString());
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve(program + ".log").toFile()));
    }

    private void run(String program, String... words) {
        try {
            end(command(program, words).start(), program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(Process running, String program) throws IOException {
        try {
            if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || running.exitValue() != 0) {
                throw new IllegalStateException(
                        program + " failed: " + Files.readString(home.resolve(program + ".log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts the server after {@link #down}. */
    public synchronized void up() {
        try {
            process = command(
                            "postgres",
                            "-D",
                            home.resolve("data").toString(),
                            "-p",
                            Integer.toString(port),
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "unix_socket_directories=",
                            "-c",
                            "max_connections=200")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(this::answers);
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(home.resolve("postgres.log")));
        }
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Stops the server, whoever is connected; what it has committed is on the disk. */
    public synchronized void down() {
        run("pg_ctl", "stop", "-D", home.resolve("data").toString(), "-m", "immediate");
    }

    /** Address of a new empty schema. */
    public String newSchema() {
        String schema = "t" + schemas.incrementAndGet();
        execute("CREATE SCHEMA " + schema);
        return url("postgres") + "?currentSchema=" + schema;
    }

    public int port() {
        return port;
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, PASSWORD);
    }

    /** A connection to a schema, for looking behind the store. */
    public static Connection connectTo(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, PASSWORD);
    }

    /** Runs a statement as the owner of everything. */
    public void execute(String sql) {
        execute(url("postgres"), sql);
    }

    /** Runs a statement in a schema. */
    public static void execute(String url, String sql) {
        try (Connection connection = connectTo(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops the server and removes its folder. Idempotent. */
    @Override
    public synchronized void close() {
        Optional.ofNullable(process).filter(Process::isAlive).ifPresent(running -> down());
        if (Files.exists(home)) {
            try (Stream<Path> paths = Files.walk(home)) {
                for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
