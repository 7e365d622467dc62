package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.SafeText;
import io.b24hub.connector.Verdict;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramRefusedTest {

    private final ManualClock clock = new ManualClock();
    private final FailureClassifier classifier = new FailureClassifier(clock, new SafeText(List.of()));

    /** As the Bot API words them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Bad Request: chat not found | the chat id",
                "400 | Bad Request: PEER_ID_INVALID | the chat id",
                "400 | Bad Request: user not found | the chat id",
                "400 | Bad Request: chat_id is empty | Set chatId",
                "400 | Bad Request: not enough rights to send text messages to the chat | make it an administrator",
                "400 | Bad Request: need administrator rights in the channel chat | Check the chat id and the text",
                "400 | Bad Request: have no rights to send a message | make it an administrator",
                "400 | Bad Request: CHAT_WRITE_FORBIDDEN | make it an administrator",
                "400 | Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN | make it an administrator",
                "400 | Bad Request: message thread not found | messageThreadId",
                "400 | Bad Request: TOPIC_CLOSED | messageThreadId",
                "400 | Bad Request: message text is empty | builds the text",
                "400 | Bad Request: message is too long | longText",
                "400 | Bad Request: message caption is too long | longText",
                "400 | Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 3 | &lt;",
                "400 | Bad Request: BUTTON_DATA_INVALID | keyboard",
                "400 | Bad Request: BUTTON_URL_INVALID | keyboard",
                "400 | Bad Request: wrong file identifier/HTTP URL specified | the file",
                "400 | Bad Request: failed to get HTTP URL content | the file's address",
                "400 | Bad Request: PHOTO_INVALID_DIMENSIONS | as a document",
                "400 | Bad Request: IMAGE_PROCESS_FAILED | as a document",
                "400 | Bad Request: message to be replied not found | replied",
                "400 | Bad Request: something new | Check the chat id and the text",
                "401 | Unauthorized | hub.telegram.token",
                "403 | Forbidden: bot was kicked from the group chat | Add the bot to the chat",
                "403 | Forbidden: bot was kicked from the supergroup chat | Add the bot to the chat",
                "403 | Forbidden: bot was blocked by the user | unblock",
                "403 | Forbidden: user is deactivated | somebody else",
                "403 | Forbidden: bot can't initiate conversation with a user | press Start",
                "403 | Forbidden: bot is not a member of the channel chat | Add the bot",
                "403 | Forbidden: bot can't send messages to bots | cannot write to a bot",
                "403 | Forbidden: something new | Add the bot",
                "404 | Not Found | hub.telegram.token",
                "413 | Request Entity Too Large | smaller file"
            })
    void a_refusal_that_waiting_does_not_heal_parks_with_advice(int status, String said, String advice) {
        Verdict verdict = classifier.classify(new TelegramRefused("sendMessage", status, said, 0, 0));

        assertThat(verdict).isInstanceOf(Verdict.Hopeless.class);
        assertThat(((Verdict.Hopeless) verdict).advice()).contains(advice);
        assertThat(verdict.reason()).isEqualTo("Telegram refused sendMessage (" + status + ", " + said + ")");
    }

    @ParameterizedTest
    @CsvSource({"500,Internal Server Error", "502,Bad Gateway", "503,''", "504,Gateway Timeout", "409,Conflict"})
    void trouble_at_telegram_is_tried_again(int status, String said) {
        assertThat(classifier.classify(new TelegramRefused("sendMessage", status, said, 0, 0)))
                .isInstanceOf(Verdict.Retry.class);
    }

    @ParameterizedTest
    @CsvSource({"1", "35", "18053", "86000"})
    void a_wait_is_obeyed_however_long_it_is(long seconds) {
        Verdict verdict = classifier.classify(new TelegramRefused("sendMessage", 429, "Too Many Requests", seconds, 0));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.at())
                .isEqualTo(clock.instant().plus(Duration.ofSeconds(seconds))));
    }

    @Test
    void a_parse_error_names_the_words_around_the_place() {
        String text = "Сделка 🎉 <b>Рога & Копыта</b> за <100 000 рублей всего";
        TelegramRefused refused = new TelegramRefused(
                        "sendMessage",
                        400,
                        "Bad Request: can't parse entities: Unsupported start tag \"100\" at byte offset 63",
                        0,
                        0)
                .in(text);

        assertThat(refused.advice().orElseThrow()).contains("near \"").contains("<100 000 рублей");
        assertThat(refused)
                .hasMessage("Telegram refused sendMessage (400, Bad Request: can't parse entities:"
                        + " Unsupported start tag \"100\" at byte offset 63)");
    }

    @Test
    void a_parse_error_without_a_place_or_beyond_the_text_has_advice_all_the_same() {
        TelegramRefused noPlace = new TelegramRefused(
                "sendMessage", 400, "can't parse entities: Can't find end tag corresponding to start tag \"b\"", 0, 0);
        TelegramRefused beyond =
                new TelegramRefused("sendMessage", 400, "can't parse entities: oops at byte offset 99999", 0, 0);

        assertThat(noPlace.in("<b>").advice().orElseThrow()).contains("Mend the markup of the text:");
        assertThat(beyond.in("🎉").advice().orElseThrow()).contains("near \"🎉\"");
        assertThat(beyond.in("").advice().orElseThrow()).doesNotContain("near");
    }
}
