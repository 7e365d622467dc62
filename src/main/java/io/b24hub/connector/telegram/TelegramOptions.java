package io.b24hub.connector.telegram;

import java.util.Optional;

/**
 * What a telegram: step can be told beside the stock options.
 *
 * @param longText what becomes of a text that is longer than a message
 * @param living whether later messages of an entity change the first one
 * @param messageThreadId the topic of a group; empty for General, and for chats without topics
 */
record TelegramOptions(LongText longText, boolean living, Optional<String> messageThreadId) {

    static final TelegramOptions STANDARD = new TelegramOptions(LongText.SPLIT, false, Optional.empty());
}
