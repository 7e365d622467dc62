package io.b24hub.listen;

import io.b24hub.settings.ConnectionSettings;
import io.b24hub.time.HubClock;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one listener. Those that have yet to bring a request wait, oldest first; the others are busy until
 * their request was read and answered. When all places are taken, the connection that has waited longest gives its up for
 * the newcomer, so that somebody who only holds connections holds up nobody.
 *
 * <p>This class is thread-safe.
 */
final class Guests {

    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

    /** How long a connection may rest between two requests, and how long a request's body may take at the very most. */
    static final Duration REST = Duration.ofSeconds(75);

    /** How long a caller may take to close a connection that it was told to close. */
    static final Duration LINGER = Duration.ofSeconds(2);

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    private final ConnectionSettings limits;
    private final Predicate<InetAddress> shared;
    private final HubClock clock;
    private final Set<Guest> waiting = new LinkedHashSet<>();
    private final Set<Guest> busy = new HashSet<>();
    private final Map<String, Integer> ofAddress = new HashMap<>();
    private Optional<HubClock.Scheduled> next = Optional.empty();
    private boolean over;
    private Object where = "";
    private Instant toldAt = Instant.EPOCH;
    private int turnedAway;
    private int displaced;
    private int late;

    /**
     * @param shared addresses that many callers have together, which the limit of one address does not hold for
     */
    Guests(ConnectionSettings limits, Predicate<InetAddress> shared, HubClock clock) {
        this.limits = limits;
        this.shared = shared;
        this.clock = clock;
    }

    /** Begins to look for connections that are late. */
    synchronized void watch(Object address) {
        where = address;
        schedule();
    }

    private void schedule() {
        next = over ? Optional.empty() : Optional.of(clock.runIn(EVERY, this::look));
    }

    /** The listener closes. */
    synchronized void leave() {
        over = true;
        next.ifPresent(HubClock.Scheduled::cancel);
    }

    /** Whether a new connection may stay. */
    boolean admit(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            return false; // it has gone already
        }
        Optional<Guest> admitted = admit(channel, remote.getAddress());
        admitted.ifPresent(guest -> {
            channel.attr(Guest.KEY).set(guest);
            channel.closeFuture().addListener(closed -> gone(guest));
        });
        return admitted.isPresent();
    }

    private synchronized Optional<Guest> admit(SocketChannel channel, InetAddress from) {
        String address = shared.test(from) ? "" : name(from);
        if (!address.isEmpty() && ofAddress.getOrDefault(address, 0) >= limits.mostOfAddress()) {
            turnedAway++;
            return Optional.empty();
        }
        if (open() >= limits.most() && !displaceOne()) {
            turnedAway++;
            return Optional.empty();
        }
        Guest guest = new Guest(this, channel, address, clock.instant().plus(limits.headTimeout()));
        waiting.add(guest);
        ofAddress.merge(address, 1, Integer::sum);
        return Optional.of(guest);
    }

    // somebody with one IPv6 address has the 2^64 beside it
    private static String name(InetAddress from) {
        byte[] bytes = from.getAddress();
        return HexFormat.of().formatHex(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, 8));
    }

    private boolean displaceOne() {
        Iterator<Guest> oldest = waiting.iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        Guest guest = oldest.next();
        displaced++;
        gone(guest);
        guest.close();
        return true;
    }

    private synchronized void gone(Guest guest) {
        if (waiting.remove(guest) || busy.remove(guest)) {
            ofAddress.computeIfPresent(guest.address, (address, count) -> count == 1 ? null : count - 1);
        }
    }

    synchronized void asks(Guest guest) {
        if (waiting.remove(guest)) {
            busy.add(guest);
            guest.deadline = clock.instant().plus(REST);
        }
    }

    synchronized void sent(Guest guest) {
        guest.deadline = Instant.MAX;
    }

    synchronized void rests(Guest guest, Duration atMost) {
        if (busy.remove(guest)) {
            waiting.add(guest);
            guest.deadline = clock.instant().plus(atMost);
        }
    }

    private void look() {
        try {
            closeLate();
            tell();
        } finally {
            again();
        }
    }

    private synchronized void again() {
        schedule();
    }

    private synchronized void closeLate() {
        Instant now = clock.instant();
        closeLate(waiting, now);
        closeLate(busy, now);
    }

    private void closeLate(Set<Guest> guests, Instant now) {
        for (Guest guest : guests) {
            if (guest.deadline.isBefore(now)) {
                late++;
                guest.close();
            }
        }
    }

    private synchronized void tell() {
        Instant now = clock.instant();
        if (turnedAway + displaced + late == 0 || toldAt.plus(TELL_EVERY).isAfter(now)) {
            return;
        }
        LOG.warn(
                "Callers at {} had their connections closed: {} because there were too many, {} to make room for others,"
                        + " {} because no whole request came in time; {} are open",
                where,
                turnedAway,
                displaced,
                late,
                open());
        toldAt = now;
        turnedAway = 0;
        displaced = 0;
        late = 0;
    }

    /** Connections that are open. */
    synchronized int open() {
        return waiting.size() + busy.size();
    }
}
