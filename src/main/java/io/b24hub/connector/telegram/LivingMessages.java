package io.b24hub.connector.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.failure.WillNotHeal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one message for each entity of a flow: the first one is sent, and later ones change it. Its number is remembered
 * durably and counts for all hubs on the store. One that people deleted, or that cannot be changed any more, is sent anew.
 *
 * <p>Deliveries of one entity come in order and never side by side; the hub sees to that. A crash, or a store that fails,
 * between the sending and the note of it leaves one message more in the chat. Thread-safe.
 */
final class LivingMessages {

    /** Names what the message is about when that is not the event's entity. */
    static final String SUBJECT = "CamelTelegramLiving";

    private static final Logger LOG = LoggerFactory.getLogger(LivingMessages.class);
    private static final List<String> LOST =
            List.of("message to edit not found", "message can't be edited", "message_id_invalid");

    private final PacedBot bot;
    private final Notes notes;
    private final Executor executor;

    LivingMessages(PacedBot bot, Notes notes, Executor executor) {
        this.bot = bot;
        this.notes = notes;
        this.executor = executor;
    }

    /** @return the answer to the sending or the change */
    CompletableFuture<JsonNode> tell(BotMessage message, Exchange exchange) {
        String key = key(message, exchange);
        Optional<String> number = notes.recall(key);
        return number.isPresent() ? change(key, number.get(), message) : sendNew(key, message);
    }

    private CompletableFuture<JsonNode> change(String key, String number, BotMessage message) {
        BotMessage edit = message.as("editMessageText")
                .with("message_id", JsonNodeFactory.instance.numberNode(Long.parseLong(number)))
                .without("message_thread_id")
                .without("disable_notification")
                .without("reply_to_message_id");
        return bot.send(edit)
                .handleAsync(
                        (answer, failure) -> {
                            if (failure == null || says(failure, List.of("message is not modified"))) {
                                // remembered anew, so that what is in use is not forgotten
                                note(key, number);
                                return CompletableFuture.completedFuture(failure == null ? answer : unchanged(number));
                            }
                            return says(failure, LOST)
                                    ? sendNew(key, message)
                                    : CompletableFuture.<JsonNode>failedFuture(BotApi.cause(failure));
                        },
                        executor)
                .thenCompose(outcome -> outcome);
    }

    private static boolean says(Throwable failure, List<String> words) {
        return BotApi.cause(failure) instanceof TelegramRefused refused
                && refused.status() == 400
                && words.stream().anyMatch(refused.description().toLowerCase(Locale.ROOT)::contains);
    }

    private CompletableFuture<JsonNode> sendNew(String key, BotMessage message) {
        return bot.send(message).thenCompose(answer -> {
            String number = answer.path("result").path("message_id").asText("");
            // before the delivery ends: the next one looks for it
            return number.matches("\\d+")
                    ? note(key, number).thenApply(nothing -> answer)
                    : CompletableFuture.completedFuture(answer);
        });
    }

    private CompletableFuture<Void> note(String key, String number) {
        return notes.remember(key, number).exceptionally(failure -> {
            LOG.warn(
                    "A living message stands in its chat, but the store could not remember it: {}. The next change may send"
                            + " a new one",
                    BotApi.cause(failure).getMessage());
            return null;
        });
    }

    private static JsonNode unchanged(String number) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return json.objectNode()
                .put("ok", true)
                .set("result", json.objectNode().put("message_id", Long.parseLong(number)));
    }

    private static String key(BotMessage message, Exchange exchange) {
        if (!message.method().equals("sendMessage")) {
            throw new WillNotHeal(
                    "A living message is text, and this is a " + message.method(),
                    "Set the body to the text before the telegram: step, or take living=true away.");
        }
        Subject subject = Subject.of(exchange);
        String about = Optional.ofNullable(exchange.getMessage().getHeader(SUBJECT, String.class))
                .filter(text -> !text.isBlank())
                .or(() -> subject.event()
                        .map(Bitrix24Event::entity)
                        .filter(entity -> !entity.isNone())
                        .map(entity -> entity.key()))
                .orElseThrow(() -> new WillNotHeal(
                        "living=true keeps a message for each entity, and this message is about none or several",
                        "Split a batch before the telegram: step, or set the header " + SUBJECT
                                + " to what the message is about."));
        String portal = subject.event().map(Bitrix24Event::portal).orElse("");
        return String.join("/", subject.flow(), portal, about, message.chat(), message.text("message_thread_id"));
    }
}
