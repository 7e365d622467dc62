package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.TestHub;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that is not there, is killed in the middle of a stream, and comes back with what it had. */
@Tag("slow")
@Timeout(300)
class KafkaOutageTest {

    private static final String FLOW = "to-kafka";
    private static final int ENTITIES = 6;

    /** As crm-to-kafka, without reading from a portal. */
    private static final String ROUTE = """
            - route:
                id: to-kafka
                from:
                  uri: bitrix24:ONCRM*
                  parameters:
                    merge: none
                  steps:
            %s
            """;

    private static final String OTHER = """
            - route:
                id: other
                from:
                  uri: bitrix24:ONCRM*
                  parameters:
                    merge: none
                  steps:
                    - to: file:data?fileName=other.jsonl&fileExist=Append
            """;

    @TempDir
    private Path dir;

    private final int port = HubRig.freePort();
    private final int controllerPort = HubRig.freePort();
    private final List<String> opened = new CopyOnWriteArrayList<>();

    @Test
    void without_a_broker_attempts_end_soon_and_nobody_else_waits() throws Exception {
        try (CapturedLog log = new CapturedLog(Map.of("org.apache.kafka.clients.producer.ProducerConfig", Level.INFO));
                TestHub hub = hub()) {
            List<String> events = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                events.add(hub.send("ONCRMDEALADD", Integer.toString(i + 1)));
            }
            events.forEach(event -> hub.awaitState(event, "other", DeliveryState.DELIVERED));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> opened.stream().anyMatch(name -> name.startsWith("kafka:127.0.0.1:" + port)));
            assertThat(events).allSatisfy(event -> assertThat(
                            hub.delivery(event, FLOW).map(DeliveryRecord::state).orElseThrow())
                    .isIn(DeliveryState.DUE, DeliveryState.RUNNING));
            assertThat(Thread.getAllStackTraces()).as("threads").hasSizeLessThan(150);
            assertThat(log.lines()).anySatisfy(line -> assertThat(line.text())
                    .contains("acks = -1", "enable.idempotence = true", "max.block.ms = 5000")
                    .contains("delivery.timeout.ms = 15000", "request.timeout.ms = 5000")
                    .contains("buffer.memory = 33554432", "max.in.flight.requests.per.connection = 5"));
        }
    }

    @Test
    void a_broker_that_is_killed_in_the_middle_loses_nothing_and_keeps_the_order() throws Exception {
        try (TestHub hub = hub()) {
            Map<String, List<String>> sent = new TreeMap<>();
            ChildProcess broker = broker();
            broker.awaitLine(KafkaBroker.READY);
            hub.awaitState(send(hub, sent, 0), FLOW, DeliveryState.DELIVERED);
            for (int i = 1; i < 150; i++) {
                send(hub, sent, i);
            }
            broker.kill();
            for (int i = 150; i < 200; i++) {
                send(hub, sent, i);
            }
            try (ChildProcess again = broker()) {
                again.awaitLine(KafkaBroker.READY);
                for (int i = 200; i < 250; i++) {
                    send(hub, sent, i);
                }
                await().atMost(Duration.ofSeconds(120)).until(() -> sent.values().stream()
                        .flatMap(List::stream)
                        .allMatch(event -> hub.delivery(event, FLOW)
                                .filter(delivery -> delivery.state() == DeliveryState.DELIVERED)
                                .isPresent()));

                List<ConsumerRecord<String, String>> records = records(again);
                Map<String, Set<String>> arrived = new TreeMap<>();
                for (ConsumerRecord<String, String> record : records) {
                    assertThat(headers(record)).containsOnlyKeys("event-id", "event-type", "portal");
                    assertThat(new ObjectMapper()
                                    .readTree(record.value())
                                    .path("schema")
                                    .asInt())
                            .isEqualTo(1);
                    arrived.computeIfAbsent(record.key(), key -> new LinkedHashSet<>())
                            .add(headers(record).get("event-id"));
                }
                Map<String, List<String>> inOrder = new TreeMap<>();
                arrived.forEach((key, events) -> inOrder.put(key, List.copyOf(events)));
                assertThat(inOrder).isEqualTo(sent);
                assertThat(records.size())
                        .as("a repeat for each attempt that was under way, at most")
                        .isLessThanOrEqualTo(250 + 5 * ENTITIES);
            } finally {
                broker.close();
            }
        }
    }

    private static String send(TestHub hub, Map<String, List<String>> sent, int number) {
        String id = Integer.toString(number % ENTITIES + 1);
        String event = hub.send("ONCRMDEALUPDATE", id);
        sent.computeIfAbsent("main/deal:" + id, key -> new ArrayList<>()).add(event);
        return event;
    }

    private TestHub hub() throws IOException {
        return TestHub.in(dir)
                .set("hub.kafka.brokers", "127.0.0.1:" + port)
                .set("hub.delivery.retry-schedule", "500ms")
                .set("hub.breaker.pause", "1s")
                .set("hub.breaker.longest-pause", "1s")
                .listener(new DeliveryListener() {
                    @Override
                    public void breakerOpened(String destination, int failures, Instant nextProbe) {
                        opened.add(destination);
                    }
                })
                .projectRoutes("support")
                .route("flows/to-kafka.camel.yaml", ROUTE.formatted(stepsOfTheShippedFlow()))
                .route("flows/other.camel.yaml", OTHER.replace("file:data", "file:" + dir.resolve("data")))
                .start();
    }

    /** Everything after the read. */
    private static String stepsOfTheShippedFlow() throws IOException {
        String flow = Files.readString(Path.of("routes/flows/crm-to-kafka.camel.yaml"));
        return flow.substring(flow.indexOf("        - setHeader:")).stripTrailing();
    }

    private ChildProcess broker() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("kafka"));
        return ChildProcess.java(
                folder,
                Map.of(),
                List.of("-Xmx512m"),
                KafkaBroker.class,
                folder.toString(),
                Integer.toString(port),
                Integer.toString(controllerPort));
    }

    private List<ConsumerRecord<String, String>> records(ChildProcess broker) {
        assertThat(broker.isAlive()).isTrue();
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("bitrix24-crm", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
