package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.TelegramEmulator;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.time.SystemClock;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Telegram as flows meet it: pace, stops, living messages, refusals. */
@Timeout(120)
class TelegramTest {

    private static final long GROUP = -100_777L;

    private static final String FLOW = """
            - route:
                id: chat
                from:
                  uri: bitrix24:ONCRMDEALUPDATE
                  parameters: {merge: none, concurrency: 50}
                  steps:
                    - setBody:
                        simple: "%s"
                    - to:
                        uri: telegram:bots
                        parameters: %s
            """;

    @TempDir
    private Path dir;

    private final SystemClock clock = new SystemClock();
    private final Vertx vertx = Vertx.vertx();
    private final TelegramEmulator telegram = new TelegramEmulator(vertx, clock);

    @BeforeEach
    void start() {
        telegram.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        telegram.close();
        vertx.close();
        clock.close();
    }

    @Test
    void sixty_events_at_once_meet_no_refusal_within_the_real_limits() {
        telegram.enforceLimits(true);
        String each = """
                - route:
                    id: chat
                    from:
                      uri: bitrix24:ONCRMDEALUPDATE
                      parameters: {merge: none, concurrency: 60}
                      steps:
                        - setHeader:
                            name: CamelTelegramChatId
                            simple: "${body.entity.id}"
                        - setBody:
                            simple: "Deal ${body.entity.id}"
                        - to: telegram:bots
                """;
        try (TestHub hub = hub().route("flows/chat.camel.yaml", each).start()) {
            List<String> events = new ArrayList<>();
            for (int i = 1; i <= 60; i++) {
                events.add(hub.send("ONCRMDEALUPDATE", Integer.toString(i)));
            }

            events.forEach(event -> hub.awaitState(event, "chat", DeliveryState.DELIVERED));

            assertThat(telegram.received()).hasSize(60);
            assertThat(events).allSatisfy(event -> assertThat(attempts(hub, event))
                    .extracting(Attempt::result)
                    .containsExactly(Attempt.Result.DELIVERED));
        }
    }

    @Test
    void a_stop_does_not_wait_for_turns_and_what_waited_spent_no_attempt() {
        List<String> waiting;
        try (TestHub hub = hub().set("hub.telegram.chat-rate", "off")
                .set("hub.telegram.group-rate", "3/50s")
                .route("flows/chat.camel.yaml", flow("Deal", "{chatId: \"-100777\"}"))
                .start()) {
            List<String> events = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                events.add(hub.send("ONCRMDEALUPDATE", Integer.toString(i)));
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> telegram.messages(GROUP).size() == 3
                            && hub.store().active("chat").get(DeliveryState.RUNNING) == 3);
            waiting = events.stream()
                    .filter(event -> hub.delivery(event, "chat").orElseThrow().state() == DeliveryState.RUNNING)
                    .toList();

            Instant before = clock.instant();
            hub.close();

            assertThat(Duration.between(before, clock.instant())).isLessThan(Duration.ofSeconds(5));
        }

        try (TestHub hub = hub().set("hub.telegram.chat-rate", "off")
                .set("hub.telegram.group-rate", "off")
                .start()) {
            assertThat(waiting).hasSize(3).allSatisfy(event -> {
                DeliveryRecord delivered = hub.awaitState(event, "chat", DeliveryState.DELIVERED);
                assertThat(delivered.failures()).isZero();
                assertThat(attempts(hub, event))
                        .extracting(Attempt::result)
                        .startsWith(Attempt.Result.POSTPONED)
                        .endsWith(Attempt.Result.DELIVERED)
                        .doesNotContain(Attempt.Result.INTERRUPTED);
            });
            assertThat(telegram.messages(GROUP)).hasSize(6);
        }
    }

    @Test
    void a_turn_that_is_far_away_waits_in_the_store_and_holds_the_chat() {
        try (TestHub hub = hub().set("hub.telegram.chat-rate", "off")
                .set("hub.telegram.group-rate", "1/1h")
                .route("flows/chat.camel.yaml", flow("Deal", "{chatId: \"-100777\"}"))
                .start()) {
            hub.awaitState(hub.send("ONCRMDEALUPDATE", "1"), "chat", DeliveryState.DELIVERED);

            DeliveryRecord second = hub.awaitOutcome(hub.send("ONCRMDEALUPDATE", "2"), "chat");

            assertThat(second.state()).isEqualTo(DeliveryState.DUE);
            assertThat(second.failures()).isZero();
            assertThat(second.reason()).contains("Too many calls wait for telegram:-100777");
            assertThat(hub.store().holds()).singleElement().satisfies(hold -> {
                assertThat(hold.kind()).isEqualTo(Hold.Kind.DESTINATION);
                assertThat(hold.name()).isEqualTo("telegram:-100777");
            });
        }
    }

    @Test
    void one_message_per_deal_also_over_a_restart() {
        String flow =
                flow("Deal ${body.entity.id}: ${body.data[FIELDS][STAGE]}", "{chatId: \"-100777\", living: true}");
        try (TestHub hub = hub().route("flows/chat.camel.yaml", flow).start()) {
            tell(hub, "1", "new");
            tell(hub, "2", "new");
            tell(hub, "1", "in work");
        }
        try (TestHub hub = hub().start()) {
            tell(hub, "1", "won");
            assertThat(telegram.messages(GROUP)).containsExactly("Deal 1: won", "Deal 2: new");
            telegram.delete(GROUP, 0);

            tell(hub, "1", "paid");

            assertThat(telegram.messages(GROUP)).containsExactly("Deal 2: new", "Deal 1: paid");
        }
    }

    @Test
    void a_living_message_in_a_batch_parks_with_advice() {
        String flow = flow("all", "{chatId: \"-100777\", living: true}")
                .replace("{merge: none, concurrency: 50}", "{merge: none, batchSize: 5, batchWait: 1s}");
        try (TestHub hub = hub().route("flows/chat.camel.yaml", flow).start()) {
            DeliveryRecord parked = hub.awaitState(hub.send("ONCRMDEALUPDATE", "1"), "chat", DeliveryState.PARKED);

            assertThat(parked.reason()).contains("about none or several").contains("Split a batch");
            assertThat(telegram.received()).isEmpty();
        }
    }

    @Test
    void a_long_text_goes_on_where_it_failed() {
        String text = "а".repeat(3_000) + "\\n\\n" + "б".repeat(3_000);
        telegram.faults().add(Fault.delay(Duration.ZERO));
        telegram.faults().add(Fault.status(500));
        try (TestHub hub = hub().set("hub.telegram.chat-rate", "off")
                .route("flows/chat.camel.yaml", flow(text, "{chatId: \"-100777\"}"))
                .start()) {

            hub.awaitState(hub.send("ONCRMDEALUPDATE", "1"), "chat", DeliveryState.DELIVERED);

            assertThat(telegram.messages(GROUP)).containsExactly("а".repeat(3_000), "б".repeat(3_000));
        }
    }

    @Test
    void a_refusal_parks_at_once_with_advice() {
        telegram.kick(GROUP);
        try (TestHub hub = hub().projectRoutes("support")
                .route("flows/chat.camel.yaml", flow("Deal", "{chatId: \"-100777\"}"))
                .start()) {

            DeliveryRecord parked = hub.awaitState(hub.send("ONCRMDEALUPDATE", "1"), "chat", DeliveryState.PARKED);

            assertThat(parked.reason()).contains("bot was kicked").contains("Add the bot to the chat again");
            assertThat(telegram.received()).hasSize(1);
        }
    }

    @Test
    void a_group_that_moved_is_followed_and_the_setting_is_named() {
        telegram.migrate(GROUP, -1_009L);
        try (CapturedLog log = new CapturedLog(Map.of());
                TestHub hub = hub().set("flow.chat.chat-id", Long.toString(GROUP))
                        .route("flows/chat.camel.yaml", flow("Deal", "{chatId: \"{{flow.chat.chat-id}}\"}"))
                        .start()) {

            hub.awaitState(hub.send("ONCRMDEALUPDATE", "1"), "chat", DeliveryState.DELIVERED);

            assertThat(telegram.messages(-1_009L)).containsExactly("Deal");
            assertThat(log.lines().stream().map(CapturedLog.Line::text))
                    .anySatisfy(line -> assertThat(line).contains("flow.chat.chat-id = -1009"));
        }
    }

    private TestHub.Preparation hub() {
        return TestHub.in(dir)
                .set("hub.telegram.token", TelegramEmulator.DEMO_TOKEN)
                .set("hub.telegram.base-uri", telegram.baseUri().toString());
    }

    private static String flow(String text, String options) {
        return FLOW.formatted(text, options);
    }

    private static void tell(TestHub hub, String deal, String stage) {
        String event = hub.send("ONCRMDEALUPDATE", Map.of("ID", deal, "STAGE", stage));
        hub.awaitState(event, "chat", DeliveryState.DELIVERED);
    }

    private static List<Attempt> attempts(TestHub hub, String event) {
        return hub.store().attempts(hub.delivery(event, "chat").orElseThrow().id());
    }
}
