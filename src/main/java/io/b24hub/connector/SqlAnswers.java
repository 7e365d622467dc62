package io.b24hub.connector;

import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Retry;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a database means by its errors: the first two characters of SQLSTATE are a class that standard and PostgreSQL share.
 * What is not named here is retried. Thread-safe.
 */
final class SqlAnswers {

    private static final Map<String, String> HOPELESS = Map.of(
            "07", "Check the types of the statement's parameters, for example CAST(:#ID AS bigint).",
            "0A", "Check the statement: the database has no such feature.",
            "21", "Check the statement: one row was expected, or one key stands twice in a statement.",
            "22",
                    "Check the values: one does not fit its column, for example an empty text into a number; write NULLIF.",
            "23", "A rule of the table forbids the row: use ON CONFLICT for repeats, and check required columns.",
            "28", "Check hub.sql.user and hub.sql.password.",
            "3D", "Check hub.sql.url: there is no such database.",
            "3F", "Check the statement: there is no such schema.",
            "42", "Check the statement, that table and columns exist, and that the hub's user may write there.",
            "44", "A rule of the view forbids the row.");

    /** A statement of the hub that went on for too long may do better next time, others may not. */
    private static final Set<String> PASSING = Set.of("57014");

    private final SafeText safe;

    SqlAnswers(SafeText safe) {
        this.safe = safe;
    }

    Verdict judge(SQLException failure) {
        String state = state(failure);
        String reason = "The database refused" + (state.isEmpty() ? ": " : " (" + state + "): ")
                + safe.excerpt(said(failure)).replaceFirst("^ERROR: ", "");
        if (state.isEmpty() && isMismatch(failure)) {
            return new Hopeless(reason, "Check the statement: it has more or fewer parameters than there are values.");
        }
        String advice = HOPELESS.get(state.length() == 5 ? state.substring(0, 2) : "");
        return advice == null || PASSING.contains(state) ? new Retry(reason) : new Hopeless(reason, advice);
    }

    /** Of a batch, what the database said of the row that it refused. */
    private static String said(SQLException failure) {
        SQLException telling = failure instanceof BatchUpdateException && failure.getNextException() != null
                ? failure.getNextException()
                : failure;
        return Objects.requireNonNullElse(telling.getMessage(), "");
    }

    /** The SQLSTATE; of a batch that failed without one, that of its first failure. */
    static String state(SQLException failure) {
        for (SQLException each = failure; each != null; each = each.getNextException()) {
            if (each.getSQLState() != null && !each.getSQLState().isBlank()) {
                return each.getSQLState();
            }
        }
        return "";
    }

    /** In camel-sql's own words (4.17.0). */
    private static boolean isMismatch(SQLException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "").startsWith("Number of parameters mismatch");
    }
}
