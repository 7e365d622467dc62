package io.b24hub.delivery;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows when a flow should look into the store again. Belongs to the engine's thread. */
final class Lookout {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    /** What is due and could not be claimed is in other hands for a moment. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /** How often a flow without work looks into a store that others put work into, about. */
    private static final Duration SHARED_LOOK = Duration.ofSeconds(1);

    private final String flow;
    private final EngineContext context;
    private final Ahead ahead;
    private final Runnable pump;
    private final Alarm alarm;
    private final Alarm poll;
    private boolean mustLook = true;

    Lookout(String flow, EngineContext context, Ahead ahead, Runnable pump) {
        this.flow = flow;
        this.context = context;
        this.ahead = ahead;
        this.pump = pump;
        this.alarm = new Alarm(context.clock(), context.thread(), this::rang);
        this.poll = new Alarm(context.clock(), context.thread(), this::polled);
    }

    /** The flow looks again at the given time. */
    void lookAt(Instant at) {
        alarm.at(at);
    }

    void rest() {
        alarm.cancel();
        poll.cancel();
    }

    /** A claim has come back: what is due next may be another one. */
    void claimed() {
        mustLook = true;
    }

    private void rang() {
        ahead.expectMore();
        pump.run();
    }

    private void polled() {
        mustLook = true;
        ahead.forgetAsked();
        pump.run();
    }

    /** When nothing more is expected, finds out when something will be due. */
    void lookIfIdle(Instant now) {
        if (!mustLook || !ahead.idle()) {
            return;
        }
        mustLook = false;
        try {
            context.store().nextDue(flow).ifPresent(due -> dueNext(due, now));
        } catch (RuntimeException e) {
            LOG.warn("Flow {} cannot see what is due: {}. Trying again in a second", flow, e.getMessage());
            alarm.at(now.plus(StoreCalls.PAUSE));
        }
        if (context.store().shared()) {
            poll.at(now.plusMillis(jittered(SHARED_LOOK.toMillis())));
        }
    }

    private void dueNext(Instant due, Instant now) {
        if (due.isAfter(now)) {
            alarm.at(due);
        } else if (ahead.lateAsked()) {
            alarm.at(now.plus(MOMENT));
        } else {
            ahead.expectMore();
            context.flows().freed(flow);
        }
    }

    private long jittered(long millis) {
        return Math.round(millis * (0.8 + 0.4 * context.random().nextDouble()));
    }
}
