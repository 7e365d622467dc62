package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Bitrix24ConsumerTest {

    private TestHub hub;

    private static String flow(String id, String from, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: \"bitrix24:" + from + "\"\n      steps:\n        "
                + steps + "\n";
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        hub = TestHub.in(dir)
                .set("hub.portals", "main,other")
                .set("hub.portal.other.tokens", "token-of-the-other-portal")
                .route("flows/all.camel.yaml", flow("all", "ONCRMDEAL*", "- to: mock:all"))
                .route(
                        "flows/words.camel.yaml",
                        flow(
                                "words",
                                "oncrmleadadd",
                                "- setBody: {simple: '${body.entity.id}|${body.entity.type}|${body.data[FIELDS][ID]}"
                                        + "|${body.fields[TITLE]}|${body.gone}|${body.portal}|${body.type}'}\n"
                                        + "        - to: mock:words"))
                .route("flows/other.camel.yaml", flow("other", "*?portal=other", "- to: mock:other"))
                .route(
                        "flows/one.camel.yaml",
                        flow("one", "ONCRMQUOTEADD?concurrency=1", "- to: direct:one\n        - to: mock:one"))
                .route(
                        "flows/three.camel.yaml",
                        flow("three", "ONCRMQUOTEADD?concurrency=3", "- to: direct:three\n        - to: mock:three"))
                .route(
                        "flows/hasty.camel.yaml",
                        flow(
                                "hasty",
                                "ONTASKADD?retrySchedule=10ms&retryFor=200ms",
                                "- to: mock:hasty\n        - throwException: {exceptionType: java.io.IOException, message: x}"))
                .route(
                        "flows/patient.camel.yaml",
                        flow(
                                "patient",
                                "ONTASKADD?retrySchedule=1h",
                                "- throwException: {exceptionType: java.io.IOException, message: x}"))
                .route(
                        "flows/once.camel.yaml",
                        flow(
                                "once",
                                "ONTASKADD?retryFor=0",
                                "- throwException: {exceptionType: java.io.IOException, message: x}"))
                .route(
                        "flows/paused.camel.yaml",
                        flow("paused", "ONCRMCOMPANYADD", "- to: direct:paused\n        - to: mock:paused"))
                .start();
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    private MockEndpoint mock(String name) {
        return hub.context().getEndpoint("mock:" + name, MockEndpoint.class);
    }

    /** What {@code direct:name} does from now on. A mock would let one exchange in at a time. */
    private static void step(TestHub in, String name, Processor does) {
        try {
            in.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:" + name)
                            .routeId("step-" + name)
                            .errorHandler(noErrorHandler())
                            .process(does);
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Exchange receivedFor(String flow, String event) {
        hub.awaitState(event, flow, DeliveryState.DELIVERED);
        return mock(flow).getReceivedExchanges().stream()
                .filter(exchange -> event.equals(exchange.getIn().getHeader(Bitrix24Constants.EVENT_ID)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sets_its_headers_and_none_from_the_wire() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("event", "ONCRMDEALADD");
        form.put("data[FIELDS][ID]", "71");
        form.put("CamelHttpUri", "http://evil.example");
        form.put("auth[application_token]", TestHub.TOKEN);

        int status = hub.post(form, Map.of("CamelFileName", "evil", "X-Evil", "yes", "CamelHttpUri", "http://evil"));

        assertThat(status).isEqualTo(200);
        Bitrix24Event event = hub.store().latest(1000).stream()
                .filter(stored -> stored.entity().id().equals("71"))
                .findFirst()
                .orElseThrow();
        Exchange exchange = receivedFor("all", event.id());
        long delivery = hub.delivery(event.id(), "all").orElseThrow().id();
        assertThat(exchange.getIn().getHeaders())
                .containsOnly(
                        Map.entry(Bitrix24Constants.EVENT_ID, event.id()),
                        Map.entry(Bitrix24Constants.EVENT_TYPE, "ONCRMDEALADD"),
                        Map.entry(Bitrix24Constants.PORTAL, "main"),
                        Map.entry(Bitrix24Constants.ENTITY, "deal:71"),
                        Map.entry(Bitrix24Constants.DELIVERY_ID, delivery),
                        Map.entry(Bitrix24Constants.ATTEMPT, 1),
                        Map.entry(Exchange.MESSAGE_TIMESTAMP, event.receivedAt().toEpochMilli()));
    }

    @Test
    void the_body_is_the_event_and_turns_into_json_where_text_or_bytes_are_wanted() throws IOException {
        Exchange exchange = receivedFor("all", hub.send("ONCRMDEALUPDATE", "72"));

        Bitrix24Event event = exchange.getIn().getBody(Bitrix24Event.class);
        String json = EventJson.toJson(event);
        assertThat(exchange.getIn().getBody()).isInstanceOf(Bitrix24Event.class);
        assertThat(exchange.getIn().getBody(String.class)).isEqualTo(json).doesNotContain(TestHub.TOKEN);
        assertThat(exchange.getIn().getBody(byte[].class)).asString().isEqualTo(json);
        try (InputStream stream = exchange.getIn().getBody(InputStream.class)) {
            assertThat(stream.readAllBytes()).asString().isEqualTo(json);
        }
    }

    @Test
    void simple_reads_the_parts_of_the_event() {
        Exchange exchange = receivedFor("words", hub.send("ONCRMLEADADD", "73"));

        assertThat(exchange.getIn().getBody()).isEqualTo("73|lead|73||false|main|ONCRMLEADADD");
    }

    @Test
    void a_flow_of_one_portal_gets_no_events_of_another() {
        String event = hub.send("ONCRMDEALADD", "74");

        hub.awaitState(event, "all", DeliveryState.DELIVERED);
        assertThat(hub.store().deliveries(event))
                .extracting(DeliveryRecord::flow)
                .containsExactly("all");
    }

    @Test
    void runs_as_many_deliveries_side_by_side_as_it_may() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        step(hub, "one", exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            three.await(20, TimeUnit.SECONDS);
            now.decrementAndGet();
        });
        step(hub, "three", exchange -> {
            three.countDown();
            three.await(20, TimeUnit.SECONDS);
        });

        String last = "";
        for (int i = 0; i < 4; i++) {
            last = hub.send("ONCRMQUOTEADD", Integer.toString(750 + i));
        }

        hub.awaitState(last, "one", DeliveryState.DELIVERED);
        hub.awaitState(last, "three", DeliveryState.DELIVERED);
        assertThat(three.getCount()).isZero();
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void keeps_to_the_retry_schedule_of_its_own_address() {
        String event = hub.send("ONTASKADD", "76");

        assertThat(hub.awaitState(event, "hasty", DeliveryState.PARKED).failures())
                .isGreaterThan(2);
        assertThat(mock("hasty").getReceivedExchanges())
                .extracting(exchange -> exchange.getIn().getHeader(Bitrix24Constants.ATTEMPT))
                .startsWith(1, 2, 3);
        assertThat(hub.awaitOutcome(event, "patient").dueAt())
                .isAfter(Instant.now().plus(Duration.ofMinutes(40)));
        assertThat(hub.awaitOutcome(event, "once").state()).isEqualTo(DeliveryState.PARKED);
    }

    @Test
    void deliveries_of_a_suspended_route_wait_and_go_on_after_it() throws Exception {
        step(hub, "paused", exchange -> {});
        hub.context().getRouteController().suspendRoute("paused");
        String event = hub.send("ONCRMCOMPANYADD", "77");
        hub.awaitState(hub.send("ONCRMDEALADD", "78"), "all", DeliveryState.DELIVERED);
        assertThat(hub.delivery(event, "paused").orElseThrow().state()).isEqualTo(DeliveryState.DUE);

        hub.context().getRouteController().resumeRoute("paused");

        hub.awaitState(event, "paused", DeliveryState.DELIVERED);
    }

    @Test
    void a_failure_that_ends_after_a_forced_stop_is_tried_again_by_the_restarted_route() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(1);
        step(hub, "paused", exchange -> {
            boolean first =
                    "company:79".equals(exchange.getIn().getHeader(Bitrix24Constants.ENTITY)) && begun.getCount() > 0;
            if (first) {
                begun.countDown();
                resumed.await(20, TimeUnit.SECONDS);
                throw new IOException("late");
            }
        });
        String event = hub.send("ONCRMCOMPANYADD", "79");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        hub.context().getRouteController().stopRoute("paused", 100, TimeUnit.MILLISECONDS);
        hub.context().getRouteController().startRoute("paused");
        // the restarted route has looked and found nothing: only word of the failure brings it back
        hub.awaitState(hub.send("ONCRMCOMPANYADD", "80"), "paused", DeliveryState.DELIVERED);
        resumed.countDown();

        hub.awaitState(event, "paused", DeliveryState.DELIVERED);
    }

    @Test
    void a_stop_lets_running_deliveries_end(@TempDir Path own) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        String event;
        try (TestHub stopping = TestHub.in(own)
                .route("flows/slow.camel.yaml", flow("slow", "*", "- to: direct:slow\n        - to: mock:slow"))
                .start()) {
            step(stopping, "slow", exchange -> {
                begun.countDown();
                go.await(20, TimeUnit.SECONDS);
            });
            event = stopping.send("ONCRMDEALADD", "81");
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            Thread closing = new Thread(stopping::close);
            closing.start();
            await().atMost(Duration.ofSeconds(5)).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            go.countDown();
            closing.join();
        }

        try (TestHub again = TestHub.in(own).start()) {
            assertThat(again.delivery(event, "slow").orElseThrow().state()).isEqualTo(DeliveryState.DELIVERED);
        }
    }
}
