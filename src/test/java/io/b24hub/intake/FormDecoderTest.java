package io.b24hub.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormDecoderTest {

    private final FormDecoder decoder = new FormDecoder();

    // form and answer of PHP 8.2's parse_str; the second file holds random strings of brackets and separators
    static List<String> php() throws IOException {
        Path folder = Path.of("src/test/resources/bitrix24");
        List<String> chosen = Files.readAllLines(folder.resolve("parse_str.tsv"));
        List<String> random = Files.readAllLines(folder.resolve("parse_str-random.tsv"));
        return Stream.concat(chosen.stream(), random.stream()).toList();
    }

    static List<Payload> payloads() {
        return Payload.all();
    }

    @ParameterizedTest
    @MethodSource("php")
    void reads_what_php_reads(String line) throws IOException {
        String form = line.substring(0, line.indexOf('\t'));
        String expected = line.substring(line.indexOf('\t') + 1);

        Map<String, Object> decoded = decoder.decode(form.getBytes(UTF_8));

        assertThat(json(decoded)).isEqualTo(json(new ObjectMapper().readValue(expected, Map.class)));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void reads_the_calls_of_bitrix24(Payload payload) throws IOException {
        Map<String, Object> decoded = decoder.decode(payload.form());

        assertThat(json(decoded)).isEqualTo(json(payload.decoded()));
    }

    @Test
    void there_are_95_calls_to_read() {
        assertThat(payloads()).hasSize(95);
    }

    @Test
    void replaces_bytes_that_are_not_utf_8() {
        assertThat(decode("a=%C3%28&b%FF=1")).isEqualTo(Map.of("a", "\uFFFD(", "b\uFFFD", "1"));
        assertThat(decoder.decode("a=\u00FF".getBytes(ISO_8859_1))).isEqualTo(Map.of("a", "\uFFFD"));
    }

    @Test
    void reads_an_empty_body() {
        assertThat(decode("")).isEmpty();
    }

    @Test
    void returns_what_nobody_can_change() {
        Map<String, Object> decoded = decode("a[]=1&b[c]=2");

        assertThatThrownBy(() -> decoded.put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) decoded.get("a")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) decoded.get("b")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void leaves_the_body_as_it_is() {
        byte[] body = "a%20b=c+d".getBytes(UTF_8);

        decoder.decode(body);

        assertThat(body).isEqualTo("a%20b=c+d".getBytes(UTF_8));
    }

    @Test
    void takes_names_as_deep_as_allowed_and_no_deeper() {
        FormDecoder shallow = new FormDecoder(3, 10);

        assertThat(shallow.decode("a[b][c][d]=1".getBytes(UTF_8))).containsKey("a");
        assertThatThrownBy(() -> shallow.decode("a[b][c][d][e]=1".getBytes(UTF_8)))
                .isInstanceOf(BadForm.class)
                .hasMessageContaining("deeper than 3 levels");
    }

    @Test
    void takes_as_many_fields_as_allowed_and_no_more() {
        FormDecoder small = new FormDecoder(32, 3);

        assertThat(small.decode("a=1&b=2&c=3".getBytes(UTF_8))).hasSize(3);
        assertThatThrownBy(() -> small.decode("a=1&b=2&c=3&c=4".getBytes(UTF_8)))
                .isInstanceOf(BadForm.class)
                .hasMessageContaining("more than 3 fields");
    }

    @Test
    void counts_the_arrays_that_brackets_make() {
        FormDecoder small = new FormDecoder(32, 3);

        assertThatThrownBy(() -> small.decode("a[][][][]=1".getBytes(UTF_8)))
                .isInstanceOf(BadForm.class)
                .hasMessageContaining("more than 3 nested arrays");
    }

    @Test
    void a_huge_index_is_a_key_like_any_other() {
        assertThat(decode("a[999999999]=x")).isEqualTo(Map.of("a", Map.of("999999999", "x")));
    }

    @Test
    void reads_20_000_fields_with_one_hash() {
        // "Aa" and "BB" have one hash code, and so have all words made of them
        String form =
                IntStream.range(0, 16_384).mapToObj(i -> colliding(i) + "=1").collect(Collectors.joining("&"));

        assertThat(decode(form)).hasSize(16_384);
    }

    @Test
    void survives_any_bytes() {
        Random random = new Random(4711);
        byte[] alphabet = "ab[]=&%+. 10".getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = new byte[random.nextInt(40)];
            for (int i = 0; i < body.length; i++) {
                body[i] = random.nextInt(8) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            }

            assertThat(decoder.decode(body)).isNotNull();
        }
    }

    private static String colliding(int number) {
        StringBuilder word = new StringBuilder();
        for (int bit = 0; bit < 14; bit++) {
            word.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return word.toString();
    }

    private Map<String, Object> decode(String form) {
        return decoder.decode(form.getBytes(UTF_8));
    }

    // compares the order of keys too
    private static String json(Object value) throws IOException {
        return new ObjectMapper().writeValueAsString(value);
    }
}
