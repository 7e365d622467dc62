package io.b24hub.store.postgres;

import io.b24hub.PostgresServer;

/** What tests do to a store that nobody else can. */
public final class PostgresTricks {

    private PostgresTricks() {}

    /** Leaves everything as a process leaves it that is killed between two commits. */
    public static void abandon(PostgresStore store) {
        store.abandon();
    }

    /** Ends the leases of all that have joined, and lets others take over at once. */
    public static void endLeases(String url) {
        PostgresServer.execute(url, """
                UPDATE instance SET lease_until = clock_timestamp() - interval '1 second', token = 'revoked:' || token
                """);
    }
}
