package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.emulator.Fault;
import io.b24hub.failure.WillNotHeal;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.model.MessageResult;
import org.apache.camel.component.telegram.model.OutgoingPhotoMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivingMessagesTest {

    private static final long CHAT = -100;
    private static final String LIVING = "chatId=-100&living=true";

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
    void the_first_event_sends_and_later_ones_edit() {
        Exchange first = rig.send("7", LIVING, "Новая");
        rig.send("7", LIVING, "В работе");
        Exchange third = rig.send("7", LIVING, "Выиграна 🎉");

        assertThat(rig.telegram().messages(CHAT)).containsExactly("Выиграна 🎉");
        assertThat(number(first)).isEqualTo(number(third)).isPositive();
        assertThat(rig.calls())
                .extracting(call -> call.substring(0, call.indexOf(' ')))
                .containsExactly("sendMessage", "editMessageText", "editMessageText");
    }

    @Test
    void each_entity_chat_and_topic_has_a_message_of_its_own() {
        for (int round = 1; round <= 2; round++) {
            rig.send("7", LIVING, "seven " + round);
            rig.send("8", LIVING, "eight " + round);
            rig.send("7", "chatId=42&living=true", "seven elsewhere " + round);
            rig.send("7", LIVING + "&messageThreadId=5", "seven in a topic " + round);
        }

        assertThat(rig.telegram().messages(CHAT)).containsExactly("seven 2", "eight 2", "seven in a topic 2");
        assertThat(rig.telegram().messages(CHAT, 5)).containsExactly("seven in a topic 2");
        assertThat(rig.telegram().messages(42)).containsExactly("seven elsewhere 2");
    }

    @Test
    void goes_on_with_the_same_message_after_a_restart() throws Exception {
        rig.send("7", LIVING, "before");
        rig.stop();
        rig.start();

        rig.send("7", LIVING, "after");

        assertThat(rig.telegram().messages(CHAT)).containsExactly("after");
    }

    @Test
    void sends_anew_what_somebody_deleted_and_edits_the_new_one_from_then_on() {
        rig.send("7", LIVING, "one");
        rig.telegram().delete(CHAT, 0);

        Exchange anew = rig.send("7", LIVING, "two");
        rig.send("7", LIVING, "three");

        assertThat(anew.getException()).isNull();
        assertThat(rig.telegram().messages(CHAT)).containsExactly("three");
    }

    @Test
    void sends_anew_what_cannot_be_edited_any_more() {
        rig.send("7", LIVING, "one");
        rig.telegram()
                .faults()
                .add(Fault.status(400)
                        .withBody("{\"ok\":false,\"error_code\":400,"
                                + "\"description\":\"Bad Request: message can't be edited\"}")
                        .onPath("editMessageText"));

        rig.send("7", LIVING, "two");

        assertThat(rig.telegram().messages(CHAT)).containsExactly("one", "two");
    }

    @Test
    void an_edit_that_changes_nothing_is_a_success() {
        rig.send("7", LIVING, "same");

        Exchange again = rig.send("7", LIVING, "same");

        assertThat(again.getException()).isNull();
        assertThat(number(again)).isPositive();
        assertThat(rig.telegram().messages(CHAT)).containsExactly("same");
    }

    @Test
    void another_refusal_of_an_edit_fails_and_keeps_the_message() {
        rig.send("7", LIVING, "one");
        Map<String, Object> html = Map.of("CamelTelegramParseMode", "HTML");

        Exchange wrong = rig.send("7", LIVING, "<oops>", html);
        rig.send("7", LIVING, "<b>two</b>", html);

        assertThat(wrong.getException()).isInstanceOf(TelegramRefused.class).hasMessageContaining("editMessageText");
        assertThat(rig.telegram().messages(CHAT)).containsExactly("<b>two</b>");
        assertThat(rig.calls().get(2)).contains("\"parse_mode\":\"HTML\"");
    }

    @Test
    void a_header_names_what_the_message_is_about_instead_of_the_entity() {
        for (String deal : new String[] {"7", "8", ""}) {
            rig.send(deal, LIVING, "as of deal " + deal, Map.of("CamelTelegramLiving", "today"));
        }

        assertThat(rig.telegram().messages(CHAT))
                .as("with an event and without, there are two")
                .containsExactly("as of deal 8", "as of deal ");
    }

    @Test
    void a_text_that_is_too_long_is_cut() {
        rig.send("7", LIVING, "x".repeat(5_000));
        rig.send("7", LIVING, "y".repeat(5_000));

        assertThat(rig.telegram().messages(CHAT)).containsExactly("y".repeat(4_095) + "…");
    }

    @Test
    void without_an_entity_it_is_refused_with_advice() {
        Exchange batch = rig.send("", LIVING, "about several");

        assertThat(batch.getException(WillNotHeal.class).advice())
                .contains("Split")
                .contains("CamelTelegramLiving");
        assertThat(rig.calls()).isEmpty();
    }

    @Test
    void a_picture_is_refused_with_advice() {
        OutgoingPhotoMessage photo = new OutgoingPhotoMessage();
        photo.setPhoto(new byte[] {1});

        assertThat(rig.send("7", LIVING, photo).getException(WillNotHeal.class)).hasMessageContaining("sendPhoto");
    }

    @Test
    void while_the_store_cannot_be_read_nothing_is_sent() {
        rig.store().close();

        Exchange exchange = rig.send("7", LIVING, "text");

        assertThat(exchange.getException()).isNotNull();
        assertThat(rig.calls()).isEmpty();
    }

    private static long number(Exchange exchange) {
        return exchange.getMessage().getBody(MessageResult.class).getMessage().getMessageId();
    }
}
