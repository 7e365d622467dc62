package io.b24hub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.b24hub.settings.Secret;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

    private final SafeText safe = new SafeText(List.of(Secret.of("s3cr3t pass"), Secret.of("s3cr3t"), Secret.of("ab")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST https://api.telegram.org/bot1:a/sendMessage failed | POST https://api.telegram.org failed",
                "(http://localhost:8080/x?y=z) | (http://localhost:8080",
                "see http://[::1]:9092/path | see http://[::1]:9092",
                "https://user:pw@portal.bitrix24.com/rest/ | https://portal.bitrix24.com",
                "jdbc:postgresql://u:p@db:5432/hub gone | jdbc:postgresql://db:5432 gone",
                "http://user:p/w@host/x | http://xxxxxx",
                "could not reach https://a.example: refused | could not reach https://a.example: refused",
            })
    void cuts_an_address_down_to_its_host(String text, String expected) {
        assertThat(safe.clean(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bot7312645098:AAF-thisIsNotAReal_TokenButLooksIt0/sendMessage",
                "bot7312645098%3AAAF-thisIsNotAReal_TokenButLooksIt0",
                "/rest/1/AAF-this/crm.deal.get.json",
                "Authorization: Bearer AAF-this",
                "access_token=AAF-this&x=1",
                "{\"access_token\":\"AAF-this\"}",
                "auth[application_token]=AAF-this",
                "client_secret=AAF-this",
                "password=AAF-this",
            })
    void masks_what_looks_like_a_secret(String text) {
        assertThat(safe.clean(text)).contains("xxxxxx").doesNotContain("AAF-");
    }

    @Test
    void knows_a_secret_in_json_and_where_utf_8_was_taken_for_latin_1() {
        SafeText safe = new SafeText(List.of(Secret.of("p\"ässword-77")));

        assertThat(safe.clean("said p\\\"ässword-77")).isEqualTo("said xxxxxx");
        assertThat(safe.clean("said p\"Ã¤ssword-77")).isEqualTo("said xxxxxx");
    }

    @Test
    void masks_the_secrets_it_knows() {
        assertThat(safe.clean("it is s3cr3t, or s3cr3t pass, or s3cr3t+pass; ab is none"))
                .isEqualTo("it is xxxxxx, or xxxxxx, or xxxxxx; ab is none");
    }

    @Test
    void leaves_ordinary_words_alone() {
        assertThat(safe.clean("invalid token: the secret is out; 12:30 /rest/crm.deal.get"))
                .isEqualTo("invalid token: the secret is out; 12:30 /rest/crm.deal.get");
    }

    @Test
    void removes_what_could_forge_a_log_line() {
        assertThat(safe.clean("a\r\n2026 ERROR\u001b[31m\u202eb\u0000")).isEqualTo("a 2026 ERROR [31m b");
    }

    @Test
    void cuts_an_excerpt_between_characters() {
        String excerpt = safe.excerpt("x".repeat(298) + "🎉🎉🎉");

        assertThat(excerpt).isEqualTo("x".repeat(298) + "…");
        assertThat(safe.excerpt("x".repeat(300))).hasSize(300).doesNotContain("…");
        assertThat(safe.excerpt("word ".repeat(100_000))).hasSize(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "1", "a", "/rest/1/", "http://", "Bearer ", "[", "%3A"})
    void takes_no_time_for_a_text_made_to_take_long(String piece) {
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> safe.excerpt(piece.repeat(20_000)));
    }

    @Test
    void keeps_the_beginning_of_an_enormous_answer_without_spaces() {
        assertThat(safe.excerpt("{\"error\":\"x\",".repeat(2_000)))
                .startsWith("{\"error\":\"x\"")
                .hasSize(300);
    }

    @Test
    void describes_a_failure_in_words() {
        assertThat(safe.describe(new SocketTimeoutException("Read timed out")))
                .isEqualTo("no answer in time (Read timed out)");
        assertThat(safe.describe(new UnknownHostException("api.telegram.org")))
                .isEqualTo("host name not found (api.telegram.org)");
        assertThat(safe.describe(new IllegalStateException())).isEqualTo("illegal state");
    }
}
