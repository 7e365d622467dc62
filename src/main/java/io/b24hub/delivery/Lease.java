package io.b24hub.delivery;

import io.b24hub.store.Membership;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process's lease on what it claimed, where several share the store: renewed four times a term. Belongs to the
 * engine's thread, except {@link #instances()}.
 */
final class Lease {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int RENEWALS_A_TERM = 4;

    private final EngineContext context;
    private final Membership membership;
    private final Alarm alarm;
    private boolean kept;
    private boolean lapsed;
    // as this thread knows it: a renewal must not open the gate for what was claimed before it
    private Instant until;
    private volatile int instances = 1;

    Lease(EngineContext context) {
        this.context = context;
        this.membership = context.store();
        this.until = membership.leasedUntil();
        this.alarm = new Alarm(context.clock(), context.thread(), this::renew);
    }

    /** Begins to renew; nothing to do in a store that is not shared. */
    void keep() {
        if (membership.shared() && !kept) {
            kept = true;
            renew();
        }
    }

    void letGo() {
        kept = false;
        alarm.cancel();
    }

    /** Whether what was claimed may be begun. Beyond the lease others may have taken it over. */
    boolean holds(Instant now) {
        if (now.isBefore(until)) {
            return true;
        }
        if (!lapsed) {
            lapsed = true;
            LOG.warn("This hub could not renew its lease in time; others may take over what it had claimed");
        }
        return false;
    }

    /** How many processes share the store, by the last renewal. */
    int instances() {
        return instances;
    }

    private void renew() {
        if (!kept) {
            return;
        }
        StoreCalls.ask(membership::renew)
                .whenComplete((renewal, failure) -> context.thread().execute(() -> {
                    if (failure == null) {
                        renewed(renewal);
                    } else {
                        LOG.warn("The hub's lease cannot be renewed: {}. Trying again", failure.getMessage());
                    }
                    next(failure == null);
                }));
    }

    private void renewed(Membership.Renewal renewal) {
        if (renewal.instances() != instances) {
            instances = renewal.instances();
            LOG.info("{} hubs share the store", instances);
            context.listeners().tell(listener -> listener.instances(renewal.instances()));
        }
        if (renewal.takenOver() > 0) {
            LOG.info("{} deliveries of a hub that is gone go on here or in another", renewal.takenOver());
        }
        boolean ended = !context.clock().instant().isBefore(until);
        until = membership.leasedUntil();
        if (lapsed || ended) {
            lapsed = false;
            // also when nobody noticed: the whole process may have been frozen until just now
            context.flows().disownAll();
        } else if (renewal.takenOver() > 0) {
            context.flows().wakeAll();
        }
    }

    private void next(boolean renewed) {
        if (kept) {
            Duration quarter = membership.term().dividedBy(RENEWALS_A_TERM);
            boolean soon = !renewed && StoreCalls.PAUSE.compareTo(quarter) < 0;
            alarm.at(context.clock().instant().plus(soon ? StoreCalls.PAUSE : quarter));
        }
    }
}
