package io.b24hub.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Reads addresses of servers. */
final class Addresses {

    private Addresses() {}

    /** @throws IllegalArgumentException with a reason that does not repeat the text */
    static URI address(String text) {
        return address(text, "is not an http or https address without a user, query and fragment");
    }

    /** The text may hold a secret that was pasted into the wrong place, so the reason does not repeat it. */
    static URI address(String text, String reason) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null
                    && List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below, without the text
        }
        throw new IllegalArgumentException(reason);
    }
}
