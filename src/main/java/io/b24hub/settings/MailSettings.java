package io.b24hub.settings;

import java.util.Optional;

/**
 * The mail server that {@code smtp:mail} sends through.
 *
 * @param host its name
 * @param port where it listens
 * @param account who the hub is there; empty for a server that asks nobody
 * @param from the sender of every mail that names no other
 * @param security how the connection is protected
 */
public record MailSettings(String host, int port, Optional<Account> account, String from, Security security) {

    /** How a connection to a mail server is protected. */
    public enum Security {
        /** Not at all; for a server on the same machine or network. */
        NONE,
        /** Begins in the clear and must turn to TLS before anything is said. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS
    }

    /** A user and its password. */
    public record Account(String user, Secret password) {}
}
