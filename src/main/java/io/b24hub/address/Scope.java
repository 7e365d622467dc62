package io.b24hub.address;

import java.net.InetAddress;

/** Where an address can be reached. */
public final class Scope {

    private Scope() {}

    /** Whether it is one of this machine or of an inner network, which nobody in the Internet has. */
    public static boolean isInside(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean isLocalSix = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean isCarriers = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || isLocalSix
                || isCarriers;
    }
}
