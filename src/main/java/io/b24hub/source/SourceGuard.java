package io.b24hub.source;

import io.b24hub.address.IpRange;
import io.b24hub.address.IpSet;
import io.b24hub.settings.SourceMode;
import io.b24hub.settings.SourceSettings;
import io.b24hub.time.HubClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the calls of one portal by where they come from. While one of the portal's lists was never read, nobody is a
 * stranger: a hub that cannot reach the lists takes events all the same.
 *
 * <p>This class is thread-safe and never blocks; the addresses are exchanged as a whole.
 */
public final class SourceGuard {

    /** What to do with a call. */
    public enum Verdict {
        /** Take it. */
        KNOWN,
        /** Take it if its token is right, and tell {@link SourceGuard#took}. */
        STRANGE,
        /** Refuse it. */
        REFUSED
    }

    /**
     * A stranger's call that was taken.
     *
     * @param from who
     * @param at when
     */
    public record Stranger(InetAddress from, Instant at) {}

    private static final Logger LOG = LoggerFactory.getLogger(SourceGuard.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private record Known(IpSet addresses, int size, boolean complete) {}

    private final String portal;
    private final SourceSettings settings;
    private final HubClock clock;
    private final LongAdder strange = new LongAdder();
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);
    private volatile Optional<Stranger> last = Optional.empty();
    private volatile Known known;

    SourceGuard(String portal, SourceSettings settings, HubClock clock) {
        this.portal = portal;
        this.settings = settings;
        this.clock = clock;
        known = new Known(
                IpSet.of(settings.own()),
                settings.own().size(),
                settings.lists().isEmpty());
    }

    /** One that takes everything. */
    public static SourceGuard open(String portal, HubClock clock) {
        return new SourceGuard(portal, SourceSettings.OFF, clock);
    }

    /** Whether a call may come from an address. */
    public Verdict judge(InetAddress client) {
        Known now = known;
        if (settings.mode() == SourceMode.OFF
                || !now.complete()
                || now.addresses().contains(client)) {
            return Verdict.KNOWN;
        }
        return settings.mode() == SourceMode.ENFORCE ? Verdict.REFUSED : Verdict.STRANGE;
    }

    /** A stranger's call had the right token and was taken. */
    public void took(InetAddress client) {
        strange.increment();
        Instant now = clock.instant();
        last = Optional.of(new Stranger(client, now));
        Instant quiet = quietUntil.get();
        if (!now.isBefore(quiet) && quietUntil.compareAndSet(quiet, now.plus(PAUSE))) {
            LOG.warn(
                    "Portal {} was called with the right token from {}, which is none of Bitrix24's addresses ({} such calls"
                            + " since the start)",
                    portal,
                    client.getHostAddress(),
                    strange.sum());
        }
    }

    /** Exchanges the addresses. */
    void know(Collection<PolledList> lists) {
        List<IpRange> all = new ArrayList<>(settings.own());
        boolean complete = true;
        for (PolledList list : lists) {
            if (settings.lists().contains(list.list())) {
                all.addAll(list.kept().allowed());
                complete &= list.kept().isThere();
            }
        }
        known = new Known(IpSet.of(all), (int) all.stream().distinct().count(), complete);
    }

    String portal() {
        return portal;
    }

    SourceSettings settings() {
        return settings;
    }

    boolean isComplete() {
        return known.complete();
    }

    int size() {
        return known.size();
    }

    long strange() {
        return strange.sum();
    }

    Optional<Stranger> last() {
        return last;
    }
}
