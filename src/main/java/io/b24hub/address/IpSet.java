package io.b24hub.address;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A set of ranges that is asked often and never changed: sorted, without overlaps, searched by halves. An address costs a
 * copy of its 4 or 16 bytes and a few comparisons. IPv4 and IPv6 are apart: {@code ::/0} holds no IPv4.
 *
 * <p>Immutable and thread-safe.
 */
public final class IpSet {

    /** Holds nothing. */
    public static final IpSet EMPTY = new IpSet(List.of());

    private final Family four;
    private final Family six;

    private IpSet(Collection<IpRange> ranges) {
        four = Family.of(ranges.stream().filter(IpRange::isFour).toList());
        six = Family.of(ranges.stream().filter(range -> !range.isFour()).toList());
    }

    /** A set of ranges, which may overlap. */
    public static IpSet of(Collection<IpRange> ranges) {
        return ranges.isEmpty() ? EMPTY : new IpSet(ranges);
    }

    /** Whether an address is within one of the ranges. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? four.contains(0, number(bytes, 0, 4)) : six.contains(high(bytes), low(bytes));
    }

    /** Whether it holds nothing. */
    public boolean isEmpty() {
        return four.isEmpty() && six.isEmpty();
    }

    private static long high(byte[] bytes) {
        return number(bytes, 0, 8);
    }

    private static long low(byte[] bytes) {
        return number(bytes, 8, 16);
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << 8 | bytes[i] & 0xff;
        }
        return number;
    }

    /** From one address to another, as numbers of 128 bits without a sign. */
    private record Span(long fromHigh, long fromLow, long toHigh, long toLow) {

        static Span of(IpRange range) {
            byte[] bytes = range.first().getAddress();
            boolean isFour = bytes.length == 4;
            long high = isFour ? 0 : high(bytes);
            long low = isFour ? number(bytes, 0, 4) : low(bytes);
            int free = (isFour ? 32 : 128) - range.bits();
            return new Span(high, low, high | ones(free - 64), low | ones(free));
        }

        private static long ones(int count) {
            return count <= 0 ? 0 : count >= 64 ? -1L : (1L << count) - 1;
        }

        /** Prefixes overlap only when one is within the other. */
        boolean holds(Span other) {
            return compare(fromHigh, fromLow, other.fromHigh, other.fromLow) <= 0
                    && compare(toHigh, toLow, other.toHigh, other.toLow) >= 0;
        }
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int upper = Long.compareUnsigned(high, otherHigh);
        return upper != 0 ? upper : Long.compareUnsigned(low, otherLow);
    }

    /** Spans one after another, four numbers each. */
    private record Family(long[] spans) {

        static Family of(List<IpRange> ranges) {
            // of two that begin alike the wider one first, so that it is the one that holds
            List<Span> sorted = ranges.stream()
                    .map(Span::of)
                    .sorted(((Comparator<Span>) (a, b) -> compare(a.fromHigh(), a.fromLow(), b.fromHigh(), b.fromLow()))
                            .thenComparing((a, b) -> compare(b.toHigh(), b.toLow(), a.toHigh(), a.toLow())))
                    .toList();
            ArrayDeque<Span> apart = new ArrayDeque<>();
            for (Span span : sorted) {
                if (apart.isEmpty() || !apart.getLast().holds(span)) {
                    apart.addLast(span);
                }
            }
            return new Family(apart.stream()
                    .flatMapToLong(span -> LongStream.of(span.fromHigh(), span.fromLow(), span.toHigh(), span.toLow()))
                    .toArray());
        }

        boolean isEmpty() {
            return spans.length == 0;
        }

        boolean contains(long high, long low) {
            int from = 0;
            int to = spans.length / 4 - 1;
            while (from <= to) {
                int middle = (from + to) >>> 1;
                int at = 4 * middle;
                if (compare(high, low, spans[at], spans[at + 1]) < 0) {
                    to = middle - 1;
                } else if (compare(high, low, spans[at + 2], spans[at + 3]) > 0) {
                    from = middle + 1;
                } else {
                    return true;
                }
            }
            return false;
        }
    }
}
