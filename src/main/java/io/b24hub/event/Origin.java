package io.b24hub.event;

import java.util.Locale;

/** How an event came to the hub. */
public enum Origin {
    /** An outgoing webhook or an application's event handler. */
    WEBHOOK,
    /** Fetched from what the portal keeps for an application. */
    OFFLINE,
    /** The automation rule "Outgoing webhook", which sends no event name and no token. */
    ROBOT,
    /** Found by comparing the portal's lists with the store. */
    SWEEP,
    /** Delivered again because a person asked for it. */
    REPLAY,
    /** Sent by the hub's own portal emulator. */
    EMULATOR,
    /** Made by the hub itself at a time that a flow asked for. */
    TIMER,
    /** Made by the hub itself, about itself. */
    HUB;

    /** The word in JSON and in the store: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The inverse of {@link #word()}. */
    public static Origin of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
