package io.b24hub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.connector.telegram.TelegramConnector;
import io.b24hub.connector.telegram.TelegramRefused;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedeliveryAdviceTest {

    private static final Reply SENT = Reply.of(200, "{\"ok\":true,\"result\":{\"message_id\":1}}");

    private final ScriptedServer telegram = new ScriptedServer(request -> SENT);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Long> delays = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        ManualClock clock = new ManualClock();
        RedeliveryAdvice advice = new RedeliveryAdvice(new FailureClassifier(clock, new SafeText()), clock);
        TelegramConnector connector = new TelegramConnector(Duration.ofSeconds(2), Duration.ofSeconds(2));
        connector.setAuthorizationToken("1:a");
        connector.setBaseUri(telegram.url());
        context.addComponent("telegram", connector);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .onExceptionOccurred(exchange -> {
                            advice.process(exchange);
                            delays.add(exchange.getIn().getHeader(Exchange.REDELIVERY_DELAY, -1L, Long.class));
                        })
                        .maximumRedeliveries(2)
                        .redeliveryDelay(1)
                        .asyncDelayedRedelivery());
                from("direct:plain").to("telegram:bots?chatId=42").to("mock:next");
                from("direct:handled")
                        .onException(TelegramRefused.class)
                        .handled(true)
                        .to("mock:handled")
                        .end()
                        .to("telegram:bots?chatId=42");
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        telegram.close();
    }

    @ParameterizedTest
    @CsvSource({"500, 0, 3", "403, 0, 1", "400, 0, 1", "429, 3600, 1", "429, 11, 1", "429, 0, 1"})
    void tries_in_the_route_only_what_a_short_wait_can_heal(int status, int retryAfter, int attempts) {
        telegram.answers(refusal(status, retryAfter));

        Exchange exchange = send("direct:plain");

        assertThat(telegram.requests()).hasSize(attempts);
        assertThat(exchange.getException()).isInstanceOf(TelegramRefused.class);
        assertThat(context.getEndpoint("mock:next", MockEndpoint.class).getReceivedCounter())
                .isZero();
    }

    @Test
    void takes_a_short_wait_as_the_next_delay_and_forgets_it_afterwards() {
        telegram.answers(request -> telegram.requests().size() == 1 ? refusal(429, 1) : refusal(500, 0));

        send("direct:plain");

        assertThat(telegram.requests()).hasSize(3);
        assertThat(delays).containsExactly(1000L, -1L, -1L);
    }

    @Test
    void lets_on_exception_handle_what_is_not_tried_again() {
        telegram.answers(refusal(403, 0));

        Exchange exchange = send("direct:handled");

        assertThat(exchange.getException()).isNull();
        assertThat(context.getEndpoint("mock:handled", MockEndpoint.class).getReceivedCounter())
                .isOne();
        assertThat(telegram.requests()).hasSize(1);
    }

    private Exchange send(String uri) {
        return context.createProducerTemplate()
                .send(uri, exchange -> exchange.getIn().setBody("hello"));
    }

    private static Reply refusal(int status, int retryAfter) {
        return Reply.of(
                status,
                "{\"ok\":false,\"error_code\":" + status
                        + ",\"description\":\"because\",\"parameters\":{\"retry_after\":" + retryAfter + "}}");
    }
}
