package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.failure.WillNotHeal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.telegram.model.MessageResult;
import org.apache.camel.component.telegram.model.OutgoingAudioMessage;
import org.apache.camel.component.telegram.model.OutgoingTextMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelegramConnectorTest {

    private static final String TOKEN = "7312645098:AAF-thisIsNotAReal_TokenButLooksIt0";
    private static final Reply SENT = Reply.of(
            200,
            "{\"ok\":true,\"result\":{\"message_id\":77,\"date\":1760000000,\"chat\":{\"id\":42,\"type\":\"private\"}}}");

    private final ScriptedServer telegram = new ScriptedServer(request -> SENT);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        TelegramConnector connector = new TelegramConnector(Duration.ofSeconds(2), Duration.ofSeconds(2));
        connector.setAuthorizationToken(TOKEN);
        connector.setBaseUri(telegram.url());
        context.addComponent("telegram", connector);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:plain").to("telegram:bots?chatId=42").to("mock:next");
                from("direct:try")
                        .doTry()
                        .to("telegram:bots?chatId=42")
                        .to("mock:next")
                        .doCatch(TelegramRefused.class)
                        .to("mock:caught")
                        .end();
                from("direct:handled")
                        .onException(TelegramRefused.class)
                        .handled(true)
                        .to("mock:handled")
                        .end()
                        .to("telegram:bots?chatId=42")
                        .to("mock:next");
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
        telegram.close();
    }

    @Test
    void gives_the_sent_message_to_the_next_step() {
        MessageResult result = template.requestBody("direct:plain", "Won: Big one", MessageResult.class);

        assertThat(result.isOk()).isTrue();
        assertThat(result.getMessage().getMessageId()).isEqualTo(77);
        assertThat(telegram.requests()).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/bot" + TOKEN + "/sendMessage");
            assertThat(json(request.text()).get("chat_id").asText()).isEqualTo("42");
            assertThat(json(request.text()).get("text").asText()).isEqualTo("Won: Big one");
        });
        assertThat(mock("next").getReceivedCounter()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 429, 500, 502})
    void stops_the_route_at_a_refusal(int status) {
        telegram.answers(Reply.of(status, "{\"ok\":false,\"error_code\":" + status + ",\"description\":\"because\"}"));

        Exchange exchange = send("direct:plain", "hello");

        assertThat(exchange.getException(TelegramRefused.class).status()).isEqualTo(status);
        assertThat(exchange.getException(TelegramRefused.class).description()).isEqualTo("because");
        assertThat(mock("next").getReceivedCounter()).isZero();
    }

    @Test
    void stops_the_route_when_telegram_says_not_ok_with_status_200() {
        telegram.answers(Reply.of(200, "{\"ok\":false,\"error_code\":400,\"description\":\"chat not found\"}"));

        Exchange exchange = send("direct:plain", "hello");

        assertThat(exchange.getException(TelegramRefused.class).status()).isEqualTo(400);
        assertThat(mock("next").getReceivedCounter()).isZero();
    }

    @Test
    void stops_the_route_when_somebody_else_answers_200() {
        telegram.answers(Reply.of(200, "<html>please log in to the hotel network</html>"));

        Exchange exchange = send("direct:plain", "hello");

        assertThat(exchange.getException()).hasMessageContaining("not Telegram").hasMessageContaining("hotel");
        assertThat(mock("next").getReceivedCounter()).isZero();
    }

    @Test
    void reads_how_long_to_wait_and_where_the_chat_went() {
        telegram.answers(Reply.of(
                429,
                "{\"ok\":false,\"error_code\":429,\"description\":\"slow\",\"parameters\":{\"retry_after\":18053}}"));
        TelegramRefused tooMany = send("direct:plain", "hello").getException(TelegramRefused.class);
        telegram.answers(Reply.of(
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"upgraded\","
                        + "\"parameters\":{\"migrate_to_chat_id\":-1001234567890}}"));
        TelegramRefused moved = send("direct:plain", "hello").getException(TelegramRefused.class);

        assertThat(tooMany.retryAfter()).contains(Duration.ofSeconds(18053));
        assertThat(tooMany.advice()).isEmpty();
        assertThat(moved.migrateToChatId()).hasValue(-1001234567890L);
        assertThat(moved.advice().orElseThrow()).contains("-1001234567890");
    }

    @Test
    void lets_do_catch_have_the_refusal() {
        telegram.answers(Reply.of(403, "{\"ok\":false,\"error_code\":403,\"description\":\"bot was kicked\"}"));

        Exchange exchange = send("direct:try", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(mock("caught").getReceivedCounter()).isOne();
        assertThat(mock("next").getReceivedCounter()).isZero();
    }

    @Test
    void lets_on_exception_handle_the_refusal() {
        telegram.answers(Reply.of(403, "{\"ok\":false,\"error_code\":403,\"description\":\"bot was kicked\"}"));

        Exchange exchange = send("direct:handled", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(mock("handled").getReceivedCounter()).isOne();
        assertThat(mock("next").getReceivedCounter()).isZero();
    }

    @Test
    void calls_back_once_and_after_the_exception_is_set() throws Exception {
        telegram.answers(Reply.of(500, "{\"ok\":false,\"error_code\":500,\"description\":\"oops\"}"));
        List<Throwable> seen = new ArrayList<>();

        Exchange exchange = exchange("hello");
        producer().process(exchange, doneSync -> seen.add(exchange.getException()));

        await().atMost(Duration.ofSeconds(10)).until(() -> !seen.isEmpty());
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5)).until(() -> seen.size() == 1);
        assertThat(seen.get(0)).isInstanceOf(TelegramRefused.class);
    }

    @Test
    void holds_no_thread_while_telegram_thinks() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        telegram.answers(request -> {
            awaitQuietly(gate);
            return SENT;
        });
        AtomicInteger done = new AtomicInteger();

        // one thread hands over all of them, though none is answered yet
        for (int i = 0; i < 50; i++) {
            assertThat(producer().process(exchange("message " + i), doneSync -> done.incrementAndGet()))
                    .isFalse();
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> telegram.requests().size() == 50);
        assertThat(done).hasValue(0);
        gate.countDown();
        await().atMost(Duration.ofSeconds(10)).until(() -> done.get() == 50);
    }

    @Test
    void keeps_2000_messages_of_16_threads_apart() throws Exception {
        List<String> texts =
                IntStream.range(0, 2000).mapToObj(i -> "Сделка № " + i + " 🎉").toList();
        ExecutorService senders = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Exchange>> work = texts.stream()
                    .<Callable<Exchange>>map(text -> () -> send("direct:plain", text))
                    .toList();
            for (var sent : senders.invokeAll(work)) {
                assertThat(sent.get().getException()).isNull();
            }
        } finally {
            senders.shutdownNow();
        }

        assertThat(telegram.requests().stream()
                        .map(request -> json(request.text()).get("text").asText()))
                .containsExactlyInAnyOrderElementsOf(texts);
    }

    @Test
    void sends_a_photo_and_a_large_document_with_their_captions() {
        byte[] large = new byte[3 * 1024 * 1024];
        large[large.length - 1] = 'Z';

        Exchange photo = sendMedia(new byte[] {1, 2, 3, 4}, "PHOTO_PNG", "Фото");
        Exchange document = sendMedia(large, "DOCUMENT", "Счёт");

        assertThat(photo.getException()).isNull();
        assertThat(document.getException()).isNull();
        assertThat(telegram.requests().get(0).path()).endsWith("/sendPhoto");
        assertThat(telegram.requests().get(0).text())
                .contains("name=\"chat_id\"", "\r\n\r\n42\r\n", "filename=\"photo.png\"", "\r\n\r\nФото\r\n");
        assertThat(telegram.requests().get(1).path()).endsWith("/sendDocument");
        assertThat(telegram.requests().get(1).text()).contains("name=\"document\"", "Z\r\n--", "\r\n\r\nСчёт\r\n");
    }

    @Test
    void sends_the_numbers_and_booleans_of_a_form() {
        OutgoingAudioMessage audio = new OutgoingAudioMessage();
        audio.setAudio(new byte[] {9});
        audio.setFilenameWithExtension("a\"b.mp3");
        audio.setDurationSeconds(61);
        audio.setDisableNotification(true);

        template.sendBody("direct:plain", audio);

        assertThat(telegram.requests().get(0).text())
                .contains("filename=\"a%22b.mp3\"", "\r\n\r\n61\r\n", "\r\n\r\ntrue\r\n");
    }

    @Test
    void stops_a_photo_that_is_refused() {
        telegram.answers(Reply.of(400, "{\"ok\":false,\"error_code\":400,\"description\":\"IMAGE_PROCESS_FAILED\"}"));

        Exchange exchange = sendMedia(new byte[] {1}, "PHOTO_JPG", "x");

        assertThat(exchange.getException(TelegramRefused.class)).hasMessageContaining("sendPhoto");
        assertThat(mock("next").getReceivedCounter()).isZero();
    }

    @Test
    void tells_no_secret_when_the_connection_fails() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        for (Reply reply : List.of(Reply.reset(), Reply.silence(), Reply.stalled())) {
            telegram.answers(reply);
            failures.add(send("direct:plain", "hello").getException());
        }
        failures.add(send("telegram:bots?chatId=42&baseUri=" + ScriptedServer.nobody(), "hello")
                .getException());
        failures.add(send("telegram:bots?chatId=42&baseUri=http://no-such-host.invalid", "hello")
                .getException());

        assertThat(failures).hasSize(5).allSatisfy(failure -> {
            assertThat(failure).isInstanceOf(IOException.class);
            assertThat(stackTrace(failure)).doesNotContain(TOKEN, "AAF-", "/bot");
        });
        assertThat(failures.get(1)).hasMessageContaining("did not answer sendMessage within 2000 ms");
        assertThat(failures.get(2)).hasMessageContaining("did not answer sendMessage within 2000 ms");
        assertThat(mock("next").getReceivedCounter()).isZero();
    }

    @Test
    void tells_no_secret_when_telegram_repeats_it() {
        telegram.answers(Reply.of(
                404, "{\"ok\":false,\"description\":\"no " + telegram.url() + "/bot" + TOKEN + "/sendMessage here\"}"));

        Throwable failure = send("direct:plain", "hello").getException();

        assertThat(failure).hasMessageContaining("Telegram refused sendMessage (404");
        assertThat(stackTrace(failure)).doesNotContain(TOKEN, "AAF-", "/bot");
    }

    @Test
    void names_the_setting_when_there_is_no_token() {
        context.getComponent("telegram", TelegramConnector.class).setAuthorizationToken(" ");

        assertThatThrownBy(() -> context.getEndpoint("telegram:bots?chatId=7"))
                .hasRootCauseMessage("No Telegram bot token: set hub.telegram.token to the one @BotFather gave you");
    }

    @Test
    void does_not_repeat_a_token_it_cannot_use() {
        context.getComponent("telegram", TelegramConnector.class).setAuthorizationToken(TOKEN + " oops");

        Throwable failure = catchThrowable(() -> context.getEndpoint("telegram:bots?chatId=7"));

        assertThat(stackTrace(failure))
                .contains("hub.telegram.token is no bot token")
                .doesNotContain("AAF-");
    }

    @Test
    void refuses_to_send_nothing_or_to_nobody() {
        Exchange empty = send("direct:plain", null);
        Exchange nobody = send("telegram:bots", "hello");

        assertThat(empty.getException(WillNotHeal.class)).hasMessageContaining("body is empty");
        assertThat(nobody.getException(WillNotHeal.class).advice()).contains("chatId");
        assertThat(telegram.requests()).isEmpty();
    }

    @Test
    void takes_the_chat_from_the_header() {
        context.createFluentProducerTemplate()
                .to("telegram:bots")
                .withBody("hello")
                .withHeader("CamelTelegramChatId", -100123L)
                .withHeader("CamelTelegramParseMode", "HTML")
                .send();

        JsonNode sent = json(telegram.requests().get(0).text());
        assertThat(sent.get("chat_id").asText()).isEqualTo("-100123");
        assertThat(sent.get("parse_mode").asText()).isEqualTo("HTML");
    }

    @Test
    void sends_one_message_object_to_several_chats() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:both").multicast().to("telegram:bots?chatId=1", "telegram:bots?chatId=2");
            }
        });

        template.sendBody(
                "direct:both", OutgoingTextMessage.builder().text("hello").build());

        assertThat(telegram.requests())
                .extracting(request -> json(request.text()).get("chat_id").asText())
                .containsExactly("1", "2");
    }

    @Test
    void still_receives_messages() throws Exception {
        telegram.answers(
                request -> Reply.of(
                        200,
                        request.text().contains("offset")
                                ? "{\"ok\":true,\"result\":[]}"
                                : "{\"ok\":true,\"result\":[{\"update_id\":5,\"message\":{\"message_id\":1,\"text\":\"Привет\"}}]}"));
        MockEndpoint received = mock("received");
        received.expectedMessageCount(1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("telegram:bots?timeout=0&delay=20").to("mock:received");
            }
        });

        received.assertIsSatisfied();
        assertThat(received.getExchanges().get(0).getMessage().getBody(String.class))
                .isEqualTo("Привет");
        await().atMost(Duration.ofSeconds(10)).until(() -> telegram.requests().stream()
                .anyMatch(request -> json(request.text()).path("offset").asInt() == 6));
    }

    @Test
    void counts_an_accepted_message_as_sent_even_if_the_answer_is_odd() {
        telegram.answers(Reply.of(200, "{\"ok\":true,\"result\":{\"message_id\":\"not a number\"}}"));

        Exchange exchange = send("direct:plain", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(MessageResult.class).isOk()).isTrue();
    }

    private Exchange send(String uri, Object body) {
        return template.send(uri, exchange -> exchange.getIn().setBody(body));
    }

    private Exchange sendMedia(byte[] content, String type, String caption) {
        return template.send("direct:plain", exchange -> {
            exchange.getIn().setBody(content);
            exchange.getIn()
                    .setHeaders(Map.of("CamelTelegramMediaType", type, "CamelTelegramMediaTitleCaption", caption));
        });
    }

    private AsyncProducer producer() throws Exception {
        AsyncProducer producer = context.getEndpoint("telegram:bots?chatId=42").createAsyncProducer();
        producer.start();
        return producer;
    }

    private Exchange exchange(String body) {
        Exchange exchange = context.getEndpoint("telegram:bots?chatId=42").createExchange();
        exchange.getIn().setBody(body);
        return exchange;
    }

    private MockEndpoint mock(String name) {
        return context.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
