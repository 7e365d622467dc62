package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.b24hub.address.IpRange;
import io.b24hub.address.IpSet;
import io.b24hub.address.IpText;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the headers of proxies name. The proxies are 10.0.0.0/8 and fd00::/8; the call comes from 10.0.0.1. */
class ClientAddressTest {

    private static final InetAddress PROXY = address("10.0.0.1");

    private final ClientAddress clients = new ClientAddress(IpSet.of(Stream.of("10.0.0.0/8", "fd00::/8")
            .map(text -> IpRange.parse(text).orElseThrow())
            .toList()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3.217.33.54 | 3.217.33.54",
                "3.217.33.54:4711 | 3.217.33.54",
                "2001:db8::1 | 2001:db8::1",
                "[2001:db8::1] | 2001:db8::1",
                "[2001:db8::1]:4711 | 2001:db8::1",
                "::ffff:3.217.33.54 | 3.217.33.54",
                "fe80::1%eth0 | fe80::1",
                "6.6.6.6, 3.217.33.54 | 3.217.33.54",
                "6.6.6.6,3.217.33.54, 10.0.0.2 | 3.217.33.54",
                "3.217.33.54, [fd00::2]:80, 10.0.0.2 | 3.217.33.54",
                "10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "garbage, 3.217.33.54 | 3.217.33.54",
                "3.217.33.54, garbage | 10.0.0.1",
                "3.217.33.54, unknown, 10.0.0.2 | 10.0.0.2",
                "3.217.33.54, _hidden | 10.0.0.1",
                "3.217.33.54, | 10.0.0.1",
                "3.217.33.54, example.com | 10.0.0.1",
                "3.217.33.54:x | 10.0.0.1",
                "[2001:db8::1 | 10.0.0.1",
                "[3.217.33.54] | 10.0.0.1",
                "3.217.33.54 6.6.6.6 | 10.0.0.1"
            })
    void reads_x_forwarded_for_from_the_right(String header, String client) {
        assertThat(clients.behind(PROXY, List.of(header), List.of())).isEqualTo(address(client));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "for=3.217.33.54 | 3.217.33.54",
                "For=\"3.217.33.54:4711\";proto=https;by=10.0.0.1 | 3.217.33.54",
                "for=\"[2001:db8::1]:4711\" | 2001:db8::1",
                "for=[2001:db8::1] | 2001:db8::1",
                "proto=https;FOR=\"[2001:db8::1]:_port\" | 2001:db8::1",
                "for=6.6.6.6, for=3.217.33.54 | 3.217.33.54",
                "for=3.217.33.54, for=\"[fd00::2]\" ; proto=http, for=10.0.0.2 | 3.217.33.54",
                "for=3.217.33.54, for=unknown | 10.0.0.1",
                "for=3.217.33.54, for=_gazonk, for=10.0.0.2 | 10.0.0.2",
                "for=3.217.33.54, proto=https | 10.0.0.1",
                "for=3.217.33.54;for=6.6.6.6 | 10.0.0.1",
                "for=\"3.217.33.54 | 10.0.0.1",
                "for=3.217.33.54;x=\", for=6.6.6.6 | 10.0.0.1",
                "for=3.217.33.54;x=\", for=\"[2001:db8::6]\" | 10.0.0.1",
                "for=3.217.33.54;x=, for=6.6.6.6 | 10.0.0.1",
                "for=\"3.217.\\33.54\" | 3.217.33.54",
                "for=\"3.217.33.54\\ | 10.0.0.1",
                "for = 3.217.33.54 | 10.0.0.1",
                "3.217.33.54 | 10.0.0.1",
                "for=3.217.33.54 for=6.6.6.6 | 10.0.0.1"
            })
    void reads_forwarded_from_the_right(String header, String client) {
        assertThat(clients.behind(PROXY, List.of(), List.of(header))).isEqualTo(address(client));
    }

    @Test
    void takes_many_lines_for_one_list() {
        List<String> forwardedFor = List.of("6.6.6.6", "7.7.7.7, 3.217.33.54", "10.0.0.3", "10.0.0.2");
        List<String> forwarded = List.of("for=\"6.6.6.6", "for=7.7.7.7, for=3.217.33.54", "for=10.0.0.2");

        assertThat(clients.behind(PROXY, forwardedFor, List.of())).isEqualTo(address("3.217.33.54"));
        assertThat(clients.behind(PROXY, List.of(), forwarded)).isEqualTo(address("3.217.33.54"));
    }

    @Test
    void is_the_proxy_itself_without_a_header() {
        assertThat(clients.behind(PROXY, List.of(), List.of())).isEqualTo(PROXY);
        assertThat(clients.behind(PROXY, List.of(""), List.of(""))).isEqualTo(PROXY);
    }

    @Test
    void believes_two_headers_only_when_they_agree() {
        List<String> real = List.of("6.6.6.6");

        assertThat(clients.behind(PROXY, real, List.of("for=6.6.6.6;proto=https")))
                .isEqualTo(address("6.6.6.6"));
        assertThat(clients.behind(PROXY, real, List.of("for=3.217.33.54"))).isEqualTo(PROXY);
        assertThat(clients.behind(PROXY, List.of("3.217.33.54"), List.of("for=6.6.6.6")))
                .isEqualTo(PROXY);
        assertThat(clients.behind(PROXY, real, List.of("garbage"))).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "for=3.217.33.54",
                "for=\"",
                "for=\"3.217.33.54\\",
                "for=3.217.33.54;x=\"",
                "a=\"b\";for=\"",
                ",",
                ";",
                "for=3.217.33.54,",
                "for=3.217.33.54;x=\"\\",
                "3.217.33.54",
                "3.217.33.54,",
                "\"",
                "[",
                "x=\"\\\""
            })
    void nobody_can_write_anything_that_hides_the_address_that_the_proxy_adds(String written) {
        for (String real : List.of("6.6.6.6", "[2001:db8::6]:99")) {
            InetAddress caller = address(real.equals("6.6.6.6") ? real : "2001:db8::6");
            String quoted = written + ", for=\"" + real + "\";proto=https";

            assertThat(clients.behind(PROXY, List.of(written + ", " + real), List.of()))
                    .isEqualTo(caller);
            assertThat(clients.behind(PROXY, List.of(written, real), List.of())).isEqualTo(caller);
            assertThat(clients.behind(PROXY, List.of(), List.of(written, "for=\"" + real + "\"")))
                    .isEqualTo(caller);
            assertThat(clients.behind(PROXY, List.of(), List.of(quoted))).isIn(caller, PROXY);
        }
    }

    @Test
    void garbage_from_a_caller_never_becomes_the_caller() {
        Random random = new Random(3);
        String[] parts = {
            "for=", "3.217.33.54", "\"", ",", ";", "[", "]", ":", "::1", "\\", " ", "proto", "=", "unknown", "_x", "%"
        };
        for (int i = 0; i < 50_000; i++) {
            StringBuilder made = new StringBuilder();
            random.ints(random.nextInt(12), 0, parts.length).forEach(part -> made.append(parts[part]));
            String written = made.toString();

            assertThatCode(() -> {
                        assertThat(clients.behind(PROXY, List.of(written + ",6.6.6.6"), List.of()))
                                .isEqualTo(address("6.6.6.6"));
                        assertThat(clients.behind(PROXY, List.of(), List.of(written + ", for=6.6.6.6")))
                                .isIn(address("6.6.6.6"), PROXY);
                        assertThat(clients.behind(PROXY, List.of(), List.of(written + ", for=\"[2001:db8::6]\"")))
                                .isIn(address("2001:db8::6"), PROXY);
                    })
                    .as(written)
                    .doesNotThrowAnyException();
        }
    }

    private static InetAddress address(String text) {
        return IpText.parse(text).orElseThrow();
    }
}
