package io.b24hub.connector.telegram;

import io.b24hub.connector.pace.Limit;
import io.b24hub.delivery.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How fast Telegram takes messages. It names these numbers as guidance and asks with {@code retry_after} where it wants
 * another pace (<a href="https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this">Bots FAQ</a>).
 * Immutable.
 *
 * @param chat to one chat; empty for no limit
 * @param group to one group or channel, beside that of a chat
 * @param bot to all chats of one bot
 */
public record TelegramPace(Optional<Rate> chat, Optional<Rate> group, Optional<Rate> bot) {

    /** What Telegram tells: 1 message a second to a chat, 20 a minute to a group, 30 a second in all. */
    public static final TelegramPace TOLD = new TelegramPace(
            Optional.of(new Rate(1, Duration.ofSeconds(1))),
            Optional.of(new Rate(20, Duration.ofMinutes(1))),
            Optional.of(new Rate(30, Duration.ofSeconds(1))));

    /** As fast as can be, for a Bot API server of one's own. */
    public static final TelegramPace NONE = new TelegramPace(Optional.empty(), Optional.empty(), Optional.empty());

    /** Messages that leave with this much to spare do not arrive too close to each other. */
    private static final Duration TRAVEL = Duration.ofMillis(250);

    private static final String SCHEME = "telegram:";

    /** What counts a message. */
    List<Limit> limits(String botId, String chatId) {
        List<Limit> limits = new ArrayList<>();
        bot.ifPresent(rate -> limits.add(limit("telegram bot " + botId, rate)));
        if (!chatId.isEmpty()) {
            String key = key(botId, chatId);
            chat.ifPresent(rate -> limits.add(limit(key, rate)));
            if (isGroup(chatId)) {
                group.ifPresent(rate -> limits.add(limit(key, rate)));
            }
        }
        return limits;
    }

    /** How a chat of a bot is called. */
    static String key(String botId, String chatId) {
        return chatId.isEmpty() ? "telegram bot " + botId : SCHEME + chatId + " (bot " + botId + ")";
    }

    private static Limit limit(String key, Rate rate) {
        return new Limit(key, rate.count(), rate.per().plus(TRAVEL));
    }

    /**
     * How many messages a destination takes in the long run: 20 a minute for a group, 60 for a person.
     *
     * @param destination its name in the hub, for example {@code telegram:-100123}
     * @return empty when it is no chat of Telegram, or nothing limits it
     */
    public Optional<Rate> of(String destination) {
        String chatId = destination.startsWith(SCHEME) ? destination.substring(SCHEME.length()) : "";
        if (!chatId.matches("-?\\d+|@\\w+")) {
            return Optional.empty();
        }
        Optional<Rate> ofGroup = isGroup(chatId) ? group : Optional.empty();
        Optional<Rate> slower = ofGroup.filter(rate -> chat.isEmpty() || perMinute(rate) < perMinute(chat.get()));
        return slower.or(() -> chat).map(TelegramPace::inMinutes);
    }

    /** 60 a minute tells the same as 1 a second, and is easier to compare. */
    private static Rate inMinutes(Rate rate) {
        double count = perMinute(rate);
        return rate.per().compareTo(Duration.ofMinutes(1)) < 0 && count == Math.rint(count)
                ? new Rate((int) count, Duration.ofMinutes(1))
                : rate;
    }

    private static double perMinute(Rate rate) {
        return 60_000.0 * rate.count() / rate.per().toMillis();
    }

    /** Groups have negative numbers; channels too, or a name. A person has no name that a bot can write to. */
    private static boolean isGroup(String chatId) {
        return chatId.startsWith("-") || chatId.startsWith("@");
    }
}
