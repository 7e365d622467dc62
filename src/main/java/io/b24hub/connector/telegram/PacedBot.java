package io.b24hub.connector.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.b24hub.connector.pace.Pacer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Sends at the pace that Telegram takes, to where chats are now. No thread waits. Thread-safe.
 *
 * <p>A chat that Telegram wants to be left alone gets nothing more until then; the refused message itself fails, and the
 * store keeps it until its time.
 */
final class PacedBot {

    private final BotApi api;
    private final String id;
    private final Optional<TelegramParts> parts;
    private final MovedChats moved;
    private final Executor executor;

    /** @param id the bot's number, which is no secret */
    PacedBot(BotApi api, String id, Optional<TelegramParts> parts, MovedChats moved, Executor executor) {
        this.api = api;
        this.id = id;
        this.parts = parts;
        this.moved = moved;
        this.executor = executor;
    }

    /** Sends one message; the answer comes on the executor's thread. */
    CompletableFuture<JsonNode> send(BotMessage message) {
        BotMessage addressed = message.chat().isEmpty() ? message : at(moved.whereNow(message.chat()), message);
        return inTurn(addressed).exceptionallyComposeAsync(failure -> follow(addressed, failure), executor);
    }

    private static BotMessage at(String chat, BotMessage message) {
        return chat.equals(message.chat()) ? message : message.with("chat_id", chat);
    }

    private CompletableFuture<JsonNode> follow(BotMessage message, Throwable failure) {
        if (BotApi.cause(failure) instanceof TelegramRefused refused
                && refused.migrateToChatId().isPresent()
                && !message.chat().isEmpty()) {
            String now = Long.toString(refused.migrateToChatId().getAsLong());
            moved.moved(message.chat(), now);
            return inTurn(at(now, message));
        }
        return CompletableFuture.failedFuture(BotApi.cause(failure));
    }

    private CompletableFuture<JsonNode> inTurn(BotMessage message) {
        if (parts.isEmpty()) {
            return api.send(message).exceptionallyCompose(failure -> explained(message, failure));
        }
        Pacer pacer = parts.get().pacer();
        String key = TelegramPace.key(id, message.chat());
        return pacer.turn(key, parts.get().pace().limits(id, message.chat()))
                .toCompletableFuture()
                .thenComposeAsync(nothing -> api.send(message), executor)
                .whenComplete((answer, failure) -> {
                    if (BotApi.cause(failure) instanceof TelegramRefused refused) {
                        refused.retryAfter()
                                .ifPresent(wait -> pacer.block(
                                        key, parts.get().clock().instant().plus(wait)));
                    }
                })
                .exceptionallyCompose(failure -> explained(message, failure));
    }

    private static CompletableFuture<JsonNode> explained(BotMessage message, Throwable failure) {
        Throwable cause = BotApi.cause(failure);
        return CompletableFuture.failedFuture(
                cause instanceof TelegramRefused refused ? refused.in(message.text(message.wording())) : cause);
    }
}
