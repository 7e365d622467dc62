package io.b24hub.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords: after three wrong ones from an address the next is looked at a second later, then two,
 * four, up to half a minute. A right one, or a quarter of an hour, ends it.
 *
 * <p>This class is thread-safe.
 */
final class Patience {

    private static final int FREE = 3;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int MOST = 1_000;

    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

    private record Failures(int count, Instant last) {

        Duration pause() {
            if (count < FREE) {
                return Duration.ZERO;
            }
            Duration pause = Duration.ofSeconds(1L << Math.min(10, count - FREE));
            return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        }
    }

    Patience(InstantSource clock) {
        this.clock = clock;
    }

    /** How long an address has to wait; zero when it may try. */
    synchronized Duration left(String address) {
        Instant now = clock.instant();
        Failures known = failures.get(address);
        if (known == null || !now.isBefore(known.last().plus(FORGOTTEN))) {
            failures.remove(address);
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, known.last().plus(known.pause()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void failed(String address) {
        int before = failures.containsKey(address) ? failures.get(address).count() : 0;
        failures.put(address, new Failures(before + 1, clock.instant()));
        if (failures.size() > MOST) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized void succeeded(String address) {
        failures.remove(address);
    }
}
