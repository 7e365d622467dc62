package io.b24hub.silence;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventType.Action;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What came from one portal since it was written down last: a few times for each family. Thread-safe. */
final class News {

    /** Minutes that are remembered while the store cannot be reached. */
    private static final int MOST_MINUTES = 130;

    /** A family more is not heard of: the codes of smart processes come from outside. */
    private static final int MOST_FAMILIES = 100;

    private static final Instant NEVER = Instant.EPOCH;

    /** News of one family; {@code minutes} are counted from the epoch. */
    record Of(SortedSet<Long> minutes, Instant last, Instant occurred, Instant added, Instant updated) {

        private Of and(Of other) {
            SortedSet<Long> all = new TreeSet<>(minutes);
            all.addAll(other.minutes);
            while (all.size() > MOST_MINUTES) {
                all.remove(all.first());
            }
            return new Of(
                    all,
                    later(last, other.last),
                    later(occurred, other.occurred),
                    later(added, other.added),
                    later(updated, other.updated));
        }

        private static Instant later(Instant a, Instant b) {
            return a.isAfter(b) ? a : b;
        }
    }

    private Map<Family, Of> families = new HashMap<>();

    synchronized void add(Family family, Bitrix24Event event, Optional<Action> action) {
        Of known = families.get(family);
        if (known == null && families.size() >= MOST_FAMILIES) {
            return;
        }
        Instant at = event.receivedAt();
        SortedSet<Long> minute = new TreeSet<>();
        minute.add(at.getEpochSecond() / 60);
        Of one = new Of(
                minute,
                at,
                event.occurredAt(),
                action.filter(Action.ADD::equals).isPresent() ? at : NEVER,
                action.filter(Action.UPDATE::equals).isPresent() ? at : NEVER);
        families.merge(family, one, Of::and);
    }

    /** When something of a family came last; empty for nothing. */
    synchronized Optional<Instant> last(Family family) {
        return Optional.ofNullable(families.get(family)).map(Of::last);
    }

    /** Gives what came, and begins anew. */
    synchronized Map<Family, Of> take() {
        Map<Family, Of> taken = families;
        families = new HashMap<>();
        return taken;
    }

    /** Takes back what could not be written down. */
    synchronized void putBack(Map<Family, Of> taken) {
        taken.forEach((family, of) -> families.merge(family, of, Of::and));
    }

    synchronized boolean isEmpty() {
        return families.isEmpty();
    }
}
