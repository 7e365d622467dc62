package io.b24hub.store.postgres;

import io.b24hub.store.Membership.Renewal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lease of this process: the token that its claims bear, and until when it is good. Thread-safe. */
final class OwnLease {

    private static final Logger LOG = LoggerFactory.getLogger(OwnLease.class);

    private final GroupWriter writer;
    private final Members members;
    private final InstantSource clock;
    private volatile Held held = new Held("", 0, Instant.MIN);

    private record Held(String token, int number, Instant until) {}

    private record Renewed(Held held, Renewal renewal) {}

    OwnLease(GroupWriter writer, Members members, InstantSource clock) {
        this.writer = writer;
        this.members = members;
        this.clock = clock;
    }

    String token() {
        return held.token;
    }

    /** A term from before the last renewal was sent. */
    Instant until() {
        return held.until;
    }

    /** @param takeOver whether to put back what belongs to nobody any more */
    CompletableFuture<Renewal> renew(boolean takeOver) {
        return writer.submitAlone(session -> {
                    Instant now = clock.instant();
                    Held next = renewed(session, now);
                    int taken = takeOver ? members.takeOver(session, now) : 0;
                    return new Renewed(next, new Renewal(members.count(session), taken));
                })
                .thenApply(this::keep);
    }

    private Held renewed(PgSession session, Instant now) throws SQLException {
        Held current = held;
        Instant until = now.plus(members.term());
        if (current.number > 0 && members.renew(session, current.token)) {
            return new Held(current.token, current.number, until);
        }
        int number = current.number + 1;
        String token = members.id() + "." + number;
        members.join(session, token);
        return new Held(token, number, until);
    }

    private Renewal keep(Renewed renewed) {
        if (held.number > 0 && held.number < renewed.held.number) {
            LOG.warn("This hub's lease had ended; what it had in hand was given to others");
        }
        held = renewed.held;
        return renewed.renewal;
    }
}
