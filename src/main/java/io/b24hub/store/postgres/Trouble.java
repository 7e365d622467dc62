package io.b24hub.store.postgres;

import java.sql.SQLException;
import java.util.Set;

/** What a failure of PostgreSQL means, by its SQL state. */
final class Trouble {

    private static final Set<String> PASSING = Set.of(
            "40001", // serialization failure
            "40P01", // deadlock
            "25006", // read only: the server is a standby now
            "25P03", // idle in transaction for too long: this process was frozen
            "57P01", // shutting down
            "57P02", // crashed
            "57P03", // starting
            "57P05"); // idle for too long

    private Trouble() {}

    /** Whether the work itself is to blame: what it wanted to store cannot be stored. */
    static boolean isOwnFault(Exception failure) {
        if (!(failure instanceof SQLException sql)) {
            return failure instanceof RuntimeException;
        }
        String state = state(sql);
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    /** Whether the same may work on a new connection. */
    static boolean mayPass(Exception failure) {
        return failure instanceof SQLException sql && (state(sql).startsWith("08") || PASSING.contains(state(sql)));
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }
}
