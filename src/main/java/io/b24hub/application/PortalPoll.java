package io.b24hub.application;

import io.b24hub.application.ApplicationStatus.State;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one portal for its events, again and again; of several hubs on one store one does. Slowly while a person has to act.
 * Thread-safe.
 */
final class PortalPoll {

    /** How often it is tried whether a portal that refuses lets the application in again. */
    static final Duration SLOWLY = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(PortalPoll.class);
    private static final Duration TERM = Duration.ofMinutes(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** What fails for longer is trouble for people. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final String portal;
    private final Duration interval;
    private final Applications.Parts parts;
    private final AccessTokens tokens;
    private final Bindings bindings;
    private final Fetching fetching;
    private final Executor thread;

    private boolean lookForAbandoned = true; // on the thread only
    private Scheduled next = () -> {};
    private boolean queued;
    private boolean closed;
    private int failures;
    private Optional<Instant> failingSince = Optional.empty();
    private volatile State state = State.STARTING;
    private volatile Optional<Instant> lastPoll = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();

    PortalPoll(
            String portal,
            Duration interval,
            Applications.Parts parts,
            AccessTokens tokens,
            Bindings bindings,
            Fetching fetching,
            Executor thread) {
        this.portal = portal;
        this.interval = interval;
        this.parts = parts;
        this.tokens = tokens;
        this.bindings = bindings;
        this.fetching = fetching;
        this.thread = thread;
    }

    AccessTokens tokens() {
        return tokens;
    }

    /** Asks as soon as possible. */
    synchronized void now() {
        if (closed || queued) {
            return;
        }
        next.cancel();
        queued = true;
        try {
            thread.execute(this::turn);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nothing more is fetched", e);
        }
    }

    /** The application was installed, or installed anew. */
    void installed() {
        bindings.forget();
        now();
    }

    /** The application was removed. Asks only now and then whether it is there again. */
    synchronized void removed() {
        refused(
                "An application of portal " + portal + " was uninstalled there (ONAPPUNINSTALL), so its events are not"
                        + " fetched. If that was not meant, install it again; otherwise take app-client-id out of the settings.");
        after(SLOWLY);
    }

    private void turn() {
        synchronized (this) {
            queued = false;
            if (closed) {
                return;
            }
        }
        try {
            if (isElected()) {
                round();
                worked();
                after(interval);
            } else {
                state = State.STANDBY;
                after(interval);
            }
        } catch (Refused e) {
            lookForAbandoned = true;
            refused(e.getMessage());
            after(SLOWLY);
        } catch (RuntimeException e) {
            lookForAbandoned = true;
            after(failed(e));
        }
    }

    private void round() {
        bindings.bind(parts.clock().instant());
        while (lookForAbandoned) {
            lookForAbandoned = fetching.abandoned() && goesOn();
        }
        Optional<Long> last = Optional.of(0L);
        while (last.isPresent() && goesOn()) {
            last = fetching.next(last.get());
        }
    }

    private boolean goesOn() {
        synchronized (this) {
            if (closed) {
                return false;
            }
        }
        return isElected();
    }

    private boolean isElected() {
        return Waiting.on(parts.store().elect("application-" + portal, TERM));
    }

    private synchronized void worked() {
        if (failures > 0 || trouble.isPresent()) {
            LOG.info("Portal {} lets its application fetch events again", portal);
        }
        failures = 0;
        failingSince = Optional.empty();
        trouble = Optional.empty();
        state = State.WORKING;
        lastPoll = Optional.of(parts.clock().instant());
    }

    private synchronized void refused(String why) {
        if (state != State.STOPPED) {
            LOG.error("Events of portal {} are not fetched: {}", portal, why);
        }
        state = State.STOPPED;
        trouble = Optional.of(why);
    }

    /** How long to wait. */
    private synchronized Duration failed(RuntimeException e) {
        Instant now = parts.clock().instant();
        failures++;
        state = State.FAILING;
        failingSince = failingSince.or(() -> Optional.of(now));
        if (failures == 1) {
            LOG.warn(
                    "Events of portal {} could not be fetched: {}. They stay there, and it is tried again",
                    portal,
                    e.getMessage());
        } else {
            LOG.debug("Events of portal {} could not be fetched: {}", portal, e.getMessage());
        }
        if (failingSince.get().plus(PATIENCE).isBefore(now)) {
            trouble = Optional.of("Events of portal " + portal + " could not be fetched for "
                    + Duration.between(failingSince.get(), now).toMinutes() + " minutes: " + e.getMessage());
        }
        Duration wait = interval.multipliedBy(1L << Math.min(failures - 1, 10));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private synchronized void after(Duration wait) {
        next.cancel();
        if (!closed && !queued) {
            next = parts.clock().runIn(wait, this::now);
        }
    }

    ApplicationStatus status() {
        return new ApplicationStatus(
                portal,
                state,
                lastPoll,
                fetching.fetched.sum(),
                fetching.repeated.sum(),
                fetching.unreadable.sum(),
                trouble);
    }

    synchronized void close() {
        closed = true;
        next.cancel();
    }
}
