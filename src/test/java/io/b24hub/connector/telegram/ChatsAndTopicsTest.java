package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.failure.WillNotHeal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.model.MessageResult;
import org.apache.camel.component.telegram.model.OutgoingPhotoMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ChatsAndTopicsTest {

    private static final long GROUP = -100;
    private static final long SUPERGROUP = -1_001_234_567_890L;

    private final Logger logger = (Logger) LoggerFactory.getLogger(MovedChats.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path dir;

    private TelegramRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new TelegramRig(dir, TelegramPace.NONE);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        rig.close();
    }

    @Test
    void follows_a_group_that_became_a_supergroup() throws Exception {
        rig.telegram().migrate(GROUP, SUPERGROUP);

        Exchange first = rig.send("7", "chatId=-100", "one");
        rig.send("7", "chatId=-100", "two");
        rig.stop();
        rig.start();
        rig.send("7", "chatId=-100", "three");

        assertThat(first.getException()).isNull();
        assertThat(rig.telegram().messages(SUPERGROUP)).containsExactly("one", "two", "three");
        assertThat(rig.calls()).as("the old id was tried once").hasSize(4);
    }

    @Test
    void tells_once_which_setting_to_change() {
        rig.telegram().migrate(GROUP, SUPERGROUP);

        rig.send("7", "chatId=-100", "one");
        rig.send("7", "chatId=-100", "two");

        assertThat(warnings())
                .containsExactly("The Telegram group -100 became a supergroup, and its chat id is -1001234567890 now."
                        + " Messages go there from now on. Write the new id into application.properties:"
                        + " flow.tell.chat-id = -1001234567890");
    }

    @Test
    void tells_of_the_flow_when_no_setting_holds_the_id() {
        rig.telegram().migrate(-200, SUPERGROUP);

        rig.send("7", "chatId=-200", "one");

        assertThat(warnings()).singleElement().asString().endsWith("into the chatId of the flow that writes to it");
    }

    @Test
    void a_living_message_begins_anew_in_the_supergroup() {
        rig.send("7", "chatId=-100&living=true", "one");
        rig.telegram().migrate(GROUP, SUPERGROUP);

        rig.send("7", "chatId=-100&living=true", "two");
        rig.send("7", "chatId=-100&living=true", "three");

        assertThat(rig.telegram().messages(SUPERGROUP)).containsExactly("three");
    }

    @Test
    void writes_text_and_files_into_a_topic() {
        OutgoingPhotoMessage photo = new OutgoingPhotoMessage();
        photo.setPhoto(new byte[] {1});
        photo.setCaption("picture");
        Map<String, Object> document =
                Map.of("CamelTelegramMediaType", "DOCUMENT", "CamelTelegramMediaTitleCaption", "document");

        rig.send("7", "chatId=-100&messageThreadId=5", "text");
        rig.send("7", "chatId=-100&messageThreadId=5", photo);
        rig.send("7", "chatId=-100&messageThreadId=5", new byte[] {1}, document);
        rig.send("7", "chatId=-100&messageThreadId=5", "other", Map.of("CamelTelegramMessageThreadId", 6));
        rig.send("7", "chatId=-100&messageThreadId=", "general");

        assertThat(rig.telegram().messages(GROUP, 5)).containsExactly("text", "picture", "document");
        assertThat(rig.telegram().messages(GROUP, 6)).containsExactly("other");
        assertThat(rig.telegram().messages(GROUP)).hasSize(5);
    }

    @Test
    void changes_a_living_message_in_its_topic() {
        Exchange first = rig.send("7", "chatId=-100&messageThreadId=5&living=true", "one");
        rig.send("7", "chatId=-100&messageThreadId=5&living=true", "two");

        assertThat(rig.telegram().messages(GROUP, 5)).containsExactly("two");
        assertThat(first.getMessage().getBody(MessageResult.class).isOk()).isTrue();
        assertThat(rig.calls().get(1)).startsWith("editMessageText").doesNotContain("thread");
    }

    @Test
    void a_topic_that_is_no_number_is_told() {
        Throwable failure =
                rig.send("7", "chatId=-100&messageThreadId=sales", "text").getException();

        assertThat(failure).hasStackTraceContaining("messageThreadId=sales: it is the number of a topic");
    }

    @Test
    void captions_take_the_parse_mode_of_the_header() {
        rig.send(
                "7",
                "chatId=-100",
                new byte[] {1},
                Map.of(
                        "CamelTelegramMediaType", "PHOTO_PNG",
                        "CamelTelegramMediaTitleCaption", "<b>won</b>",
                        "CamelTelegramParseMode", "HTML"));

        assertThat(rig.calls().get(0)).contains("name=\"parse_mode\"", "HTML");
    }

    @Test
    void a_parse_mode_that_does_not_exist_parks() {
        Exchange exchange = rig.send(
                "7",
                "chatId=-100",
                new byte[] {1},
                Map.of(
                        "CamelTelegramMediaType", "PHOTO_PNG",
                        "CamelTelegramMediaTitleCaption", "won",
                        "CamelTelegramParseMode", "html"));

        assertThat(exchange.getException(WillNotHeal.class).advice()).contains("HTML or MARKDOWN");
        assertThat(rig.calls()).isEmpty();
    }

    @Test
    void text_is_plain_unless_somebody_chose_a_parse_mode() {
        rig.send("7", "chatId=-100", "1 < 2 & <b>not bold</b> *_`[");

        assertThat(rig.telegram().messages(GROUP)).containsExactly("1 < 2 & <b>not bold</b> *_`[");
        assertThat(rig.calls().get(0)).doesNotContain("parse_mode");
    }

    @Test
    void a_parse_error_names_the_place() {
        Exchange exchange =
                rig.send("7", "chatId=-100", "Рога <копыта> & сыновья", Map.of("CamelTelegramParseMode", "HTML"));

        assertThat(exchange.getException(TelegramRefused.class).advice().orElseThrow())
                .contains("near \"", "<копыта>");
    }

    @Test
    void living_needs_a_hub() throws Exception {
        try (DefaultCamelContext alone = new DefaultCamelContext()) {
            TelegramConnector connector = new TelegramConnector();
            connector.setAuthorizationToken("1:a");
            alone.addComponent("telegram", connector);

            Throwable failure = catchThrowable(() -> alone.getEndpoint("telegram:bots?chatId=1&living=true"));

            assertThat(failure).hasRootCauseMessage("living=true works in a hub only: it needs the hub's memory");
        }
    }

    @Test
    void names_its_own_options() {
        TelegramOptionsConfigurer configurer = new TelegramOptionsConfigurer();

        assertThat(TelegramConnector.OWN_OPTIONS).allSatisfy(name -> assertThat(configurer.getOptionType(name, false))
                .isNotNull());
        assertThat(configurer.getOptionType("chatId", false)).isEqualTo(String.class);
        assertThat(configurer.getOptionType("nothing", false)).isNull();
    }

    @Test
    void without_a_chat_nothing_is_sent() {
        assertThat(rig.send("7", "chatId= ", "text").getException(WillNotHeal.class))
                .hasMessageContaining("which Telegram chat");
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
