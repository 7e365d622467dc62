package io.b24hub.source;

import io.b24hub.settings.SourceList;
import io.b24hub.store.Memory;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Swap;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list, polled. Bitrix24 asks to poll every five to ten minutes and not more than once a minute, and lists a new address
 * five to ten minutes before it calls; so it is polled every five to seven minutes, and each minute while there is none.
 *
 * <p>When it was polled is in the store, and is written before it is: of several hubs on one store one polls, and a restart
 * polls no sooner. Each hub looks into the store once a minute, so all have what one has read.
 *
 * <p>{@link #look} is called by one thread at a time; the rest is thread-safe.
 */
final class PolledList {

    /** Where the store keeps lists. */
    static final String SPACE = "source-list";

    private static final Logger LOG = LoggerFactory.getLogger(PolledList.class);
    private static final Duration SOONEST = Duration.ofMinutes(1);
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final Duration JITTER = Duration.ofMinutes(2);
    private static final Duration FIRST_JITTER = Duration.ofSeconds(20);
    private static final int STORE_SECONDS = 30;

    private final SourceList list;
    private final URI address;
    private final Memory memory;
    private final HubClock clock;
    private final RandomGenerator random;
    private final ListFetch fetch;
    private volatile KeptList kept = KeptList.NONE;
    private Optional<Instant> waitingSince = Optional.empty();
    private boolean waitingWithList;
    private Duration waiting = Duration.ZERO;
    private String told = "";

    PolledList(SourceList list, URI address, Memory memory, HubClock clock, RandomGenerator random, ListFetch fetch) {
        this.list = list;
        this.address = address;
        this.memory = memory;
        this.clock = clock;
        this.random = random;
        this.fetch = fetch;
    }

    SourceList list() {
        return list;
    }

    /** What is known of it now. */
    KeptList kept() {
        return kept;
    }

    /** Takes over what the store has; no more. */
    void recall() {
        memory.recall(SPACE, key()).map(KeptListJson::read).ifPresent(stored -> kept = stored);
    }

    /** Takes over what the store has, and polls when it is time. Waits for both; trouble is logged. */
    void look() {
        try {
            Optional<String> stored = memory.recall(SPACE, key());
            kept = stored.map(KeptListJson::read).orElse(kept);
            if (isDue(clock.instant())) {
                poll(stored);
            }
        } catch (StoreUnavailable e) {
            LOG.debug("The list {} is left as it is", list.word(), e);
        }
    }

    // whose list it is depends on where it comes from
    private String key() {
        return list.word() + " " + address;
    }

    private boolean isDue(Instant now) {
        Optional<Instant> polled = kept.polledAt();
        if (polled.isEmpty() || polled.get().isAfter(now.plus(PERIOD).plus(JITTER))) {
            return true; // never; or the clock was put back by more than one waits
        }
        if (!polled.equals(waitingSince) || kept.isThere() != waitingWithList) {
            waitingSince = polled;
            waitingWithList = kept.isThere(); // it may have come after another hub's poll was seen
            waiting = kept.isThere() ? jittered(PERIOD, JITTER) : jittered(SOONEST, FIRST_JITTER);
        }
        return !now.isBefore(polled.get().plus(waiting));
    }

    private Duration jittered(Duration least, Duration more) {
        return least.plusMillis(random.nextLong(more.toMillis()));
    }

    private void poll(Optional<String> stored) {
        Instant now = clock.instant();
        KeptList claimed = kept.polled(now);
        String mine = KeptListJson.write(claimed);
        if (!swap(stored, mine, now)) {
            return; // another hub polls; the next look has what it read
        }
        KeptList after = read(claimed, now);
        if (swap(Optional.of(mine), KeptListJson.write(after), now)) {
            kept = after;
        }
    }

    private KeptList read(KeptList before, Instant now) {
        try {
            KeptList after = before.after(PublishedList.read(fetch.get(address)), now);
            tell(before, after);
            return after;
        } catch (IOException | BadList e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            if (!reason.equals(told)) {
                LOG.warn(
                        "The list {} of Bitrix24's addresses cannot be used: {}. {}",
                        list.word(),
                        reason,
                        before.isThere() ? "The last good one stays." : "There is none yet; trying again.");
            }
            told = reason;
            return before.failed(reason);
        }
    }

    private void tell(KeptList before, KeptList after) {
        told = "";
        if (after.shrunken() > 0) {
            LOG.warn(
                    "The list {} of Bitrix24's addresses lost more than half of them, seen {} times; the old ones count until"
                            + " it was seen {} times",
                    list.word(),
                    after.shrunken(),
                    KeptList.TIMES);
        } else if (!before.listed().equals(after.listed())) {
            LOG.info(
                    "The list {} of Bitrix24's addresses has {} now",
                    list.word(),
                    after.listed().size());
        }
    }

    private boolean swap(Optional<String> seen, String value, Instant at) {
        try {
            return memory.swap(new Swap(SPACE, key(), seen, value), at).get(STORE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("Interrupted.", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreUnavailable("The store did not take a list of addresses.", e);
        }
    }
}
