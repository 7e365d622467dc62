package io.b24hub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an HTTP destination answers, or does not, at its socket, and what becomes of the delivery. */
class HttpSinkTest {

    private static final Instant IN_TWO_HOURS =
            Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private Path dir;

    private final ScriptedServer far = new ScriptedServer(request -> switch (request.path()) {
        case "/silent" -> Reply.silence();
        case "/stalled" -> Reply.stalled();
        case "/later" ->
            Reply.of(503, "closed for\nmaintenance")
                    .with(
                            "Retry-After",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(IN_TWO_HOURS.atOffset(ZoneOffset.UTC)));
        default -> Reply.of(410, "no such hook");
    });

    @AfterEach
    void stop() {
        far.close();
    }

    private TestHub hub(String step) {
        return TestHub.in(dir)
                .set("hub.delivery.retry-schedule", "1h")
                .route("flows/sink.camel.yaml", """
                        - route:
                            id: sink
                            from:
                              uri: bitrix24:ONCRMDEALADD
                              steps:
                                - %s
                        """.formatted(step))
                .start();
    }

    private String send(TestHub hub, String deal) {
        return hub.send("ONCRMDEALADD", Map.of("ID", deal, "HOST", far.url().replace("http://", "")));
    }

    private static Attempt attempt(TestHub hub, DeliveryRecord delivery) {
        return hub.store().attempts(delivery.id()).get(0);
    }

    @Test
    void one_that_does_not_answer_is_left_after_the_time_out_and_tried_again() {
        for (String path : new String[] {"/silent", "/stalled"}) {
            try (TestHub hub = hub("to: '" + far.url() + path + "?responseTimeout=300'")) {
                DeliveryRecord end = hub.awaitOutcome(hub.send("ONCRMDEALADD", path.substring(1)), "sink");

                assertThat(end.state()).as(path).isEqualTo(DeliveryState.DUE);
                assertThat(attempt(hub, end).result()).isEqualTo(Attempt.Result.FAILED);
                assertThat(end.failures()).isEqualTo(1);
            }
        }
    }

    @Test
    void one_that_names_a_time_is_left_alone_until_then_and_its_words_are_kept() {
        try (TestHub hub = hub("to: '" + far.url() + "/later'")) {
            DeliveryRecord end = hub.awaitOutcome(hub.send("ONCRMDEALADD", "5"), "sink");

            assertThat(end.state()).isEqualTo(DeliveryState.DUE);
            assertThat(end.dueAt()).isCloseTo(IN_TWO_HOURS, within(2, ChronoUnit.SECONDS));
            assertThat(end.failures()).isZero();
            assertThat(attempt(hub, end).result()).isEqualTo(Attempt.Result.POSTPONED);
            assertThat(attempt(hub, end).status()).hasValue(503);
            assertThat(attempt(hub, end).response()).isEqualTo("closed for maintenance");
            assertThat(far.requests()).hasSize(1);
        }
    }

    @Test
    void one_of_many_hosts_that_is_gone_holds_nothing_up() {
        try (TestHub hub = hub("toD: 'http://${body.data[FIELDS][HOST]}/hook'")) {
            DeliveryRecord first = hub.awaitOutcome(send(hub, "5"), "sink");
            DeliveryRecord second = hub.awaitOutcome(send(hub, "6"), "sink");

            assertThat(first.state()).isEqualTo(DeliveryState.PARKED);
            assertThat(first.reason()).contains("410", "no such hook", "owner for the new address");
            assertThat(second.state()).isEqualTo(DeliveryState.PARKED);
            assertThat(hub.store().holds()).isEmpty();
        }
    }
}
