package io.b24hub.listen;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Instant;

/** One open connection. Its state belongs to its {@link Guests}, under their lock. */
final class Guest {

    static final AttributeKey<Guest> KEY = AttributeKey.valueOf("io.b24hub.listen.guest");

    final Channel channel;
    final String address;
    private final Guests guests;

    /** When it has to have brought more; the far future while the hub has a request to answer. */
    Instant deadline;

    Guest(Guests guests, Channel channel, String address, Instant deadline) {
        this.guests = guests;
        this.channel = channel;
        this.address = address;
        this.deadline = deadline;
    }

    /** It has sent the headers of a request. */
    void asks() {
        guests.asks(this);
    }

    /** It has sent all of the request; the hub's turn. */
    void sent() {
        guests.sent(this);
    }

    /** Its request is read and answered. */
    void rests() {
        guests.rests(this, Guests.REST);
    }

    /** The same, and nothing more is taken from it. */
    void leaves() {
        guests.rests(this, Guests.LINGER);
    }

    void close() {
        if (channel.isRegistered()) {
            channel.close(); // otherwise it is on its way to its event loop, and closed the next time
        }
    }
}
