package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.SocketPortal.Answer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a shape that nobody documents, or that are not the portal's at all. */
class OddAnswersTest {

    private static final byte[] PAGE =
            "<html><head><title>Sorry</title></head><body>nginx</body></html>".getBytes(StandardCharsets.UTF_8);

    private final SocketPortal portal = new SocketPortal();

    @AfterEach
    void close() {
        portal.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"\"                    | Not found   | 400 | GONE",
                "\"\"                    | Not found   | 200 | GONE",
                "\" \"                   | Not found   | 400 | GONE",
                "\"\"                    |             | 400 | PERMANENT",
                "0                       | nothing     | 400 | PERMANENT",
                "0                       | not found   | 200 | GONE",
                "-1                      | nothing     | 400 | PERMANENT",
                "1.5                     | nothing     | 400 | PERMANENT",
                "2147483648              | not found   | 400 | GONE",
                "200540400001            | not found   | 400 | GONE",
                "99999999999999999999999 | Access denied | 400 | NO_ACCESS",
                "99999999999999999999999 | nothing     | 500 | TEMPORARY",
                "true                    | nothing     | 400 | PERMANENT",
                "[]                      | nothing     | 400 | PERMANENT",
                "{}                      | nothing     | 403 | NO_ACCESS",
                "{\"code\":1021}         | nothing     | 400 | PERMANENT",
                "{\"code\":\"QUERY_LIMIT\",\"message\":\"Not found\"} | x | 400 | GONE",
                "\"NOT_FOUND\"           | x           | 200 | GONE",
                "\"ACCESS_DENIED\"       | x           | 200 | NO_ACCESS",
                "\"INTERNAL_SERVER_ERROR\" | x         | 200 | TEMPORARY",
                "\"ERROR_CORE\"          | x           | 200 | PERMANENT",
            })
    void an_error_counts_whatever_its_type_and_the_status(
            String error, String text, int status, RestErrorClass errorClass) {
        portal.sends(Answer.json(
                status,
                "{\"error\":" + error + ",\"error_description\":\"" + (text == null ? "" : text)
                        + "\",\"result\":[]}"));

        RestException failure = portal.failure("some.thing.get");

        assertThat(failure.errorClass()).isEqualTo(errorClass);
        assertThat(failure.advice()).endsWith(".");
        portal.result("some.thing.get");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "7", "{\"text\":\"Not found\"}"})
    void a_description_of_any_type_does_no_harm(String description) {
        portal.sends(Answer.json(400, "{\"error\":\"NOT_FOUND\",\"error_description\":" + description + "}"));

        assertThat(portal.failure("crm.item.get").errorClass()).isEqualTo(RestErrorClass.GONE);
    }

    @Test
    void an_error_that_is_null_is_none() {
        portal.sends(Answer.json(200, "{\"error\":null,\"result\":7}"));

        assertThat(portal.result("some.thing.get").result()).isEqualTo(7L);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 500, 502, 503, 504})
    void a_gateways_page_is_temporary_and_says_so(int status) {
        portal.sends(Answer.of(status, "text/html", PAGE));

        RestException failure = temporary("crm.deal.update");

        assertThat(failure)
                .hasMessageContaining("HTTP " + status)
                .hasMessageContaining("a web page instead of JSON")
                .hasMessageNotContaining("nginx");
        assertThat(failure.advice()).contains("proxy");
        assertThat(failure.mayHaveRun()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 |                        | an empty answer",
                "204 |                        | an empty answer",
                "500 |                        | an empty answer",
                "200 | {\"result\":{\"ID\"    | not JSON",
                "400 | {\"error\":\"NOT_FOU   | not JSON",
                "200 | Warning: PHP {\"result\":1} | not JSON",
                "200 | []                     | not an object",
                "200 | [{\"ID\":1}]           | not an object",
                "200 | \"text\"               | not an object",
                "200 | null                   | not an object",
                "200 | {}                     | neither result nor error",
                "200 | {\"time\":{}}          | neither result nor error",
            })
    void what_is_no_answer_of_the_portal_is_temporary(int status, String body, String reason) {
        portal.sends(Answer.json(status, body == null ? "" : body));

        assertThat(temporary("crm.deal.get")).hasMessageContaining(reason);
    }

    @Test
    void a_connection_cut_in_the_middle_of_an_answer_is_temporary_and_never_repeated() {
        portal.sends(Answer.json(200, "{\"result\":{\"ID\":\"1\"").cutOff());

        RestException failure = temporary("crm.deal.add");

        assertThat(failure).hasMessageContaining("no answer");
        assertThat(failure.mayHaveRun()).isTrue();
    }

    @Test
    void an_oversized_answer_is_not_read_to_its_end() {
        byte[] huge = new byte[HttpTransport.MAX_ANSWER + 1];
        Arrays.fill(huge, (byte) ' ');
        portal.sends(Answer.of(200, "application/json", huge));

        assertThat(temporary("crm.deal.list")).hasMessageContaining("AnswerTooLarge");
    }

    @Test
    void deeply_nested_json_does_no_harm() {
        portal.sends(Answer.json(200, "{\"result\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));

        temporary("crm.deal.list");
    }

    @ParameterizedTest
    @CsvSource({"windows-1251,application/json", "windows-1251,application/json; charset=windows-1251"})
    void text_that_is_not_utf_8_is_temporary(String charset, String type) {
        byte[] body = "{\"result\":{\"TITLE\":\"Сделка\"}}".getBytes(Charset.forName(charset));
        portal.sends(Answer.of(200, type, body));

        assertThat(temporary("crm.deal.get")).hasMessageContaining("not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=windows-1251", "text/html; charset=UTF-8", "text/plain", ""})
    void a_wrong_type_before_right_json_does_no_harm(String type) {
        byte[] body = "{\"result\":{\"TITLE\":\"Сделка\"}}".getBytes(StandardCharsets.UTF_8);
        portal.sends(Answer.of(200, type, body));

        assertThat(portal.result("crm.deal.get").result()).isEqualTo(Map.of("TITLE", "Сделка"));
    }

    @Test
    void a_byte_order_mark_does_no_harm() {
        portal.sends(Answer.json(200, "\uFEFF{\"result\":1}"));

        assertThat(portal.result("crm.deal.get").result()).isEqualTo(1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":1,\"time\":[]}",
                "{\"result\":1,\"time\":null}",
                "{\"result\":1,\"time\":\"soon\"}",
                "{\"result\":1,\"time\":{\"operating\":\"x\",\"operating_reset_at\":{},\"finish\":[]}}",
                "{\"result\":1,\"next\":[],\"total\":{}}",
                "{\"result\":1,\"next\":-1.5,\"total\":1e999999}",
            })
    void odd_measurements_and_counts_are_left_out(String body) {
        portal.sends(Answer.json(200, body));

        RestResult result = portal.result("crm.deal.list");

        assertThat(result.result()).isEqualTo(1L);
        assertThat(result.next()).isEmpty();
        assertThat(result.total()).isEmpty();
    }

    private RestException temporary(String method) {
        RestException failure = portal.failure(method);

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.TEMPORARY);
        assertThat(failure.forDelivery()).isSameAs(failure);
        assertThat(portal.news()).isEmpty();
        assertThat(portal.requests()).hasSize(1);
        portal.result(method);
        return failure;
    }
}
