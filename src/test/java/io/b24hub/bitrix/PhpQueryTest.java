package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhpQueryTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    // Right-hand sides: PHP 8.2, http_build_query with PHP_QUERY_RFC3986.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                        | ``",
                "{\"id\":662}                              | id=662",
                "{\"id\":\"662\"}                          | id=662",
                "{\"a\":\"x y+z&b=c#d?e%f\"}               | a=x%20y%2Bz%26b%3Dc%23d%3Fe%25f",
                "{\"a\":\"Сделка\"}                        | a=%D0%A1%D0%B4%D0%B5%D0%BB%D0%BA%D0%B0",
                "{\"filter\":{\">=ID\":5,\"@ID\":[1,2]}}   | filter%5B%3E%3DID%5D=5&filter%5B%40ID%5D%5B0%5D=1&filter%5B%40ID%5D%5B1%5D=2",
                "{\"fields\":{\"PHONE\":[{\"VALUE\":\"+7\"}]}} | fields%5BPHONE%5D%5B0%5D%5BVALUE%5D=%2B7",
                "{\"a\":\"\"}                              | a=",
                "{\"a\":1e3,\"b\":10.50,\"c\":-1}          | a=1000&b=10.5&c=-1",
            })
    void writes_what_php_reads_back(String params, String query) throws Exception {
        assertThat(of(params)).contains(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":null}",
                "{\"a\":true}",
                "{\"fields\":{\"UF_X\":[]}}",
                "{\"fields\":{}}",
                "{\"a.b\":1}",
                "{\"a b\":1}",
                "{\"FILTER[ID]\":1}",
                "{\"a\":{\"b]\":1}}",
                "{\"a\":{\"\":1}}",
                "{\"a\":{\" b\":1}}"
            })
    void says_nothing_rather_than_something_else(String params) throws Exception {
        assertThat(of(params)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$result[c0][ID]", "a $RESULT[c0] b"})
    void a_text_that_the_portal_would_fill_in_does_not_travel_in_a_batch(String text) throws Exception {
        assertThat(of("{\"fields\":{\"TITLE\":\"" + text + "\"}}")).isEmpty();
        assertThat(of("{\"filter\":{\"" + text.replaceAll("[\\[\\]]", "") + "\":1}}"))
                .isEmpty();
    }

    @Test
    void more_values_than_php_takes_do_not_travel_in_a_batch() throws Exception {
        assertThat(of(ids(500))).isPresent();
        assertThat(of(ids(501))).isEmpty();
    }

    private static String ids(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(",", "{\"a\":[", "]}"));
    }

    private static Optional<String> of(String params) throws Exception {
        return PhpQuery.of(JSON.readTree(params));
    }
}
