package io.b24hub.connector.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.component.sql.SqlComponentConfigurer;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.component.sql.SqlEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * The {@code sql:} component with the database of the hub's settings; bind it under the name {@code sql}. Addresses and
 * options are those of the stock component. The pool is made with the first endpoint and connects with the first statement.
 *
 * <p>Values that JDBC does not know become some that it does: see {@link SqlValues}. A statement may take 30 s, unless {@code template.queryTimeout} says otherwise. The thread that runs the flow waits
 * for the database.
 *
 * <p>Thread-safe once started.
 */
public final class SqlConnector extends SqlComponent {

    private static final int LONGEST_STATEMENT_SECONDS = 30;

    private final Optional<Database> database;
    private Optional<HikariDataSource> pool = Optional.empty();

    /** @param database where statements go that name no other data source */
    public SqlConnector(Optional<Database> database) {
        this.database = database;
        // would ask the data source for its address and user, to show them
        setServiceLocationEnabled(false);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (getDataSource() == null && !parameters.containsKey("dataSource")) {
            setDataSource(pool());
        }
        SqlEndpoint endpoint = (SqlEndpoint) super.createEndpoint(uri, remaining, parameters);
        if (endpoint.getJdbcTemplate().getQueryTimeout() < 0) {
            endpoint.getJdbcTemplate().setQueryTimeout(LONGEST_STATEMENT_SECONDS);
        }
        if (endpoint.getPrepareStatementStrategy() == null) {
            endpoint.setPrepareStatementStrategy(new SqlValues(endpoint.getSeparator()));
        }
        return endpoint;
    }

    private synchronized HikariDataSource pool() {
        HikariDataSource made = pool.orElseGet(() -> database.orElseThrow(() -> new IllegalArgumentException(
                        "No database for sql: set hub.sql.url, hub.sql.user and hub.sql.password"))
                .pool());
        pool = Optional.of(made);
        return made;
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        synchronized (this) {
            pool.ifPresent(HikariDataSource::close);
        }
    }

    /** The stock configurers are found by class name, which a subclass does not have. */
    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return new SqlComponentConfigurer();
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new SqlEndpointConfigurer();
    }
}
