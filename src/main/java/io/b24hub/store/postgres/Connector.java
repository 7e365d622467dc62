package io.b24hub.store.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections, each with what the store relies on: a commit is durable, and nobody holds locks for long.
 *
 * <p>This class is thread-safe.
 */
final class Connector {

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    // a hub that is frozen in the middle of a transaction holds its locks: the server ends it, before those who wait
    // for
    // the locks give up. Plans are made for the values at hand: one made while a table was empty would stay for ever
    private static final String SETTINGS = """
            SET idle_in_transaction_session_timeout = '5s';
            SET lock_timeout = '10s';
            SET plan_cache_mode = 'force_custom_plan';
            SET jit = off;
            SET default_transaction_isolation = 'read committed';
            """;

    // a server whose machine has vanished is given up after this time; a change waits for locks for 10 s at most
    private static final int WRITE_SECONDS = 20;
    private static final int READ_SECONDS = 120;
    private static final int LOAD_SECONDS = 3600;

    // every change has an index to follow. What the planner knows of a table that was empty a minute ago would make it
    // read all of it
    private static final String FOLLOW_INDEXES = "SET enable_seqscan = off";

    private static final String DURABLE = "SELECT current_setting('synchronous_commit')";

    private final PostgresAddress address;
    private final Properties properties = new Properties();

    /** @param name what the connections are called in the server's own views */
    Connector(PostgresAddress address, String name) {
        this.address = address;
        address.user().ifPresent(user -> properties.setProperty("user", user));
        address.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", name);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("targetServerType", "primary");
        // details of a refused row would show what is in it
        properties.setProperty("logServerErrorDetail", "false");
    }

    PostgresAddress address() {
        return address;
    }

    /** A connection that changes things. */
    PgSession open() throws SQLException {
        return prepared(false, WRITE_SECONDS);
    }

    /** A connection that fills a store in one long transaction. */
    PgSession openToLoad() throws SQLException {
        PgSession session = prepared(false, LOAD_SECONDS);
        session.script("SET idle_in_transaction_session_timeout = '10min'");
        return session;
    }

    /** A connection that only reads. */
    PgSession openToRead() throws SQLException {
        return prepared(true, READ_SECONDS);
    }

    private PgSession prepared(boolean reads, int seconds) throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("socketTimeout", Integer.toString(seconds));
        Connection connection = DriverManager.getConnection(address.url(), all);
        PgSession session = new PgSession(connection);
        try {
            session.script(SETTINGS);
            if (reads) {
                connection.setReadOnly(true);
            } else {
                session.script(FOLLOW_INDEXES);
                requireDurable(session);
                connection.setAutoCommit(false);
            }
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void requireDurable(PgSession session) throws SQLException {
        if (durability(session).equals("off")) {
            session.script("SET synchronous_commit = on");
            if (durability(session).equals("off")) {
                throw new SQLException("The server does not wait for its disk (synchronous_commit is off)");
            }
        }
    }

    private static String durability(PgSession session) throws SQLException {
        return session.first(DURABLE, row -> row.getString(1)).orElseThrow();
    }

    /** Tells of a server that is set up to lose what it has committed. */
    static void warnOfServer(PgSession session) throws SQLException {
        String fsync = session.first("SELECT current_setting('fsync')", row -> row.getString(1))
                .orElseThrow();
        if (fsync.equals("off")) {
            LOG.warn("PostgreSQL runs with fsync = off: it loses what it has committed when its machine fails.");
        }
    }
}
