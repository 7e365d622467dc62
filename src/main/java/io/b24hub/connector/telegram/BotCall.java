package io.b24hub.connector.telegram;

/**
 * One call of the Bot API, ready to be sent. Belongs to one exchange: nothing in it is shared.
 *
 * @param method the Bot API method, for example {@code sendMessage}
 * @param contentType of the body
 * @param body never changed after construction
 */
record BotCall(String method, String contentType, byte[] body) {}
