package io.b24hub.check;

import io.b24hub.connector.sql.Database;
import io.b24hub.settings.SqlSettings;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Connects to the database and asks for nothing. Whether tables exist and may be written is known only when a flow does. */
final class SqlCheck implements DestinationCheck {

    private final Optional<SqlSettings> settings;

    SqlCheck(Optional<SqlSettings> settings) {
        this.settings = settings;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("sql");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        uses.stream()
                .filter(use -> !use.destination().option("dataSource").isEmpty())
                .forEach(use -> findings.skipped("sql", "flow " + use.flow() + " names a data source of its own"));
        if (uses.stream().anyMatch(use -> use.destination().option("dataSource").isEmpty())) {
            settings.map(Database::new).ifPresent(database -> look(database, findings));
        }
    }

    private static void look(Database database, Findings.Area findings) {
        String subject = "database " + database.name();
        try {
            database.probe();
            findings.ok(subject, "takes the hub's user; nothing was written");
        } catch (SQLException e) {
            boolean refused = Objects.requireNonNullElse(e.getSQLState(), "").startsWith("28");
            findings.fail(
                    subject,
                    (refused ? "refuses the user: " : "does not answer: ") + findings.describe(e),
                    refused
                            ? "Check hub.sql.user and hub.sql.password."
                            : "Check hub.sql.url, name service and firewall.");
        }
    }
}
