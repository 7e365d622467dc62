package io.b24hub.intake;

import io.b24hub.address.IpText;
import java.net.InetAddress;
import java.util.Optional;

/**
 * One hop as proxies write it: an address, perhaps with a port, IPv6 in brackets when a port follows. {@code unknown} and
 * {@code _hidden} are no addresses.
 */
final class HopText {

    private static final int LONGEST = 200;

    private HopText() {}

    static Optional<InetAddress> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            int colon = text.indexOf(':');
            return 0 < colon && colon < end && isPort(text, end + 1)
                    ? IpText.parse(text.substring(1, end))
                    : Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            return IpText.parse(text); // IPv4, or IPv6 without brackets and so without a port
        }
        return isPort(text, colon) ? IpText.parse(text.substring(0, colon)) : Optional.empty();
    }

    /** Nothing, or a colon and a port, which may be a number or hidden. */
    private static boolean isPort(String text, int from) {
        return from == text.length() || text.substring(from).matches(":(\\d{1,5}|_[A-Za-z0-9._-]+)");
    }
}
