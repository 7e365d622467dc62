package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.emulator.Fault;
import io.b24hub.failure.RetryLater;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PacedMessagesTest {

    private static final long GROUP = -100;
    private static final long PERSON = 42;

    @TempDir
    private Path dir;

    private TelegramRig rig;
    private final List<CompletableFuture<Exchange>> sent = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        rig = new TelegramRig(dir, TelegramPace.TOLD);
        rig.telegram().enforceLimits(true);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_burst_to_a_group_a_person_and_many_others_meets_no_refusal() {
        for (int i = 0; i < 20; i++) {
            burst("chatId=" + GROUP, 1);
            burst("chatId=" + PERSON, 1);
            burst("chatId=" + (1_000 + i), 2);
        }

        rig.advance(Duration.ofSeconds(25), sent);

        assertThat(sent).hasSize(80).allSatisfy(each -> assertThat(each.join().getException())
                .isNull());
        assertThat(rig.calls()).as("none was refused and sent again").hasSize(80);
        assertThat(rig.telegram().messages(GROUP)).hasSize(20);
        assertThat(rig.telegram().messages(PERSON)).hasSize(20);
    }

    @Test
    void beyond_a_minute_the_store_waits() {
        burst("chatId=" + GROUP, 60);

        rig.advance(Duration.ofSeconds(61), sent);

        List<Exchange> postponed = sent.stream()
                .map(CompletableFuture::join)
                .filter(Exchange::isFailed)
                .toList();
        assertThat(rig.calls()).as("all others arrived, unrefused").hasSize(60 - postponed.size());
        assertThat(postponed).hasSizeBetween(35, 40).allSatisfy(exchange -> assertThat(
                        exchange.getException(RetryLater.class))
                .hasMessageContaining("telegram:-100 (bot 100200300)")
                .satisfies(later ->
                        assertThat(later.at()).isAfter(rig.clock().instant().minusSeconds(2))));
    }

    @Test
    void edits_count_like_messages() {
        rig.send("1", "chatId=-100&living=true", "one");

        sent.add(rig.begin("chatId=-100&living=true", "two"));

        rig.settle(sent);
        assertThat(rig.pacer().waiting()).isOne();
        rig.advance(Duration.ofSeconds(2), sent);
        assertThat(sent.get(0).join().getException()).isNull();
        assertThat(rig.calls().get(1)).startsWith("editMessageText");
    }

    @Test
    void a_chat_that_telegram_wants_left_alone_gets_nothing_and_other_chats_do() {
        rig.telegram().faults().add(Fault.status(429).withRetryAfter(7_200).onPath("sendMessage"));

        Exchange refused = rig.send("7", "chatId=-100", "one");
        Exchange next = rig.send("7", "chatId=-100", "two");
        Exchange other = rig.send("7", "chatId=42", "three");

        assertThat(refused.getException(TelegramRefused.class).retryAfter()).contains(Duration.ofHours(2));
        assertThat(next.getException(RetryLater.class).at())
                .isEqualTo(rig.clock().instant().plus(Duration.ofHours(2)));
        assertThat(other.getException()).isNull();
        assertThat(rig.calls()).hasSize(2);
    }

    @Test
    void a_short_wait_that_telegram_asks_for_is_spent_in_hand() {
        rig.telegram().faults().add(Fault.status(429).withRetryAfter(20));
        rig.send("7", "chatId=-100", "one");

        burst("chatId=-100", 1);
        rig.advance(Duration.ofSeconds(19), sent);
        assertThat(rig.calls()).hasSize(1);
        rig.advance(Duration.ofSeconds(2), sent);

        assertThat(sent.get(0).join().getException()).isNull();
    }

    @Test
    void the_parts_of_a_long_text_are_paced_each() {
        sent.add(rig.begin("chatId=-100", "а".repeat(4_000) + "\n\n" + "б".repeat(4_000)));

        rig.advance(Duration.ofMillis(900), sent);
        assertThat(rig.telegram().messages(GROUP)).hasSize(1);
        rig.advance(Duration.ofSeconds(1), sent);

        assertThat(sent.get(0).join().getException()).isNull();
        assertThat(rig.telegram().messages(GROUP)).hasSize(2);
    }

    @Test
    void a_closed_pacer_lets_go_of_what_waits() {
        burst("chatId=-100", 3);
        rig.settle(sent);

        rig.pacer().close();

        assertThat(sent.stream().map(CompletableFuture::join).filter(Exchange::isFailed))
                .hasSize(2)
                .allSatisfy(exchange -> assertThat(
                                exchange.getException(RetryLater.class).at())
                        .isEqualTo(rig.clock().instant()));
    }

    private void burst(String options, int messages) {
        for (int i = 0; i < messages; i++) {
            sent.add(rig.begin(options, "message " + sent.size()));
        }
    }
}
