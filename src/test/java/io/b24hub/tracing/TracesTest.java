package io.b24hub.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.HubRig;
import io.b24hub.PortalServer;
import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.emulator.Kind;
import io.b24hub.store.DeliveryState;
import io.b24hub.tracing.OtlpReceiver.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.telemetry.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Traces as a collector gets them from a real hub. */
@Timeout(120)
class TracesTest {

    private static final String DEAL = "{\"ID\":\"662\",\"TITLE\":\"Ivanov's secret deal\",\"STAGE_ID\":\"NEW\"}";
    private static final String FLOW = """
            - route:
                id: deals
                from:
                  uri: bitrix24:ONCRMDEALUPDATE
                  parameters: {merge: none, concurrency: 20}
                  steps:
                    - to:
                        id: read-deal
                        uri: bitrix24:read?names=false
                    - to: direct:send
            - route:
                id: sending
                from:
                  uri: direct:send
                  steps:
                    - log: "A line with ${body.fields[TITLE]}"
                    - setBody: {simple: "${body.fields[TITLE]}"}
                    - to:
                        id: to-sink
                        uri: "{{flow.deals.url}}"
            """;

    @TempDir
    private Path dir;

    private final OtlpReceiver collector = new OtlpReceiver();
    private final PortalServer portal = new PortalServer().answers("crm.deal.get", DEAL);
    private final ScriptedServer sink = new ScriptedServer(request -> Reply.of(200, ""));

    @AfterEach
    void close() {
        collector.close();
        portal.close();
        sink.close();
    }

    @Test
    void one_trace_leads_from_the_intake_to_the_sink() {
        String event;
        try (TestHub hub = hub().start()) {
            event = hub.send("ONCRMDEALUPDATE", "662");
            hub.awaitState(event, "deals", DeliveryState.DELIVERED);
        }

        Seen intake = collector.one("intake ONCRMDEALUPDATE", "b24hub.event.id", event);
        Seen commit = collector.named("store commit").get(0);
        Seen attempt = collector.one("flow deals", "b24hub.event.id", event);
        Seen read = collector.one("bitrix24:read", "camel.step", "read-deal");
        Seen call = collector.one("portal crm.deal.get", "b24hub.rest.calls", "1");
        Seen direct = collector.named("direct").get(0);
        Seen route = collector.named("route").get(0);
        Seen send = collector.one("http", "camel.step", "to-sink");
        assertThat(intake.parent()).isEmpty();
        assertThat(intake.attribute("b24hub.portal")).isEqualTo("main");
        assertThat(intake.attribute("b24hub.event.origin")).isEqualTo("webhook");
        assertThat(commit.parent()).isEqualTo(intake.id());
        assertThat(attempt.parent()).isEqualTo(intake.id());
        assertThat(attempt.attribute("b24hub.outcome")).isEqualTo("delivered");
        assertThat(attempt.attribute("b24hub.steps")).contains("bitrix24:read", "http");
        assertThat(read.parent()).isEqualTo(attempt.id());
        assertThat(read.links()).containsExactly(call.id());
        assertThat(call.parent()).isEqualTo(read.id());
        assertThat(call.attribute("http.response.status_code")).isEqualTo("200");
        assertThat(direct.parent()).isEqualTo(attempt.id());
        assertThat(route.parent()).isEqualTo(direct.id());
        assertThat(route.attribute("camel.route")).isEqualTo("sending");
        assertThat(send.parent()).isEqualTo(route.id());
        assertThat(send.attribute("b24hub.destination")).startsWith("http://localhost:");
        assertThat(List.of(intake, commit, attempt, read, call, direct, route, send))
                .allMatch(span ->
                        span.trace().equals(new EventSpanIds().first(event).getTraceId()))
                .noneMatch(Seen::failed);
    }

    @Test
    void spans_say_nothing_of_addresses_failures_texts_or_what_an_entity_holds() {
        AtomicInteger refusals = new AtomicInteger(1);
        sink.answers(request ->
                refusals.getAndDecrement() > 0 ? Reply.of(500, "the sink knows of Ivanov") : Reply.of(200, ""));
        try (TestHub hub = hub().start()) {
            String event = hub.send("ONCRMDEALUPDATE", Map.of("FIELDS", "662", "PHONE", "+79991234567"));
            hub.awaitState(event, "deals", DeliveryState.DELIVERED);
            collector.all("flow deals", "b24hub.event.id", event, 2);
        }

        String all = collector.everything();
        assertThat(all)
                .contains("HttpOperationFailed")
                .doesNotContain(
                        TestHub.TOKEN, PortalServer.SECRET, "/rest/", "hidden-path", "Ivanov", "+79991234567", "662");
        Set<String> keys = collector.spans().stream()
                .flatMap(span -> span.attributes().stream())
                .collect(Collectors.toSet());
        assertThat(keys).allMatch(key -> key.matches("b24hub\\..*|camel\\.(step|route)|error\\.type|http\\..*code"));
        Seen failed = collector.one("flow deals", "b24hub.outcome", "failed");
        assertThat(failed.failed()).isTrue();
        assertThat(failed.attribute("http.response.status_code")).isEqualTo("500");
        assertThat(sink.requests())
                .as("strangers get no trace ids")
                .noneMatch(request ->
                        request.headers().keySet().stream().anyMatch(name -> name.equalsIgnoreCase("traceparent")));
    }

    @Test
    void an_attempt_after_a_restart_belongs_to_the_same_trace() {
        sink.answers(request -> Reply.of(500, ""));
        String event;
        try (TestHub hub = hub().set("hub.delivery.retry-schedule", "2s").start()) {
            event = hub.send("ONCRMDEALUPDATE", "662");
            hub.awaitOutcome(event, "deals");
        }
        sink.answers(request -> Reply.of(200, ""));
        try (TestHub hub = hub().start()) {
            hub.awaitState(event, "deals", DeliveryState.DELIVERED);
        }

        List<Seen> attempts = collector.all("flow deals", "b24hub.event.id", event, 2);
        Seen intake = collector.one("intake ONCRMDEALUPDATE", "b24hub.event.id", event);
        assertThat(attempts).allSatisfy(attempt -> {
            assertThat(attempt.trace()).isEqualTo(intake.trace());
            assertThat(attempt.parent()).isEqualTo(intake.id());
        });
        assertThat(attempts)
                .extracting(attempt -> attempt.attribute("b24hub.attempt"))
                .containsExactly("1", "2");
    }

    @Test
    void calls_that_travel_together_link_to_the_http_call_that_carries_them() throws Exception {
        try (HubRig rig = new HubRig(dir)
                .set("hub.routes.dir", dir.resolve("routes").toString())
                .set("hub.tracing.endpoint", collector.endpoint())) {
            hub(); // writes the flow
            rig.set("flow.deals.url", sink.url())
                    .set("hub.rest.gather", "200ms")
                    .start();
            // the bucket is nearly full, so that calls gather
            rig.far().portal().limit(50, 2);
            List<Long> deals = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                deals.add(rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal")));
            }
            deals.forEach(deal -> rig.far().portal().records().update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON")));
            await().atMost(Duration.ofSeconds(20)).until(() -> sink.requests().size() >= 10);
        }

        List<Seen> batches = collector.named("portal batch");
        assertThat(batches).isNotEmpty();
        for (Seen batch : batches) {
            List<Seen> callers = collector.named("bitrix24:read").stream()
                    .filter(read -> read.links().contains(batch.id()))
                    .toList();
            assertThat(callers).hasSizeGreaterThan(1).anyMatch(read -> read.id().equals(batch.parent()));
            assertThat(callers.stream().map(Seen::trace).distinct()).hasSameSizeAs(callers);
        }
        assertThat(collector.named("bitrix24:read"))
                .noneMatch(read -> read.links().isEmpty());
    }

    @Test
    void an_event_that_the_hub_makes_itself_has_a_first_span_too() {
        sink.answers(request -> request.path().equals("/told") ? Reply.of(200, "") : Reply.of(400, ""));
        try (TestHub hub = hub().set("flow.told.url", sink.url() + "/told")
                .route("flows/told.camel.yaml", """
                        - route:
                            id: told
                            from:
                              uri: bitrix24:HUB
                              steps:
                                - to: "{{flow.told.url}}"
                        """)
                .start()) {
            hub.awaitState(hub.send("ONCRMDEALUPDATE", "662"), "deals", DeliveryState.PARKED);

            Seen made = collector.one("make HUB", "b24hub.event.origin", "hub");
            Seen attempt = collector.one("flow told", "b24hub.event.type", "HUB");
            assertThat(made.parent()).isEmpty();
            assertThat(attempt.parent()).isEqualTo(made.id());
            assertThat(collector.one("flow deals", "b24hub.outcome", "refused").failed())
                    .isTrue();
        }
    }

    @Test
    void a_share_of_events_is_traced_whole_or_not_at_all() {
        List<String> events = new ArrayList<>();
        try (TestHub hub = hub().set("hub.tracing.ratio", "0.5").start()) {
            for (int i = 0; i < 40; i++) {
                events.add(hub.send("ONCRMDEALUPDATE", Integer.toString(i)));
            }
            events.forEach(event -> hub.awaitState(event, "deals", DeliveryState.DELIVERED));
        }

        Set<String> came = collector.named("intake ONCRMDEALUPDATE").stream()
                .map(Seen::trace)
                .collect(Collectors.toSet());
        assertThat(came).hasSizeBetween(4, 36);
        assertThat(collector.named("flow deals").stream().map(Seen::trace)).containsExactlyInAnyOrderElementsOf(came);
        assertThat(collector.named("http").stream().map(Seen::trace)).containsExactlyInAnyOrderElementsOf(came);
    }

    @Test
    void a_collector_that_is_away_holds_nothing_up() {
        collector.close();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(ToldExporter.class);
        logger.addAppender(log);
        log.start();
        try (TestHub hub = hub().start()) {
            String event = hub.send("ONCRMDEALUPDATE", "662");

            hub.awaitState(event, "deals", DeliveryState.DELIVERED);
            await().atMost(Duration.ofSeconds(40)).until(() -> !log.list.isEmpty());
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("Traces cannot be sent to " + collector.endpoint());
    }

    @Test
    void without_an_endpoint_nothing_is_traced_and_nothing_of_it_runs() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TestHub hub = hub().set("hub.tracing.endpoint", "").start()) {
            String event = hub.send("ONCRMDEALUPDATE", "662");
            hub.awaitState(event, "deals", DeliveryState.DELIVERED);

            assertThat(hub.context().hasService(Tracer.class)).isNull();
            assertThat(Thread.getAllStackTraces().keySet())
                    .as("threads of other hubs may still be there")
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains("BatchSpanProcessor"));
        }
        assertThat(collector.spans()).isEmpty();
    }

    private TestHub.Preparation hub() {
        return TestHub.in(dir)
                .portal(portal)
                .set("hub.tracing.endpoint", collector.endpoint())
                .set("flow.deals.url", sink.url() + "/hidden-path")
                .route("flows/deals.camel.yaml", FLOW);
    }
}
