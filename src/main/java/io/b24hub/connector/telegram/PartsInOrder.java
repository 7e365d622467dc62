package io.b24hub.connector.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the parts of a long text one after another, each in its turn. How many were sent is remembered, so that a retry goes
 * on where the last attempt failed, also after a restart; when all were sent it is forgotten, and a replay sends all of them
 * anew. A text that reads otherwise when it is tried again is another text and begins anew.
 *
 * <p>A crash, or a store that fails, between a part and the note of it repeats that part. Thread-safe.
 */
final class PartsInOrder {

    private static final Logger LOG = LoggerFactory.getLogger(PartsInOrder.class);
    private static final String SENT_BEFORE = "CamelTelegramPartsSent";

    private final PacedBot bot;
    private final Notes notes;
    private final Executor executor;

    PartsInOrder(PacedBot bot, Notes notes, Executor executor) {
        this.bot = bot;
        this.notes = notes;
        this.executor = executor;
    }

    /** @return the answer to the last part */
    CompletableFuture<JsonNode> send(List<BotMessage> parts, Exchange exchange) {
        if (parts.size() == 1) {
            return bot.send(parts.get(0));
        }
        String key = key(parts, exchange);
        int done = Math.min(notes.recall(key).map(Integer::parseInt).orElse(0), parts.size() - 1);
        return from(done, parts, key).whenComplete((answer, failure) -> {
            if (failure == null) {
                countSent(exchange);
            }
        });
    }

    private CompletableFuture<JsonNode> from(int part, List<BotMessage> parts, String key) {
        CompletableFuture<JsonNode> sent = bot.send(parts.get(part));
        if (part == parts.size() - 1) {
            // one that stays is found by a replay only, which then sends the last part alone: hardly worth a failure
            return sent.thenCompose(answer -> notes.forget(key).handle((nothing, failure) -> answer));
        }
        return sent.thenCompose(answer -> notes.remember(key, Integer.toString(part + 1))
                        .exceptionally(failure -> {
                            LOG.warn(
                                    "A part of a long message was sent, but the store could not remember that: {}",
                                    BotApi.cause(failure).getMessage());
                            return null;
                        }))
                .thenComposeAsync(nothing -> from(part + 1, parts, key), executor);
    }

    /** The flow, the event, the text, and which of several equal texts it is. */
    private static String key(List<BotMessage> parts, Exchange exchange) {
        Subject subject = Subject.of(exchange);
        StringBuilder content = new StringBuilder();
        for (BotMessage part : parts) {
            content.append(part.method()).append('\n').append(part.parameters()).append('\n');
        }
        UUID digest = UUID.nameUUIDFromBytes(content.toString().getBytes(StandardCharsets.UTF_8));
        return subject.flow() + "/" + subject.event().map(event -> event.id()).orElse("") + "/" + digest
                + subject.place() + "/" + exchange.getProperty(SENT_BEFORE, 0, Integer.class);
    }

    private static void countSent(Exchange exchange) {
        exchange.setProperty(SENT_BEFORE, exchange.getProperty(SENT_BEFORE, 0, Integer.class) + 1);
    }
}
