package io.b24hub.connector.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.b24hub.failure.WillNotHeal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.TelegramConstants;
import org.apache.camel.component.telegram.TelegramMessage;
import org.apache.camel.component.telegram.TelegramParseMode;
import org.apache.camel.component.telegram.model.OutgoingMessage;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Sends what an exchange holds: finds the chat and the topic, parts what is too long, and goes on when Telegram has
 * accepted all of it. An empty body is a failure, a message given as an object is not changed, and every failure ends the
 * exchange through its callback. Thread-safe; holds no thread while a message waits or travels.
 */
final class TelegramBotProducer extends DefaultAsyncProducer {

    /** The topic, when it is not the endpoint's. */
    static final String THREAD = "CamelTelegramMessageThreadId";

    private final TelegramBotEndpoint endpoint;
    private final BotApi api;
    private final PartsInOrder parts;
    private final LivingMessages living;
    private final Executor executor;

    TelegramBotProducer(
            TelegramBotEndpoint endpoint, BotApi api, PartsInOrder parts, LivingMessages living, Executor executor) {
        super(endpoint);
        this.endpoint = endpoint;
        this.api = api;
        this.parts = parts;
        this.living = living;
        this.executor = executor;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            BotMessage message = message(exchange);
            send(message, exchange)
                    .whenCompleteAsync(
                            (answer, failure) -> {
                                if (failure == null) {
                                    exchange.getMessage().setBody(api.result(answer, message.result()));
                                } else {
                                    exchange.setException(BotApi.cause(failure));
                                }
                                callback.done(false);
                            },
                            executor);
            return false;
        } catch (RuntimeException e) {
            // nothing was sent, and nobody was called back
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private CompletableFuture<JsonNode> send(BotMessage message, Exchange exchange) {
        if (endpoint.options().living()) {
            return living.tell(fitting(message, LongText.CUT).get(0), exchange);
        }
        return parts.send(fitting(message, endpoint.options().longText()), exchange);
    }

    private BotMessage message(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        if (body == null) {
            throw new WillNotHeal(
                    "There is nothing to send to Telegram: the message body is empty",
                    "Set the body to the text before the telegram: step.");
        }
        if (body instanceof TelegramMessage other && !(body instanceof OutgoingMessage)) {
            return api.message(other);
        }
        OutgoingMessage outgoing = exchange.getIn().getBody(OutgoingMessage.class);
        if (outgoing == null) {
            throw new WillNotHeal(
                    "The message body, a " + body.getClass().getSimpleName() + ", is nothing that Telegram can be sent",
                    "Set the body to the text before the telegram: step.");
        }
        return addressed(api.message(outgoing), exchange);
    }

    private BotMessage addressed(BotMessage message, Exchange exchange) {
        BotMessage addressed = message;
        if (message.chat().isEmpty()) {
            addressed = message.with("chat_id", chat(exchange));
        }
        Optional<String> thread = header(exchange, THREAD)
                .flatMap(TelegramOptionsConfigurer::thread)
                .or(() -> endpoint.options().messageThreadId());
        if (thread.isPresent() && message.isNew()) {
            addressed = addressed.with(
                    "message_thread_id", addressed.parameters().numberNode(Long.parseLong(thread.get())));
        }
        // the stock component sends captions without it
        Optional<String> mode = header(exchange, TelegramConstants.TELEGRAM_PARSE_MODE);
        if (mode.isPresent()
                && addressed.parameters().has("caption")
                && !addressed.parameters().has("parse_mode")) {
            addressed = addressed.with("parse_mode", parseMode(mode.get()));
        }
        return addressed;
    }

    private static String parseMode(String name) {
        try {
            return TelegramParseMode.valueOf(name).getCode();
        } catch (IllegalArgumentException e) {
            throw new WillNotHeal(
                    "There is no parse mode " + name,
                    "Set the header " + TelegramConstants.TELEGRAM_PARSE_MODE + " to HTML or MARKDOWN.");
        }
    }

    private String chat(Exchange exchange) {
        return header(exchange, TelegramConstants.TELEGRAM_CHAT_ID)
                .or(() -> Optional.ofNullable(endpoint.getConfiguration().getChatId()))
                .filter(chat -> !chat.isBlank())
                .orElseThrow(() -> new WillNotHeal(
                        "Nobody said which Telegram chat to send to",
                        "Set chatId on the telegram: step, or the header " + TelegramConstants.TELEGRAM_CHAT_ID + "."))
                .strip();
    }

    private static Optional<String> header(Exchange exchange, String name) {
        return Optional.ofNullable(exchange.getIn().getHeader(name))
                .map(Objects::toString)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** The messages that a message becomes when its wording is too long for one. */
    private static List<BotMessage> fitting(BotMessage message, LongText choice) {
        String wording = message.text(message.wording());
        String mode = message.text("parse_mode");
        // Markdown cannot be parted without knowing all of it: Telegram has the last word
        if (wording.isEmpty() || !mode.isEmpty() && !message.isHtml()) {
            return List.of(message);
        }
        boolean caption = message.wording().equals("caption");
        int first = caption ? LongText.CAPTION : LongText.MESSAGE;
        // a change of one message cannot become several
        LongText possible = choice == LongText.SPLIT && !message.isNew() ? LongText.CUT : choice;
        List<String> parts = possible.parts(
                message.isHtml() ? MarkedText.html(wording) : MarkedText.plain(wording),
                wording,
                first,
                LongText.MESSAGE);
        return parts.size() == 1 ? List.of(message.with(message.wording(), parts.get(0))) : messages(message, parts);
    }

    /** The first one is the message itself, with its picture or file; the keyboard stands below the last one. */
    private static List<BotMessage> messages(BotMessage message, List<String> parts) {
        List<BotMessage> messages = new ArrayList<>();
        messages.add(message.with(message.wording(), parts.get(0)).without("reply_markup"));
        BotMessage next = message.as("sendMessage");
        for (String ofTheFirst : List.of("caption", "reply_to_message_id", "duration", "width", "height")) {
            next = next.without(ofTheFirst);
        }
        for (String part : parts.subList(1, parts.size() - 1)) {
            messages.add(next.with("text", part).without("reply_markup"));
        }
        messages.add(next.with("text", parts.get(parts.size() - 1)));
        return messages;
    }
}
