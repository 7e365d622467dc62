package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhpFormTest {

    @Test
    void writes_like_http_build_query() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("list", Arrays.asList("a b", null, true, false));
        values.put("nothing", null);
        values.put("empty", List.of());
        values.put("map", Map.of("k~*", "ё"));

        assertThat(PhpForm.encode(values))
                .isEqualTo("list%5B0%5D=a+b&list%5B2%5D=1&list%5B3%5D=0&map%5Bk%7E%2A%5D=%D1%91");
    }

    @Test
    void reads_brackets_like_parse_str() {
        Map<String, Object> values = PhpForm.decode("a[b][c]=1&a[b][d]=2&l[]=x&l[]=y&flag&broken=%zz&%5Bodd=1&t=1%2B1");

        assertThat(values)
                .containsEntry("a", Map.of("b", Map.of("c", "1", "d", "2")))
                .containsEntry("l", Map.of("0", "x", "1", "y"))
                .containsEntry("flag", "")
                .containsEntry("broken", "%zz")
                .containsEntry("t", "1+1");
    }
}
