package io.b24hub.intake;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * What counts as one caller: an IPv4 address, and of IPv6 the network of 64 bits, since whoever has one address of it has all.
 */
public final class CallerSide {

    private static final int NETWORK_BYTES = 8;

    private CallerSide() {}

    /** The side of an address, as text. */
    public static String of(InetAddress address) {
        return address instanceof Inet4Address ? address.getHostAddress() : network(address);
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        try {
            byte[] network = Arrays.copyOf(Arrays.copyOf(bytes, NETWORK_BYTES), bytes.length);
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has as many bytes as it has", e);
        }
    }
}
