package io.b24hub.intake;

import io.b24hub.address.IpSet;
import io.b24hub.address.IpText;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Who calls. The one at the other end of the connection, unless that is a trusted proxy: then whom it calls for, as its
 * PROXY header, {@code X-Forwarded-For} or {@code Forwarded} (RFC 7239) tells. Proxies add to the right, so it is read from
 * the right, and the first one that is not a trusted proxy is the caller; what stands left of it, the caller may have
 * written.
 *
 * <p>Where the way back ends at something that is no address ({@code unknown}, {@code _hidden}, garbage), the last trusted
 * proxy before it counts as the caller. With both headers, both have to lead to the same caller, otherwise the proxy counts
 * as the caller: a proxy writes one of them and lets the other through, which anybody may have written.
 *
 * <p>Immutable and thread-safe. Never asks a name server.
 */
public final class ClientAddress {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";

    private final IpSet trusted;

    /** @param trusted where proxies call from; empty believes nobody */
    ClientAddress(IpSet trusted) {
        this.trusted = trusted;
    }

    /** Who makes a request; at any time while it is handled. */
    InetAddress of(HttpServerRequest request) {
        InetAddress far = address(request.connection().remoteAddress(true));
        if (!trusted.contains(far)) {
            return far; // whatever it says of itself
        }
        // the same as before, unless a PROXY header told another
        InetAddress peer = address(request.connection().remoteAddress());
        return trusted.contains(peer)
                ? behind(
                        peer,
                        request.headers().getAll(FORWARDED_FOR),
                        request.headers().getAll(FORWARDED))
                : peer;
    }

    private static InetAddress address(SocketAddress socket) {
        // a socket of this machine's own file system has no address, and is local
        return Optional.ofNullable(socket.hostAddress())
                .flatMap(IpText::parse)
                .orElseGet(InetAddress::getLoopbackAddress);
    }

    /**
     * Who stands behind a trusted proxy.
     *
     * @param forwardedFor the lines of {@code X-Forwarded-For}
     * @param forwarded the lines of {@code Forwarded}
     */
    InetAddress behind(InetAddress proxy, List<String> forwardedFor, List<String> forwarded) {
        if (forwarded.isEmpty()) {
            return follow(proxy, new ForwardedForHops(forwardedFor));
        }
        InetAddress first = follow(proxy, new ForwardedHops(forwarded));
        boolean agree = forwardedFor.isEmpty() || first.equals(follow(proxy, new ForwardedForHops(forwardedFor)));
        return agree ? first : proxy;
    }

    /** @param hops from the nearest one; empty where no address stands */
    private InetAddress follow(InetAddress proxy, Iterator<Optional<InetAddress>> hops) {
        InetAddress client = proxy;
        while (trusted.contains(client) && hops.hasNext()) {
            Optional<InetAddress> hop = hops.next();
            if (hop.isEmpty()) {
                return client;
            }
            client = hop.get();
        }
        return client;
    }
}
