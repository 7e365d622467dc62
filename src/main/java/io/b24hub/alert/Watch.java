package io.b24hub.alert;

import io.b24hub.time.HubClock;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the hub once a minute, beginning at once. Thread-safe. */
public final class Watch implements AutoCloseable {

    /** How often. */
    public static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final List<Watched> watched;
    private final Consumer<Alert> alerts;
    private final Consumer<Alert> changes;
    private final HubClock clock;
    private final Executor thread;
    private Scheduled next = () -> {};
    private boolean closed;

    /**
     * @param alerts hears of trouble at every look
     * @param changes hears of what has changed
     * @param thread where to look; a disk may keep one waiting
     */
    public Watch(
            List<Watched> watched, Consumer<Alert> alerts, Consumer<Alert> changes, HubClock clock, Executor thread) {
        this.watched = List.copyOf(watched);
        this.alerts = alerts;
        this.changes = changes;
        this.clock = clock;
        this.thread = thread;
    }

    /** Begins. */
    public void start() {
        thread.execute(this::look);
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        for (Watched each : watched) {
            try {
                each.look(alerts, changes);
            } catch (RuntimeException e) {
                LOG.warn("The hub could not be looked at: {}", e.getMessage());
            }
        }
        next = clock.runIn(PERIOD, () -> thread.execute(this::look));
    }

    /** Looks no more. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
