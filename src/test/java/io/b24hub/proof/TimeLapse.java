package io.b24hub.proof;

import static org.awaitility.Awaitility.await;

import io.b24hub.emulator.PortalEmulator;
import io.b24hub.emulator.WebhookSender;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Moves the time of hub and portal together: second by second, waiting for the answer to each webhook, and slowly while
 * the hub begins something or asks the portal, so that a sweep of some milliseconds does not take simulated hours.
 */
final class TimeLapse {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LITTLE = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int QUIET_LOOKS = 10;

    private final ManualClock clock;
    private final PortalEmulator portal;
    private final Duration tick;
    private Instant nextTick = Instant.MAX;
    private long ticks;
    private long seenCalls;

    /**
     * @param tick how often the hub begins something by itself
     */
    TimeLapse(ManualClock clock, PortalEmulator portal, Duration tick) {
        this.clock = clock;
        this.tick = tick;
        this.portal = portal;
    }

    void pass(Duration by) {
        Instant end = clock.instant().plus(by);
        while (clock.instant().isBefore(end)) {
            clock.advance(step());
            if (clock.instant().equals(nextTick)) {
                nextTick = nextTick.plus(tick);
                // now and then the world goes on while the hub begins
                if (ticks++ % 4 != 0) {
                    goSlowly();
                }
            }
            if (!answered()) {
                soon(this::answered);
            }
            if (portal.restCalls() != seenCalls) {
                goSlowly();
            }
        }
    }

    /** The hub has started now. */
    void started() {
        nextTick = clock.instant().plus(tick);
    }

    /** A second, but no tick is passed over. */
    private Duration step() {
        Duration toTick = Duration.between(clock.instant(), nextTick);
        return toTick.compareTo(SECOND) < 0 ? toTick : SECOND;
    }

    void passTo(Instant time) {
        pass(Duration.between(clock.instant(), time));
    }

    /** Moves the time in little steps until something is so; fails when it takes a minute of real time. */
    void until(String what, BooleanSupplier condition) {
        await().alias(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    clock.advance(LITTLE);
                    return condition.getAsBoolean();
                });
    }

    /** While the portal is asked again and again. */
    private void goSlowly() {
        int[] quiet = {0};
        soon(() -> {
            clock.advance(LITTLE);
            quiet[0] = portal.restCalls() == seenCalls ? quiet[0] + 1 : 0;
            seenCalls = portal.restCalls();
            return quiet[0] == QUIET_LOOKS;
        });
    }

    private boolean answered() {
        WebhookSender.Tally tally = portal.webhook().tally();
        return tally.sent() == tally.accepted() + tally.refused() + tally.failed();
    }

    private static void soon(BooleanSupplier condition) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition::getAsBoolean);
    }
}
