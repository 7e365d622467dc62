package io.b24hub.change;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventType;
import io.b24hub.event.EventType.Action;
import io.b24hub.store.Delivery;
import io.b24hub.store.Fact;
import io.b24hub.store.Memory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells each flow what is other than when it saw an entity last, that is, in its last delivery of the entity that ended
 * well. What it sees now is to be remembered with the end of the delivery, in one transaction: a delivery that fails, is
 * parked or is cut off by a crash changes nothing, and sees the same change when it runs again.
 *
 * <p>Deliveries of one entity run one after the other in a flow, so nothing is read here that another one is about to
 * change.
 *
 * <p>This class is thread-safe. {@link #last} waits for the store, a fraction of a millisecond.
 */
public final class Snapshots {

    /** Where {@link Memory} keeps them. */
    public static final String SPACE = "snapshot";

    private final Memory memory;
    private final EventCatalogue catalogue;

    public Snapshots(Memory memory, EventCatalogue catalogue) {
        this.memory = memory;
        this.catalogue = catalogue;
    }

    /**
     * What a flow saw last.
     *
     * @param portal the portal that is read
     */
    public Last last(Delivery delivery, Bitrix24Event event, String portal, Kept kept) {
        if (kept.nothing() || event.entity().isNone() || action(event) == Action.OTHER && !isRobot(event)) {
            return new Last("", Optional.empty());
        }
        String key = key(delivery, event, portal);
        return new Last(key, memory.recall(SPACE, key));
    }

    // a robot's call is read with other names of fields
    private static String key(Delivery delivery, Bitrix24Event event, String portal) {
        return delivery.flow() + "/" + portal + "/" + event.entity().key() + (isRobot(event) ? "/robot" : "");
    }

    /**
     * What to remember after the flow itself has written to the entity that it read: what it wrote is no news to it.
     *
     * @param noted finds what an earlier step of the attempt wants remembered under a key
     * @param fields what was written, by name; others than those that were read are left alone
     */
    public Optional<Fact> written(
            Delivery delivery, String portal, Function<String, Optional<Fact>> noted, Map<?, ?> fields) {
        String key = key(delivery, delivery.event(), portal);
        return noted.apply(key).flatMap(Fact::value).flatMap(Snapshot::of).map(seen -> {
            Map<String, Object> after = new LinkedHashMap<>(seen.fields());
            after.replaceAll((name, value) -> fields.containsKey(name) ? fields.get(name) : value);
            return Fact.remember(
                    SPACE,
                    key,
                    new Snapshot(seen.whole(), after, seen.left()).bounded().text());
        });
    }

    /**
     * Compares.
     *
     * @param read as read now
     * @param last as {@link #last} told
     * @param noted what an earlier step of the same attempt wants remembered of the same entity
     * @param select the fields that were asked for; empty for all
     */
    public Seen compare(
            Bitrix24Event read, Last last, Optional<Fact> noted, Kept kept, List<String> select, Delivery delivery) {
        if (last.key.isEmpty()) {
            return new Seen(read, Optional.empty(), List.of());
        }
        Sighting sighting = new Sighting(kept, select, action(read), delivery.carries() > 0);
        Optional<Snapshot> before = last.value.flatMap(Snapshot::of);
        Bitrix24Event compared = sighting.compared(read, before);
        if (read.gone()) {
            Optional<Fact> end =
                    action(read) == Action.DELETE ? Optional.of(Fact.forget(SPACE, last.key)) : Optional.empty();
            return new Seen(compared, end, List.of());
        } else if (read.unreadable() || read.fields().isEmpty()) {
            return new Seen(compared, Optional.empty(), List.of());
        }
        Snapshot next = sighting.next(
                        read.fields(),
                        noted.flatMap(Fact::value).flatMap(Snapshot::of).or(() -> before))
                .bounded();
        List<String> tooLarge = next.left().stream().filter(kept::has).toList();
        return new Seen(compared, Optional.of(Fact.remember(SPACE, last.key, next.text())), tooLarge);
    }

    private Action action(Bitrix24Event event) {
        return catalogue.find(event.type()).map(EventType::action).orElse(Action.OTHER);
    }

    private static boolean isRobot(Bitrix24Event event) {
        return event.type().equals(EventCatalogue.ROBOT);
    }

    /** What a flow saw last of an entity; nothing when it is not to be compared. */
    public static final class Last {

        private final String key;
        private final Optional<String> value;

        private Last(String key, Optional<String> value) {
            this.key = key;
            this.value = value;
        }

        /** Where it is remembered. */
        public String key() {
            return key;
        }
    }

    /**
     * What a flow sees now.
     *
     * @param event with {@code before} and {@code changed}
     * @param fact what to remember with the end of the delivery
     * @param left fields that are too large to be remembered
     */
    public record Seen(Bitrix24Event event, Optional<Fact> fact, List<String> left) {}
}
