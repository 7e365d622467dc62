package io.b24hub.settings;

import java.util.Optional;

/**
 * How fast messages may leave for Telegram; empty for no limit.
 *
 * @param chat to one chat
 * @param group to one group or channel, beside that of a chat
 * @param bot to all chats together
 */
public record TelegramPaceSettings(Optional<CallRate> chat, Optional<CallRate> group, Optional<CallRate> bot) {}
