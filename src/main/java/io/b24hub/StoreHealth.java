package io.b24hub;

import io.b24hub.store.Memory;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Whether the store can keep something: writes a line to it, at most every five seconds however often it is asked.
 *
 * <p>This class is thread-safe.
 */
final class StoreHealth implements Supplier<Optional<String>> {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final long SECONDS = 1;
    private static final String NAME = "health";

    private final Memory store;
    private final HubClock clock;
    private Instant next = Instant.MIN;
    private Optional<String> last = Optional.empty();

    StoreHealth(Memory store, HubClock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<String> get() {
        Instant now = clock.instant();
        if (!now.isBefore(next) || now.plus(PAUSE).isBefore(next)) {
            last = look(now);
            next = now.plus(PAUSE);
        }
        return last;
    }

    private Optional<String> look(Instant now) {
        try {
            store.remember(NAME, NAME, now.toString(), now).get(SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of("the store did not commit within " + SECONDS + " s");
        } catch (ExecutionException e) {
            return Optional.of(e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
