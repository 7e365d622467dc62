package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.PortalServer;
import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows that get lists: from the socket that receives events to the socket that gets the batch. */
class BatchFlowTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    private final PortalServer portal = new PortalServer();

    /** Takes arrays of events, unless one is about the entity 5. */
    private final List<List<String>> taken = new CopyOnWriteArrayList<>();

    private final ScriptedServer sink = new ScriptedServer(request -> {
        List<String> ids = ids(request.text());
        if (ids.contains("5")) {
            return Reply.of(422, "deal 5 is not welcome");
        }
        taken.add(ids);
        return Reply.of(200, "ok");
    });

    @AfterEach
    void stop() {
        sink.close();
        portal.close();
    }

    private static List<String> ids(String json) {
        try {
            List<String> ids = new ArrayList<>();
            for (JsonNode event : JSON.readTree(json)) {
                ids.add(event.get("entity").get("id").asText());
            }
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestHub hub(String steps) {
        return TestHub.in(dir)
                .portal(portal)
                .route("flows/batch.camel.yaml", """
                        - route:
                            id: batch
                            from:
                              uri: bitrix24:ONCRMDEALADD
                              parameters:
                                batchSize: 8
                                batchWait: 2s
                                concurrency: 1
                              steps:
                        """ + steps.indent(8))
                .start();
    }

    private static List<String> send(TestHub hub, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(id -> hub.send("ONCRMDEALADD", Integer.toString(id)))
                .toList();
    }

    private static Exchange received(TestHub hub) {
        return hub.context()
                .getEndpoint("mock:batch", MockEndpoint.class)
                .getReceivedExchanges()
                .get(0);
    }

    @Test
    void a_full_batch_is_a_list_in_the_order_of_acceptance_without_headers_of_single_events() {
        try (TestHub hub = hub("- to: mock:batch")) {
            List<String> events = send(hub, 1, 8);

            events.forEach(event -> hub.awaitState(event, "batch", DeliveryState.DELIVERED));

            assertThat(received(hub).getIn().getBody(EventBatch.class))
                    .extracting(Bitrix24Event::id)
                    .containsExactlyElementsOf(events);
            assertThat(received(hub).getIn().getHeaders()).containsExactly(Map.entry(Bitrix24Constants.BATCH_SIZE, 8));
        }
    }

    @Test
    void a_batch_of_one_is_a_list_too() {
        try (TestHub hub = hub("- to: mock:batch")) {
            hub.awaitState(send(hub, 1, 1).get(0), "batch", DeliveryState.DELIVERED);

            assertThat(received(hub).getIn().getBody()).isInstanceOf(List.class);
            assertThat(ids(received(hub).getIn().getBody(String.class))).containsExactly("1");
        }
    }

    @Test
    void the_culprit_alone_is_parked_and_the_others_are_delivered_once() {
        try (TestHub hub = hub("- to: " + sink.url() + "/hook")) {
            List<String> events = send(hub, 1, 8);

            DeliveryRecord culprit = hub.awaitState(events.get(4), "batch", DeliveryState.PARKED);
            events.stream()
                    .filter(event -> !event.equals(events.get(4)))
                    .forEach(event -> hub.awaitState(event, "batch", DeliveryState.DELIVERED));

            assertThat(taken.stream().flatMap(List::stream))
                    .containsExactlyInAnyOrder("1", "2", "3", "4", "6", "7", "8");
            assertThat(culprit.reason()).contains("422");
            assertThat(hub.hub().store().attempts(culprit.id()))
                    .last()
                    .satisfies(attempt -> assertThat(attempt.response()).isEqualTo("deal 5 is not welcome"));
        }
    }

    @Test
    void read_fills_every_event_of_a_batch() {
        portal.replies("crm.deal.get", call -> {
            String id = call.text().replaceAll("\\D+", "");
            return "3".equals(id)
                    ? Reply.of(400, "{\"error\":\"\",\"error_description\":\"Not found\"}")
                    : Reply.of(200, "{\"result\":{\"ID\":\"" + id + "\",\"TITLE\":\"Deal " + id + "\"},\"time\":{}}");
        });
        try (TestHub hub = hub("- to: bitrix24:read\n- to: mock:batch")) {
            List<String> events = send(hub, 1, 8);

            events.forEach(event -> hub.awaitState(event, "batch", DeliveryState.DELIVERED));

            EventBatch read = received(hub).getIn().getBody(EventBatch.class);
            assertThat(read)
                    .extracting(event -> event.fields().get("TITLE"))
                    .containsExactly("Deal 1", "Deal 2", null, "Deal 4", "Deal 5", "Deal 6", "Deal 7", "Deal 8");
            assertThat(read.get(2).gone()).isTrue();
            long delivery = hub.delivery(events.get(0), "batch").orElseThrow().id();
            assertThat(hub.hub().store().attempts(delivery).get(0).steps().get(1))
                    .matches(
                            "bitrix24:read \\d+ ms \\(crm\\.deal\\.get x8[^;]*, 1 failed; crm\\.deal\\.fields[^;]*\\)");
        }
    }

    @Test
    void a_batch_that_cannot_be_read_says_so_and_stays_together() {
        portal.replies("crm.deal.get", call -> Reply.of(500, "{\"error\":\"INTERNAL_SERVER_ERROR\"}"));
        try (TestHub hub = hub("- to: bitrix24:read\n- to: mock:batch")) {
            List<String> events = send(hub, 1, 2);

            assertThat(events.stream().map(event -> hub.awaitOutcome(event, "batch")))
                    .allSatisfy(end -> {
                        assertThat(end.state()).isEqualTo(DeliveryState.DUE);
                        assertThat(end.reason()).contains("crm.deal.get");
                    });
        }
    }
}
