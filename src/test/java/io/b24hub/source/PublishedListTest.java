package io.b24hub.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.address.IpRange;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedListTest {

    @Test
    void reads_what_bitrix24_publishes() throws Exception {
        assertThat(PublishedList.read(bytes("{\"nodes\":[\"3.217.33.54\",\"52.29.163.104\"]}")))
                .extracting(IpRange::toString)
                .containsExactly("3.217.33.54", "52.29.163.104");
    }

    @Test
    void reads_ranges_ipv6_and_what_is_written_carelessly() throws Exception {
        String list =
                "{\"more\":1,\"nodes\":[\" 10.1.0.0/16 \",\"2001:db8::/32\",\"::ffff:3.217.33.54\",\"3.217.33.54\"]}";

        assertThat(PublishedList.read(bytes(list)))
                .extracting(IpRange::toString)
                .containsExactly("10.1.0.0/16", "2001:db8:0:0:0:0:0:0/32", "3.217.33.54");
    }

    @Test
    void leaves_out_a_few_entries_that_are_no_addresses() throws Exception {
        String list = "{\"nodes\":[\"3.217.33.54\",\"soon\",null,\"52.29.163.104\"]}";

        assertThat(PublishedList.read(bytes(list))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Service Unavailable</html>",
                "[]",
                "[\"3.217.33.54\"]",
                "null",
                "{}",
                "{\"nodes\":null}",
                "{\"nodes\":{}}",
                "{\"nodes\":\"3.217.33.54\"}",
                "{\"nodes\":[]}",
                "{\"nodes\":[\"soon\"]}",
                "{\"nodes\":[{\"ip\":\"3.217.33.54\"}]}",
                "{\"nodes\":[\"3.217.33.54\",\"a\",\"b\"]}",
                "{\"nodes\":[\"0.0.0.0/0\"]}",
                "{\"nodes\":[\"::/0\",\"0.0.0.0/1\"]}",
                "{\"nodes\":[\"3.217.33.54\""
            })
    void takes_no_nonsense(String list) {
        assertThatThrownBy(() -> PublishedList.read(bytes(list))).isInstanceOf(BadList.class);
    }

    @Test
    void takes_no_list_without_end_and_none_that_is_nested_for_ever() {
        String many = IntStream.range(0, 10_001)
                .mapToObj(i -> "\"10.0." + i / 256 + "." + i % 256 + "\"")
                .collect(Collectors.joining(",", "{\"nodes\":[", "]}"));
        String deep = "{\"nodes\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> PublishedList.read(bytes(many))).isInstanceOf(BadList.class);
        assertThatThrownBy(() -> PublishedList.read(bytes(deep))).isInstanceOf(BadList.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
