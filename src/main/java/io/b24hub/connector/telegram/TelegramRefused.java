package io.b24hub.connector.telegram;

import io.b24hub.failure.HubException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Telegram answered, and the answer was no: the message was not sent. Immutable and thread-safe; holds neither the bot
 * token nor the address.
 *
 * <p>Source of the fields: <a href="https://core.telegram.org/bots/api#responseparameters">Bot API,
 * ResponseParameters</a>.
 */
public final class TelegramRefused extends HubException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String description;
    private final long retryAfterSeconds;
    private final long migrateToChatId;

    /**
     * @param method the Bot API method, for example {@code sendMessage}
     * @param status Telegram's error code, which equals the HTTP status
     * @param description Telegram's words, already free of secrets
     * @param retryAfterSeconds how long Telegram wants to be left alone; 0 when it did not say
     * @param migrateToChatId the chat's new id after a group became a supergroup; 0 when it did not say
     */
    public TelegramRefused(
            String method, int status, String description, long retryAfterSeconds, long migrateToChatId) {
        super("Telegram refused " + method + " (" + status + (description.isEmpty() ? "" : ", " + description) + ")");
        this.status = status;
        this.description = description;
        this.retryAfterSeconds = retryAfterSeconds;
        this.migrateToChatId = migrateToChatId;
    }

    /** Telegram's error code, which equals the HTTP status. */
    public int status() {
        return status;
    }

    /** Telegram's words; empty when it said nothing. */
    public String description() {
        return description;
    }

    /** How long Telegram wants to be left alone; may be hours. */
    public Optional<Duration> retryAfter() {
        return retryAfterSeconds > 0 ? Optional.of(Duration.ofSeconds(retryAfterSeconds)) : Optional.empty();
    }

    /** The chat's new id, when the group became a supergroup. */
    public OptionalLong migrateToChatId() {
        return migrateToChatId == 0 ? OptionalLong.empty() : OptionalLong.of(migrateToChatId);
    }

    /** What a person can do, for refusals that waiting does not heal; empty for all others. */
    public Optional<String> advice() {
        if (migrateToChatId != 0) {
            return Optional.of("The group became a supergroup: write its new chat id " + migrateToChatId
                    + " into the flow, then replay.");
        }
        return switch (status) {
            case 400 ->
                Optional.of(
                        "Check the chat id and the text: its length (1 to 4096 characters) and its HTML or Markdown.");
            case 401 -> Optional.of("Check hub.telegram.token: @BotFather shows the token, or gives a new one.");
            case 403 ->
                Optional.of(
                        "Add the bot to the chat and let it write there; a person must first press Start in the bot.");
            case 404 ->
                Optional.of("Check hub.telegram.token and the base address: Telegram knows no such bot or method.");
            case 413 ->
                Optional.of("Send a smaller file: Telegram takes photos up to 10 MB and other files up to 50 MB.");
            default -> Optional.empty();
        };
    }
}
