package io.b24hub.console;

import io.b24hub.manage.HubStatus;
import io.b24hub.manage.StatusReader;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last hour, a sample every five seconds, in memory.
 *
 * <p>This class is thread-safe.
 */
final class History implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int MOST = 720;

    private final StatusReader status;
    private final HubClock clock;
    private final Executor threads;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private HubClock.Scheduled next = () -> {};
    private boolean closed;

    History(StatusReader status, HubClock clock, Executor threads) {
        this.status = status;
        this.clock = clock;
        this.threads = threads;
    }

    synchronized void start() {
        if (!closed) {
            next = clock.runIn(EVERY, () -> threads.execute(this::look));
        }
    }

    private void look() {
        try {
            add(status.read());
        } catch (RuntimeException e) {
            LOG.debug("The console could not look at the hub: {}", e.getMessage());
        }
        start();
    }

    private synchronized void add(HubStatus seen) {
        samples.addLast(sample(seen, Optional.ofNullable(samples.peekLast())));
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    private static Sample sample(HubStatus seen, Optional<Sample> before) {
        long accepted = seen.intake().accepted();
        double seconds = before.map(
                        last -> Duration.between(last.at(), seen.at()).toMillis() / 1000.0)
                .orElse(0.0);
        double perSecond = seconds > 0 ? (accepted - before.get().accepted()) / seconds : 0;
        return new Sample(
                seen.at(),
                accepted,
                perSecond,
                seen.flows().stream().mapToLong(HubStatus.Flow::due).sum(),
                seen.flows().stream().mapToLong(HubStatus.Flow::parked).sum(),
                seen.intake().slowAnswer().toNanos() / 1e6);
    }

    /** Oldest first. */
    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    synchronized Optional<Sample> last() {
        return Optional.ofNullable(samples.peekLast());
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
