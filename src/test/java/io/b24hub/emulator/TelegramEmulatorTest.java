package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.b24hub.time.ManualClock;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Random;
import org.apache.camel.component.telegram.model.OutgoingTextMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramEmulatorTest {

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final TelegramEmulator telegram = emulators.telegram();
    private final Web web = new Web();

    @AfterEach
    void close() {
        emulators.close();
    }

    @Test
    void the_stock_telegram_component_writes_into_a_chat() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            OutgoingTextMessage message = new OutgoingTextMessage();
            message.setText("Сделка <b>выиграна</b> 🎉");
            message.setParseMode("HTML");

            camel.createProducerTemplate()
                    .requestBody(
                            "telegram:bots?authorizationToken=" + TelegramEmulator.DEMO_TOKEN + "&chatId=-4242&baseUri="
                                    + telegram.baseUri(),
                            message);

            assertThat(telegram.messages(-4242)).containsExactly("Сделка <b>выиграна</b> 🎉");
        }
    }

    @Test
    void the_stock_telegram_component_fails_when_the_bot_was_kicked() throws Exception {
        telegram.kick(-7);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();

            assertThatThrownBy(() -> camel.createProducerTemplate()
                            .requestBody(
                                    "telegram:bots?authorizationToken=" + TelegramEmulator.DEMO_TOKEN
                                            + "&chatId=-7&baseUri=" + telegram.baseUri(),
                                    "text"))
                    .hasStackTraceContaining("kicked");
        }
    }

    @Test
    void numbers_messages_per_chat_edits_and_deletes_them() {
        JsonNode first = ok("sendMessage", "{\"chat_id\":1,\"text\":\"один\"}");
        ok("sendMessage", "{\"chat_id\":2,\"text\":\"там\"}");
        JsonNode second = ok("sendMessage", "{\"chat_id\":\"1\",\"text\":\"два\"}");

        ok("editMessageText", "{\"chat_id\":1,\"message_id\":1,\"text\":\"раз\"}");
        HttpResponse<String> same = call("editMessageText", "{\"chat_id\":1,\"message_id\":1,\"text\":\"раз\"}");

        assertThat(first.at("/result/message_id").asInt()).isEqualTo(1);
        assertThat(second.at("/result/message_id").asInt()).isEqualTo(2);
        assertThat(second.at("/result/chat/id").asLong()).isEqualTo(1);
        assertThat(telegram.messages(1)).containsExactly("раз", "два");
        assertThat(Web.json(same).get("description").asText()).contains("message is not modified");
        ok("deleteMessage", "{\"chat_id\":1,\"message_id\":2}");
        assertThat(telegram.messages(1)).containsExactly("раз");
    }

    @Test
    void takes_forms_and_files() {
        web.postForm(method("sendMessage"), "chat_id=1&text=%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82+%2B");
        String multipart = """
                --xyz\r
                Content-Disposition: form-data; name="chat_id"\r
                \r
                1\r
                --xyz\r
                Content-Disposition: form-data; name="caption"\r
                \r
                счёт\r
                --xyz\r
                Content-Disposition: form-data; name="document"; filename="счёт.pdf"\r
                Content-Type: application/pdf\r
                \r
                12345\r
                --xyz--\r
                """;

        HttpResponse<String> sent = web.later(
                        "POST", method("sendDocument"), "multipart/form-data; boundary=xyz", multipart)
                .join();

        assertThat(telegram.messages(1)).containsExactly("привет +", "счёт");
        assertThat(Web.json(sent).at("/result/document/file_size").asInt()).isEqualTo(5);
        assertThat(Web.json(sent).at("/result/document/file_name").asText()).isEqualTo("счёт.pdf");
    }

    @Test
    void refuses_as_telegram_does() {
        telegram.kick(-10);
        telegram.migrate(-11, -1001234567890L);
        telegram.remove(12);

        assertThat(refused("{\"chat_id\":-10,\"text\":\"x\"}", 403))
                .isEqualTo("Forbidden: bot was kicked from the group chat");
        assertThat(refused("{\"chat_id\":12,\"text\":\"x\"}", 400)).isEqualTo("Bad Request: chat not found");
        assertThat(refused("{\"chat_id\":\"@nobody\",\"text\":\"x\"}", 400)).isEqualTo("Bad Request: chat not found");
        assertThat(refused("{\"chat_id\":1,\"text\":\" \"}", 400)).isEqualTo("Bad Request: message text is empty");
        assertThat(refused("{\"chat_id\":1,\"text\":\"" + "я".repeat(4097) + "\"}", 400))
                .isEqualTo("Bad Request: message is too long");
        HttpResponse<String> migrated = call("sendMessage", "{\"chat_id\":-11,\"text\":\"x\"}");
        assertThat(migrated.statusCode()).isEqualTo(400);
        assertThat(Web.json(migrated).at("/parameters/migrate_to_chat_id").asLong())
                .isEqualTo(-1001234567890L);
        assertThat(web.postJson(telegram.baseUri() + "/bot1:wrong/getMe", "{}").statusCode())
                .isEqualTo(401);
        assertThat(telegram.messages(1)).isEmpty();
        assertThat(telegram.received()).noneMatch(r -> r.path().contains(TelegramEmulator.DEMO_TOKEN));
    }

    @Test
    void counts_the_text_after_its_entities() {
        String text = "<b>" + "я".repeat(4095) + "</b>&lt;";

        ok("sendMessage", "{\"chat_id\":1,\"parse_mode\":\"HTML\",\"text\":\"" + text + "\"}");

        assertThat(telegram.messages(1)).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource({
        "<b>x,Can't find end tag",
        "x</b>,Unexpected end tag",
        "<b><i>x</b></i>,Unmatched end tag at byte offset 7",
        "<div>x</div>,Unsupported start tag",
        "R&D <Lab>,Unsupported start tag \"lab\" at byte offset 4",
        "1 < 2,Unclosed start tag"
    })
    void refuses_html_that_telegram_cannot_parse(String html, String reason) {
        String body = "{\"chat_id\":1,\"parse_mode\":\"HTML\",\"text\":\"" + html + "\"}";

        assertThat(refused(body, 400))
                .startsWith("Bad Request: can't parse entities: ")
                .contains(reason);
        ok("sendMessage", "{\"chat_id\":1,\"text\":\"" + html + "\"}");
    }

    @Test
    void refuses_what_is_not_utf_8() {
        byte[] body = "{\"chat_id\":1,\"text\":\"привет\"}".getBytes(Charset.forName("windows-1251"));

        HttpResponse<String> answer = web.later("POST", method("sendMessage"), "application/json", body)
                .join();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("UTF-8");
    }

    @Test
    void holds_to_its_limits_when_they_are_on() {
        telegram.enforceLimits(true);
        for (int i = 0; i < 20; i++) {
            ok("sendMessage", "{\"chat_id\":-5,\"text\":\"" + i + "\"}");
            clock.advance(Duration.ofSeconds(1));
        }

        HttpResponse<String> tooMany = call("sendMessage", "{\"chat_id\":-5,\"text\":\"x\"}");
        ok("sendMessage", "{\"chat_id\":6,\"text\":\"x\"}");
        HttpResponse<String> tooFast = call("sendMessage", "{\"chat_id\":6,\"text\":\"x\"}");

        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(Web.json(tooMany).at("/parameters/retry_after").asInt()).isEqualTo(40);
        assertThat(Web.json(tooFast).at("/parameters/retry_after").asInt()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(40));
        ok("sendMessage", "{\"chat_id\":-5,\"text\":\"x\"}");
    }

    @Test
    void edits_count_in_its_limits() {
        telegram.enforceLimits(true);
        ok("sendMessage", "{\"chat_id\":1,\"text\":\"x\"}");

        HttpResponse<String> edit = call("editMessageText", "{\"chat_id\":1,\"message_id\":1,\"text\":\"y\"}");

        assertThat(edit.statusCode()).isEqualTo(429);
    }

    @Test
    void keeps_topics_apart_and_edits_captions() {
        JsonNode sent = ok("sendMessage", "{\"chat_id\":-1,\"message_thread_id\":5,\"text\":\"in five\"}");
        ok(
                "sendPhoto",
                "{\"chat_id\":-1,\"message_thread_id\":6,\"photo\":\"https://example.com/a.png\",\"caption\":\"one\"}");
        JsonNode edited = ok("editMessageCaption", "{\"chat_id\":-1,\"message_id\":2,\"caption\":\"two\"}");

        assertThat(sent.at("/result/message_thread_id").asLong()).isEqualTo(5);
        assertThat(sent.at("/result/text").asText()).isEqualTo("in five");
        assertThat(edited.at("/result/caption").asText()).isEqualTo("two");
        assertThat(telegram.messages(-1, 5)).containsExactly("in five");
        assertThat(telegram.messages(-1, 6)).containsExactly("two");
        assertThat(call("sendMessage", "{\"chat_id\":-1,\"message_thread_id\":\"x\",\"text\":\"y\"}")
                        .body())
                .contains("message thread not found");
    }

    @Test
    void is_told_over_http_what_becomes_of_a_chat() {
        String control = telegram.baseUri() + "/_emulator/";
        web.postJson(control + "chat", "{\"id\":-1,\"is\":\"moved\",\"to\":-1001}");
        web.postJson(control + "chat", "{\"id\":-2,\"is\":\"kicked\"}");
        web.postJson(control + "chat", "{\"id\":-3,\"is\":\"gone\"}");
        web.postJson(control + "limits", "{\"on\":true}");

        JsonNode moved = Web.json(call("sendMessage", "{\"chat_id\":-1,\"text\":\"x\"}"));

        assertThat(moved.at("/parameters/migrate_to_chat_id").asLong()).isEqualTo(-1001);
        assertThat(refused("{\"chat_id\":-2,\"text\":\"x\"}", 403)).contains("kicked");
        assertThat(refused("{\"chat_id\":-3,\"text\":\"x\"}", 400)).contains("not found");
        ok("sendMessage", "{\"chat_id\":-1001,\"text\":\"x\"}");
        assertThat(call("sendMessage", "{\"chat_id\":-1001,\"text\":\"x\"}").statusCode())
                .isEqualTo(429);
        assertThat(web.postJson(control + "chat", "{\"id\":-3,\"is\":\"lost\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_fault_asks_to_wait() {
        telegram.faults().add(Fault.status(429).withRetryAfter(35));

        HttpResponse<String> answer = call("sendMessage", "{\"chat_id\":1,\"text\":\"x\"}");

        assertThat(Web.json(answer))
                .isEqualTo(Web.json("{\"ok\":false,\"error_code\":429,\"description\":"
                        + "\"Too Many Requests: retry after 35\",\"parameters\":{\"retry_after\":35}}"));
        assertThat(telegram.messages(1)).isEmpty();
    }

    private String method(String name) {
        return telegram.baseUri() + "/bot" + TelegramEmulator.DEMO_TOKEN + "/" + name;
    }

    private HttpResponse<String> call(String name, String json) {
        return web.postJson(method(name), json);
    }

    private JsonNode ok(String name, String json) {
        HttpResponse<String> answer = call(name, json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Web.json(answer);
    }

    private String refused(String json, int status) {
        HttpResponse<String> answer = call("sendMessage", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Web.json(answer).get("description").asText();
    }
}
