package io.b24hub.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {

    @ParameterizedTest
    @CsvSource({
        "3.217.33.54, 3.217.33.54",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, 0:0:0:0:0:0:0:0",
        "::1, 0:0:0:0:0:0:0:1",
        "1::, 1:0:0:0:0:0:0:0",
        "2001:DB8::a:b, 2001:db8:0:0:0:0:a:b",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:1.2.3.4, 1.2.3.4",
        "::FFFF:0102:0304, 1.2.3.4",
        "64:ff9b::1.2.3.4, 64:ff9b:0:0:0:0:102:304",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "fe80::1%25eth0, fe80:0:0:0:0:0:0:1"
    })
    void reads_addresses(String text, String address) {
        assertThat(IpText.parse(text).map(InetAddress::getHostAddress)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                ".1.2.3.4",
                "1..3.4",
                "1.2.3.256",
                "1.2.3.04",
                "1.2.3.1000",
                "1.2.3.-4",
                "1.2.3.+4",
                "1.2.3.4 ",
                "0x7f.0.0.1",
                "2130706433",
                "localhost",
                "example.com",
                ":",
                ":::",
                "1:2",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2::3",
                "12345::",
                "g::",
                ":1::",
                "1:",
                "::1:",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "fe80::1%",
                "fe80::1%e th",
                "1.2.3.4%eth0",
                "[::1]",
                "١.٢.٣.٤"
            })
    void takes_nothing_else(String text) {
        assertThat(IpText.parse(text)).isEmpty();
    }

    @Test
    void reads_what_java_writes() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            InetAddress address = InetAddress.getByAddress(bytes);

            assertThat(IpText.parse(address.getHostAddress())).contains(address);
        }
    }

    @Test
    void survives_garbage() {
        Random random = new Random(5);
        String alphabet = "0123456789abcdefABCDEF:::....%/[]xyz \t\u0000\uffff";
        for (int i = 0; i < 200_000; i++) {
            String text = random.ints(random.nextInt(20), 0, alphabet.length())
                    .collect(StringBuilder::new, (s, c) -> s.append(alphabet.charAt(c)), StringBuilder::append)
                    .toString();

            assertThatCode(() -> IpRange.parse(text)).as("\"%s\"", text).doesNotThrowAnyException();
        }
    }
}
