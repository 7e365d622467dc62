package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.failure.HubException;
import io.b24hub.time.ManualClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmulatorFaultsTest {

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final SinkEmulator sink = emulators.sink();
    private final Web web = new Web();

    @AfterEach
    void close() {
        emulators.close();
    }

    @Test
    void the_stock_http_component_delivers_to_the_sink() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();

            template.requestBodyAndHeaders(
                    sink.baseUri() + "/orders?source=b24",
                    "Сделка выиграна",
                    Map.of("CamelHttpMethod", "POST", "Authorization", "Bearer top-secret"));

            assertThat(sink.received()).singleElement().satisfies(received -> {
                assertThat(received.method()).isEqualTo("POST");
                assertThat(received.path()).isEqualTo("/orders?source=b24");
                assertThat(received.body()).isEqualTo("Сделка выиграна");
                assertThat(received.headers()).containsEntry("authorization", "Bearer xxxxxx");
            });
        }
    }

    @Test
    void refuses_as_often_as_it_was_told() {
        sink.faults().add(Fault.status(503).withRetryAfter(7).times(2));

        HttpResponse<String> first = web.postJson(sink.baseUri() + "/a", "{}");
        HttpResponse<String> second = web.postJson(sink.baseUri() + "/a", "{}");
        HttpResponse<String> third = web.postJson(sink.baseUri() + "/a", "{}");

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.headers().firstValue("Retry-After")).contains("7");
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(sink.received()).hasSize(3);
    }

    @Test
    void hits_only_paths_that_contain_the_text() {
        sink.faults().add(Fault.status(500).onPath("/b").always());

        assertThat(web.get(sink.baseUri() + "/a").statusCode()).isEqualTo(200);
        assertThat(web.get(sink.baseUri() + "/b").statusCode()).isEqualTo(500);
        assertThat(web.get(sink.baseUri() + "/b").statusCode()).isEqualTo(500);
    }

    @Test
    void answers_late_by_the_clock() {
        sink.faults().add(Fault.delay(Duration.ofSeconds(30)));

        CompletableFuture<HttpResponse<String>> answer = web.later("POST", sink.baseUri() + "/a", "text/plain", "x");
        await().atMost(Duration.ofSeconds(10)).until(() -> clock.waiting() == 1);
        clock.advance(Duration.ofSeconds(29));
        assertThat(answer).isNotDone();
        clock.advance(Duration.ofSeconds(1));

        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    void closes_the_connection_without_an_answer() {
        sink.faults().add(Fault.reset());

        assertThatThrownBy(() -> web.later("POST", sink.baseUri() + "/a", "text/plain", "x")
                        .join())
                .isInstanceOf(CompletionException.class);
        assertThat(web.get(sink.baseUri() + "/a").statusCode()).isEqualTo(200);
    }

    @Test
    void does_the_work_and_loses_the_answer() {
        TelegramEmulator telegram = emulators.telegram();
        telegram.faults().add(Fault.answerLost());
        String send = telegram.baseUri() + "/bot" + TelegramEmulator.DEMO_TOKEN + "/sendMessage";

        assertThatThrownBy(() -> web.postJson(send, "{\"chat_id\":5,\"text\":\"раз\"}"))
                .isInstanceOf(CompletionException.class);

        assertThat(telegram.messages(5)).containsExactly("раз");
    }

    @Test
    void is_steered_and_watched_over_http() {
        String control = sink.baseUri() + "/_emulator/";

        web.postJson(control + "faults", "{\"status\": 418, \"times\": 1, \"path\": \"tea\", \"body\": \"short\"}");
        HttpResponse<String> hit = web.postJson(sink.baseUri() + "/tea", "{\"sugar\":2}");

        assertThat(hit.statusCode()).isEqualTo(418);
        assertThat(hit.body()).isEqualTo("short");
        assertThat(Web.json(web.get(control + "received")).get(0).get("body").asText())
                .isEqualTo("{\"sugar\":2}");
        web.later("DELETE", control + "received", "text/plain", "").join();
        assertThat(sink.received()).isEmpty();
        assertThat(web.get(sink.baseUri() + "/").body()).contains("/_emulator/faults");
    }

    @Test
    void names_what_is_wrong_with_a_fault() {
        HttpResponse<String> answer = web.postJson(sink.baseUri() + "/_emulator/faults", "{\"stauts\": 503}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("stauts").contains("status");
        assertThat(sink.faults().waiting()).isEmpty();
    }

    @Test
    void says_so_when_a_port_is_taken() {
        int taken = sink.baseUri().getPort();

        assertThatThrownBy(() -> new Emulators("127.0.0.1", new Emulators.Ports(0, 0, 0, taken), clock, new Random(1)))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("HTTP sink")
                .hasMessageContaining(String.valueOf(taken));
    }

    @Test
    void refuses_a_body_that_only_claims_to_be_packed() {
        assertThat(web.postPacked(sink.baseUri() + "/a", "not gzip").statusCode())
                .isEqualTo(400);
    }
}
