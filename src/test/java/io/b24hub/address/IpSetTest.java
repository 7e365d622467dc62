package io.b24hub.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpSetTest {

    @Test
    void holds_the_addresses_of_its_ranges_and_no_other() {
        IpSet set = set("3.217.33.54", "10.0.0.0/8", "2001:db8::/32", "::1");

        assertThat(Stream.of("3.217.33.54", "10.0.0.0", "10.255.255.255", "2001:db8::", "2001:db8:ffff::ffff", "::1"))
                .allMatch(text -> set.contains(address(text)));
        assertThat(Stream.of("3.217.33.53", "3.217.33.55", "9.255.255.255", "11.0.0.0", "2001:db7:ffff::", "::2"))
                .noneMatch(text -> set.contains(address(text)));
    }

    @Test
    void knows_ipv4_in_ipv6() {
        assertThat(set("10.0.0.0/8").contains(address("::ffff:10.1.2.3"))).isTrue();
        assertThat(set("::ffff:10.0.0.0/104").contains(address("10.1.2.3"))).isTrue();
        assertThat(set("::ffff:10.1.2.3").contains(address("10.1.2.3"))).isTrue();
    }

    @Test
    void keeps_all_of_ipv6_apart_from_ipv4() {
        assertThat(set("::/0").contains(address("1.2.3.4"))).isFalse();
        assertThat(set("0.0.0.0/0").contains(address("::1"))).isFalse();
        assertThat(set("::/0").contains(address("ffff::"))).isTrue();
        assertThat(set("0.0.0.0/0").contains(address("255.255.255.255"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "10.1.2.3/32, 10.1.2.3",
        "2001:db8::1/33, 2001:db8:0:0:0:0:0:0/33",
        "1.2.3.4/0, 0.0.0.0/0",
        "::ffff:10.1.2.3/120, 10.1.2.0/24"
    })
    void reads_ranges(String text, String range) {
        assertThat(IpRange.parse(text).map(IpRange::toString)).contains(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "::/129",
                "10.0.0.0/8/8",
                "/8",
                "10/8",
                "*",
                "::ffff:10.0.0.0/95",
                "10.0.0.0/255.0.0.0"
            })
    void takes_nothing_else_for_a_range(String text) {
        assertThat(IpRange.parse(text)).isEmpty();
    }

    @Test
    void agrees_with_looking_at_each_range() {
        Random random = new Random(8);
        for (int round = 0; round < 300; round++) {
            List<IpRange> ranges = new ArrayList<>();
            int length = random.nextBoolean() ? 4 : 16;
            for (int i = 0; i < random.nextInt(12); i++) {
                ranges.add(
                        IpRange.parse(crowded(random, length).getHostAddress() + "/" + random.nextInt(8 * length + 1))
                                .orElseThrow());
            }
            IpSet set = IpSet.of(ranges);
            for (int i = 0; i < 100; i++) {
                InetAddress address = crowded(random, length);

                assertThat(set.contains(address))
                        .as("%s in %s", address, ranges)
                        .isEqualTo(ranges.stream().anyMatch(range -> begins(address, range)));
            }
        }
    }

    /** Few different bits, so that ranges touch and hold one another. */
    private static InetAddress crowded(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < 4; i++) {
            bytes[random.nextInt(length)] |= (byte) (random.nextBoolean() ? 0x80 : random.nextInt());
        }
        return IpText.of(bytes);
    }

    private static boolean begins(InetAddress address, IpRange range) {
        byte[] bytes = address.getAddress();
        byte[] first = range.first().getAddress();
        int shift = 8 * bytes.length - range.bits();
        return bytes.length == first.length
                && new BigInteger(1, bytes).shiftRight(shift).equals(new BigInteger(1, first).shiftRight(shift));
    }

    private static IpSet set(String... ranges) {
        return IpSet.of(
                Stream.of(ranges).map(text -> IpRange.parse(text).orElseThrow()).toList());
    }

    private static InetAddress address(String text) {
        return IpText.parse(text).orElseThrow();
    }
}
