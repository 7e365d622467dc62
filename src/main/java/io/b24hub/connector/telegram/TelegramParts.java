package io.b24hub.connector.telegram;

import io.b24hub.connector.pace.Pacer;
import io.b24hub.store.Memory;
import io.b24hub.time.HubClock;

/**
 * What the hub lends the connector.
 *
 * @param pacer closed by who made it
 * @param pace how fast
 * @param memory keeps what must survive a restart: chats that moved, living messages, parts that were sent
 * @param clock the hub's
 */
public record TelegramParts(Pacer pacer, TelegramPace pace, Memory memory, HubClock clock) {}
