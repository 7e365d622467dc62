package io.b24hub.store.postgres;

import java.util.Optional;

/**
 * Where the database is and who asks. Immutable.
 *
 * @param url as the driver wants it: {@code jdbc:postgresql://host:5432/database}; without a password
 * @param user empty for the driver's own default, the name of the operating system's user
 * @param password never shown
 */
public record PostgresAddress(String url, Optional<String> user, Optional<String> password) {

    /** Without what follows the question mark, which may hold secrets of other kinds. */
    String shown() {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return shown();
    }
}
