package io.b24hub.manage;

import io.b24hub.address.IpText;
import io.b24hub.intake.CallerSide;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where a request of the management listener comes from. A proxy's word is not believed here.
 *
 * @param address as text
 * @param side what counts as one side in matters of guessing: the address, of IPv6 its /64
 */
public record Caller(String address, String side) {

    /** The far end of the connection. */
    public static Caller of(HttpServerRequest request) {
        return of(request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress());
    }

    static Caller of(String address) {
        return new Caller(address, IpText.parse(address).map(CallerSide::of).orElse(address));
    }

    /** Whether a side is this machine itself. */
    static boolean isThisMachine(String side) {
        return side.startsWith("127.") || side.equals(of("::1").side());
    }
}
