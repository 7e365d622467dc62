package io.b24hub.settings;

import java.util.Optional;

/**
 * Where operators look: health and the API, on which console page and command line sit. Apart from intake, on loopback
 * unless told otherwise.
 *
 * @param host address to listen on; another than loopback needs a password or a token
 * @param port port to listen on
 * @param password what people send with a user name of their choice
 * @param token what programs send
 */
public record ManagementSettings(String host, int port, Optional<Secret> password, Optional<Secret> token) {

    /** Fewest characters of a password or token. */
    static final int SHORTEST = 12;
}
