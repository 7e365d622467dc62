package io.b24hub.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Reads addresses as people and programs write them. Never asks a name server: what is not an address is nothing. Takes
 * dotted IPv4 without leading zeros (which some programs read as octal), and IPv6 with {@code ::}, with an IPv4 tail, and
 * with a zone, which is dropped. IPv4 in IPv6 ({@code ::ffff:1.2.3.4}) is IPv4.
 */
public final class IpText {

    private static final int LONGEST = 128;
    private static final int GROUPS = 8;

    private IpText() {}

    /** The address that a text says; empty when it says none. */
    public static Optional<InetAddress> parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        byte[] bytes = text.indexOf(':') < 0 ? four(text, 0, text.length()) : six(text);
        return bytes.length == 0 ? Optional.empty() : Optional.of(of(bytes));
    }

    /** The address of 4 or 16 bytes; IPv4 when 16 bytes say one. */
    static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("An address has 4 or 16 bytes", e);
        }
    }

    private static byte[] four(String text, int from, int to) {
        byte[] bytes = new byte[4];
        int at = from;
        for (int i = 0; i < bytes.length; i++) {
            int end = i == 3 ? to : text.indexOf('.', at);
            int value = end < 0 || end > to ? -1 : decimal(text, at, end);
            if (value < 0) {
                return new byte[0];
            }
            bytes[i] = (byte) value;
            at = end + 1;
        }
        return bytes;
    }

    private static int decimal(String text, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 3 || length > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value > 255 ? -1 : value;
    }

    private static byte[] six(String text) {
        int zone = text.indexOf('%');
        if (zone >= 0 && !isZone(text, zone + 1)) {
            return new byte[0];
        }
        return groups(zone < 0 ? text : text.substring(0, zone));
    }

    private static boolean isZone(String text, int from) {
        return from < text.length()
                && text.chars()
                        .skip(from)
                        .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "._~-%".indexOf(c) >= 0));
    }

    private static byte[] groups(String text) {
        byte[] bytes = new byte[2 * GROUPS];
        int count = 0; // groups read
        int gap = -1; // where :: stands, in groups
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? text.length() : colon;
            if (colon < 0 && text.indexOf('.', at) >= 0) {
                byte[] tail = count > GROUPS - 2 ? new byte[0] : four(text, at, end);
                if (tail.length == 0) {
                    return tail;
                }
                System.arraycopy(tail, 0, bytes, 2 * count, tail.length);
                count += 2;
                at = end;
                continue;
            }
            int value = count == GROUPS ? -1 : hex(text, at, end);
            if (value < 0) {
                return new byte[0];
            }
            bytes[2 * count] = (byte) (value >> 8);
            bytes[2 * count + 1] = (byte) value;
            count++;
            at = end + 1;
            if (colon == text.length() - 1) {
                return new byte[0]; // one colon at the end
            }
            if (colon >= 0 && text.charAt(at) == ':') {
                if (gap >= 0) {
                    return new byte[0];
                }
                gap = count;
                at++;
            }
        }
        return spread(bytes, count, gap);
    }

    private static int hex(String text, int from, int to) {
        if (to - from < 1 || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Puts the zeros where {@code ::} stands. */
    private static byte[] spread(byte[] bytes, int count, int gap) {
        if (gap < 0) {
            return count == GROUPS ? bytes : new byte[0];
        }
        if (count == GROUPS) {
            return new byte[0];
        }
        byte[] all = new byte[2 * GROUPS];
        int after = 2 * (count - gap);
        System.arraycopy(bytes, 0, all, 0, 2 * gap);
        System.arraycopy(bytes, 2 * gap, all, all.length - after, after);
        return all;
    }
}
