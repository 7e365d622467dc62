package io.b24hub.connector.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SqlSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** How the configured database is reached. Immutable and thread-safe. */
public final class Database {

    /** Connections at most; further attempts wait for one. */
    private static final int CONNECTIONS = 10;
    /** Until a connection is had, a new one or one of another attempt. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** After it an idle connection is closed, unless it is the last one. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    /**
     * For PostgreSQL, unless the address says otherwise. Bitrix24 sends numbers and times as text, and text without a type
     * fits every column; the values of a refused row are nobody's business in a log.
     */
    private static final Map<String, String> POSTGRESQL = Map.of(
            "connectTimeout", "5",
            "loginTimeout", "10",
            "socketTimeout", "60",
            "tcpKeepAlive", "true",
            "stringtype", "unspecified",
            "logServerErrorDetail", "false",
            "ApplicationName", "b24hub");

    private final SqlSettings settings;

    public Database(SqlSettings settings) {
        this.settings = settings;
    }

    /** The address without its options, for people. */
    public String name() {
        return settings.url().replaceFirst("^jdbc:", "").split("[?;]", 2)[0];
    }

    /**
     * Connects and asks a question that changes nothing.
     *
     * @throws SQLException when the database does not answer it
     */
    public void probe() throws SQLException {
        Properties properties = options();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().map(Secret::reveal).ifPresent(secret -> properties.setProperty("password", secret));
        try (Connection connection = DriverManager.getConnection(settings.url(), properties);
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(Math.toIntExact(PATIENCE.toSeconds()));
            statement.execute("SELECT 1");
        }
    }

    /** A pool that connects when it is first asked: a database that is away is no reason not to start. */
    HikariDataSource pool() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("hub.sql");
        pool.setJdbcUrl(settings.url());
        settings.user().ifPresent(pool::setUsername);
        settings.password().map(Secret::reveal).ifPresent(pool::setPassword);
        pool.setDataSourceProperties(options());
        pool.setInitializationFailTimeout(-1);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(IDLE.toMillis());
        pool.setConnectionTimeout(PATIENCE.toMillis());
        pool.setValidationTimeout(PATIENCE.toMillis() / 2);
        return new HikariDataSource(pool);
    }

    private Properties options() {
        Properties options = new Properties();
        if (settings.url().startsWith("jdbc:postgresql:")) {
            POSTGRESQL.forEach((name, value) -> {
                if (!settings.url().matches(".*[?&]" + name + "=.*")) {
                    options.setProperty(name, value);
                }
            });
        }
        return options;
    }
}
