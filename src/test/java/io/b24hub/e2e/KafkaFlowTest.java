package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The flow to Kafka against a real broker, which comes late and goes away in between. */
@Tag("slow")
@Timeout(240)
class KafkaFlowTest {

    private static final String TOPIC = "bitrix24-crm";
    private static final String FLOW = "crm-to-kafka";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path home;

    private final int port = HubRig.freePort();
    private final int controllerPort = HubRig.freePort();
    private HubRig rig;

    @BeforeEach
    void prepare() {
        rig = new HubRig(home);
        rig.set("hub.kafka.brokers", "127.0.0.1:" + port)
                .set("hub.delivery.retry-schedule", "1s")
                // the far sides of the other flows are not asked about here
                .set("flow.deals-to-google-sheet.enabled", "false")
                .set("flow.deal-won-to-telegram.enabled", "false");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void events_reach_a_broker_that_comes_late_and_goes_away_in_between() throws Exception {
        rig.start();
        long early = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Раньше брокера"));
        Bitrix24Event first = rig.event("ONCRMDEALADD", "deal:" + early);
        rig.delivery(first, "events-to-http", DeliveryState.DELIVERED);
        assertThat(rig.delivery(first, FLOW).orElseThrow().state()).isIn(DeliveryState.DUE, DeliveryState.RUNNING);

        long item;
        try (ChildProcess broker = broker()) {
            broker.awaitLine(KafkaBroker.READY);
            delivered(first);
            item = rig.far().portal().records().add(Kind.ITEM, Map.of("TITLE", "Ремонт"));
            delivered(rig.event("ONCRMDYNAMICITEMADD", "dynamic-1220:" + item));
            rig.far().portal().records().add(Kind.TASK, Map.of("TITLE", "Не CRM"));
            broker.terminate();
        }
        long away = rig.far().portal().records().add(Kind.LEAD, Map.of("TITLE", "Без брокера"));
        rig.far().portal().records().delete(Kind.LEAD, away);
        Bitrix24Event missed = rig.event("ONCRMLEADADD", "lead:" + away);
        rig.delivery(missed, "events-to-http", DeliveryState.DELIVERED);

        try (ChildProcess broker = broker()) {
            broker.awaitLine(KafkaBroker.READY);
            delivered(missed);
            delivered(rig.event("ONCRMLEADDELETE", "lead:" + away));

            List<ConsumerRecord<String, String>> records = records(4);
            assertThat(records)
                    .extracting(ConsumerRecord::key)
                    .containsExactlyInAnyOrder(
                            "main/deal:" + early,
                            "main/dynamic-1220:" + item,
                            "main/lead:" + away,
                            "main/lead:" + away);
            ConsumerRecord<String, String> deal = records.get(0);
            assertThat(headers(deal))
                    .isEqualTo(Map.of("event-id", first.id(), "event-type", "ONCRMDEALADD", "portal", "main"));
            JsonNode value = new ObjectMapper().readTree(deal.value());
            assertThat(value.path("id").asText()).isEqualTo(first.id());
            assertThat(value.path("fields").path("TITLE").asText()).isEqualTo("Раньше брокера");
            assertThat(records.subList(2, 4)).allSatisfy(record -> assertThat(new ObjectMapper()
                            .readTree(record.value())
                            .path("gone")
                            .asBoolean())
                    .isTrue());
        }
    }

    private void delivered(Bitrix24Event event) {
        await().alias(event + " reaches Kafka").atMost(PATIENCE).until(() -> rig.delivery(event, FLOW)
                .filter(delivery -> delivery.state() == DeliveryState.DELIVERED)
                .isPresent());
    }

    private ChildProcess broker() throws IOException {
        Path folder = Files.createDirectories(home.resolve("kafka"));
        return ChildProcess.java(
                folder,
                Map.of(),
                List.of("-Xmx512m"),
                KafkaBroker.class,
                folder.toString(),
                Integer.toString(port),
                Integer.toString(controllerPort));
    }

    private List<ConsumerRecord<String, String>> records(int expected) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= expected;
            });
            consumer.poll(Duration.ofMillis(500)).forEach(records::add);
        }
        assertThat(records).hasSize(expected);
        return records;
    }

    private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
