package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.emulator.Fault;
import io.b24hub.failure.WillNotHeal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.model.EditMessageTextMessage;
import org.apache.camel.component.telegram.model.InlineKeyboardButton;
import org.apache.camel.component.telegram.model.InlineKeyboardMarkup;
import org.apache.camel.component.telegram.model.OutgoingTextMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongMessagesTest {

    private static final long CHAT = -100;
    private static final String A = "а".repeat(3_000);
    private static final String B = "б".repeat(3_000);
    private static final String C = "в".repeat(3_000);
    private static final String LONG = A + "\n\n" + B + "\n\n" + C;

    private static final Map<String, Object> HTML = Map.of("CamelTelegramParseMode", "HTML");

    @TempDir
    private Path dir;

    private TelegramRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new TelegramRig(dir, TelegramPace.NONE);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_long_text_becomes_several_messages() {
        Exchange exchange = rig.send("7", "chatId=-100", LONG);

        assertThat(exchange.getException()).isNull();
        assertThat(rig.telegram().messages(CHAT)).containsExactly(A, B, C);
    }

    @Test
    void a_part_that_was_sent_is_not_repeated_when_a_later_one_fails() throws Exception {
        failsAfter(1);
        Exchange first = rig.send("7", "chatId=-100", LONG);
        failsAfter(1);
        Exchange second = rig.send("7", "chatId=-100", LONG);
        rig.stop();
        rig.start();

        Exchange third = rig.send("7", "chatId=-100", LONG);

        assertThat(first.getException()).isInstanceOf(TelegramRefused.class);
        assertThat(second.getException()).isInstanceOf(TelegramRefused.class);
        assertThat(third.getException()).isNull();
        assertThat(rig.telegram().messages(CHAT)).containsExactly(A, B, C);
    }

    @Test
    void a_replay_sends_all_parts_anew() {
        rig.send("7", "chatId=-100", LONG);

        rig.send("7", "chatId=-100", LONG);

        assertThat(rig.telegram().messages(CHAT)).containsExactly(A, B, C, A, B, C);
        assertThat(rig.store().remembered(TelegramConnector.PARTS_SPACE)).isZero();
    }

    @Test
    void the_same_text_about_another_event_begins_with_its_first_part() {
        failsAfter(1);
        rig.send("7", "chatId=-100", LONG);

        rig.send("8", "chatId=-100", LONG);

        assertThat(rig.telegram().messages(CHAT)).containsExactly(A, A, B, C);
    }

    @Test
    void a_text_that_reads_otherwise_on_a_retry_begins_with_its_first_part() {
        failsAfter(1);
        rig.send("7", "chatId=-100", LONG);

        rig.send("7", "chatId=-100", A + "\n\n" + C);

        assertThat(rig.telegram().messages(CHAT)).containsExactly(A, A, C);
    }

    @Test
    void html_stays_whole_in_every_part() {
        String html = "<b>" + "слово &amp; ".repeat(1_000) + "</b>";

        Exchange exchange = rig.send("7", "chatId=-100", html, HTML);

        assertThat(exchange.getException()).isNull();
        assertThat(rig.telegram().messages(CHAT))
                .hasSizeGreaterThan(1)
                .allSatisfy(part -> assertThat(part).startsWith("<b>слово").endsWith("</b>"));
    }

    @Test
    void the_other_choices_are_to_cut_and_to_fail() {
        rig.send("7", "chatId=-100&longText=cut", LONG);
        Exchange failed = rig.send("7", "chatId=-100&longText=fail", LONG);

        assertThat(rig.telegram().messages(CHAT)).containsExactly(A + "…");
        assertThat(failed.getException(WillNotHeal.class).advice()).contains("longText=split");
    }

    @Test
    void an_unknown_choice_is_told_with_the_known_ones() {
        Exchange exchange = rig.send("7", "chatId=-100&longText=fold", "hello");

        assertThat(exchange.getException()).hasStackTraceContaining("longText=fold: it is split");
    }

    @Test
    void a_long_caption_goes_on_in_a_message() {
        String caption = "а".repeat(900) + "\n\n" + "б".repeat(900);

        rig.send(
                "7",
                "chatId=-100&messageThreadId=5",
                new byte[] {1, 2, 3},
                Map.of("CamelTelegramMediaType", "DOCUMENT", "CamelTelegramMediaTitleCaption", caption));

        assertThat(rig.telegram().messages(CHAT, 5)).containsExactly("а".repeat(900), "б".repeat(900));
        assertThat(rig.calls().get(0)).startsWith("sendDocument");
        assertThat(rig.calls().get(1)).startsWith("sendMessage");
    }

    @Test
    void the_keyboard_stands_below_the_last_part() {
        InlineKeyboardMarkup keyboard = InlineKeyboardMarkup.builder()
                .addRow(List.of(InlineKeyboardButton.builder()
                        .text("Open")
                        .url("https://example.com")
                        .build()))
                .build();
        OutgoingTextMessage message =
                OutgoingTextMessage.builder().text(LONG).replyMarkup(keyboard).build();

        rig.send("7", "chatId=-100", message);

        assertThat(rig.calls()).hasSize(3);
        assertThat(rig.calls().subList(0, 2)).noneMatch(call -> call.contains("reply_markup"));
        assertThat(rig.calls().get(2)).contains("\"reply_markup\":{");
        assertThat(message.getText()).isEqualTo(LONG);
        assertThat(message.getChatId()).isNull();
    }

    @Test
    void an_edit_cannot_become_several_messages_and_is_cut() {
        rig.send("7", "chatId=-100", "short");

        rig.send(
                "7",
                "chatId=-100",
                EditMessageTextMessage.builder().messageId(1).text(LONG).build());

        assertThat(rig.telegram().messages(CHAT)).containsExactly(A + "…");
    }

    @Test
    void markdown_is_left_to_telegram() {
        Exchange exchange = rig.send("7", "chatId=-100", LONG, Map.of("CamelTelegramParseMode", "MARKDOWN"));

        assertThat(exchange.getException(TelegramRefused.class).advice().orElseThrow())
                .contains("longText");
        assertThat(rig.calls()).hasSize(1);
    }

    /** So many more requests are answered, the one after them is not. */
    private void failsAfter(int requests) {
        rig.telegram().faults().add(Fault.delay(Duration.ZERO).times(requests));
        rig.telegram().faults().add(Fault.status(500));
    }
}
