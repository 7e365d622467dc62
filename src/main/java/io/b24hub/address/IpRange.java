package io.b24hub.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Addresses that begin with the same bits, for example {@code 10.0.0.0/8}; or a single one.
 *
 * @param first the lowest of them
 * @param bits how many bits are the same: 0 to 32, or to 128
 */
public record IpRange(InetAddress first, int bits) {

    /** One address. */
    public static IpRange of(InetAddress address) {
        return new IpRange(address, length(address));
    }

    /**
     * Reads an address, or a range as {@code 10.0.0.0/8}. Bits behind the prefix do not matter: {@code 10.1.2.3/8} is the
     * same. A range of IPv4 within IPv6 ({@code ::ffff:10.0.0.0/104}) is one of IPv4.
     *
     * @return empty when the text is neither
     */
    public static Optional<IpRange> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpText.parse(text).map(IpRange::of);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("0|[1-9]\\d{0,2}")) {
            return Optional.empty();
        }
        int written = Integer.parseInt(bits);
        return IpText.parse(text.substring(0, slash)).flatMap(address -> {
            boolean within = address instanceof Inet4Address && text.indexOf(':') >= 0;
            int prefix = within ? written - 96 : written;
            return prefix < 0 || prefix > length(address)
                    ? Optional.empty()
                    : Optional.of(new IpRange(masked(address, prefix), prefix));
        });
    }

    private static int length(InetAddress address) {
        return address instanceof Inet4Address ? 32 : 128;
    }

    private static InetAddress masked(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(8, bits - 8 * i));
            bytes[i] &= (byte) (0xff00 >> kept);
        }
        return IpText.of(bytes);
    }

    /** Whether it is one of IPv4. */
    boolean isFour() {
        return first instanceof Inet4Address;
    }

    /** As written in settings, a single address without its bits. */
    @Override
    public String toString() {
        return bits == length(first) ? first.getHostAddress() : first.getHostAddress() + "/" + bits;
    }
}
