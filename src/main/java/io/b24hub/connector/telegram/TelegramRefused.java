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
    private final String method;
    private final String place;

    /**
     * @param method the Bot API method, for example {@code sendMessage}
     * @param status Telegram's error code, which equals the HTTP status
     * @param description Telegram's words, already free of secrets
     * @param retryAfterSeconds how long Telegram wants to be left alone; 0 when it did not say
     * @param migrateToChatId the chat's new id after a group became a supergroup; 0 when it did not say
     */
    public TelegramRefused(
            String method, int status, String description, long retryAfterSeconds, long migrateToChatId) {
        this(method, status, description, retryAfterSeconds, migrateToChatId, "");
    }

    private TelegramRefused(
            String method, int status, String description, long retryAfterSeconds, long migrateToChatId, String place) {
        super("Telegram refused " + method + " (" + status + (description.isEmpty() ? "" : ", " + description) + ")");
        this.status = status;
        this.description = description;
        this.retryAfterSeconds = retryAfterSeconds;
        this.migrateToChatId = migrateToChatId;
        this.method = method;
        this.place = place;
    }

    /** The same, with the words that it is about when it names a place in the message. */
    TelegramRefused in(String wording) {
        return OffendingPlace.of(description, wording)
                .map(found ->
                        new TelegramRefused(method, status, description, retryAfterSeconds, migrateToChatId, found))
                .orElse(this);
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
        return RefusalAdvice.on(this);
    }

    /** The words around the place that the refusal is about; empty when it names none. */
    String place() {
        return place;
    }
}
