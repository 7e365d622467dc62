package io.b24hub.silence;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Watched;
import io.b24hub.bitrix.PortalCalls;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventType;
import io.b24hub.event.Origin;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.Refusal;
import io.b24hub.settings.AlertSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.store.Memory;
import io.b24hub.time.HubClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a quiet day from a dead webhook. Learns from the events of outgoing webhooks in how many minutes of each hour of the
 * week each family of events usually comes. Where that is so much that fewer than one quiet day in a thousand would explain
 * the silence, the portal is asked one question; only when it names changes that nobody was told of, or cannot be asked, there
 * is an alert. It ends when such an event comes.
 *
 * <p>Nothing is told before a week was seen. Hours in which no hub ran count for nothing. Without an incoming webhook the
 * portal cannot be asked, and only {@code expect-event-every} tells of silence.
 *
 * <p>What is learned is in the store and survives a crash but for five minutes of it; several hubs on one store learn
 * together, and one of them asks.
 *
 * <p>Thread-safe; {@link #look} is for one thread.
 */
public final class Watchdog implements Watched, IntakeListener {

    /** Where the store remembers what was learned. */
    public static final String SPACE = "silence";

    /** How long that is kept when nothing is heard any more. */
    public static final Duration KEPT = Duration.ofDays(60);

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** Trouble that stays the same is told so often. */
    private static final Duration REPEATED = Duration.ofHours(6);

    /** As recently something must have come from elsewhere to prove that the way is good. */
    private static final Duration LATELY = Duration.ofMinutes(30);

    /**
     * What else the hub sees.
     *
     * @param certificateEnds of the intake's own certificate
     * @param stopped why a portal refuses all calls, as advice
     * @param slow whether a portal's events come late, or answers take long
     */
    public record Surroundings(
            Supplier<Optional<Instant>> certificateEnds,
            Function<String, Optional<String>> stopped,
            Predicate<String> slow) {}

    /** What was told of a portal. */
    private record Told(Set<String> silent, Instant at) {}

    private final Map<String, PortalEar> ears = new LinkedHashMap<>();
    private final Map<String, Map<Refusal, Instant>> refusals = new HashMap<>();
    private final Map<String, Told> told = new HashMap<>();
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final AlertSettings settings;
    private final EventCatalogue catalogue;
    private final HubClock clock;
    private final Surroundings surroundings;

    /** @param calls clients of portals; only asked for those that have an incoming webhook */
    public Watchdog(
            Collection<PortalSettings> portals,
            AlertSettings settings,
            Function<String, PortalCalls> calls,
            Memory memory,
            EventCatalogue catalogue,
            HubClock clock,
            Surroundings surroundings) {
        for (PortalSettings portal : portals) {
            PortalEar.Asking asking = call -> calls.apply(portal.name()).call(call);
            ears.put(
                    portal.name(),
                    new PortalEar(
                            new PortalEar.Place(
                                    portal.name(),
                                    portal.timeZone(),
                                    portal.webhook().map(webhook -> asking),
                                    settings.silenceIgnored(portal.name())),
                            memory));
            refusals.put(portal.name(), new EnumMap<>(Refusal.class));
        }
        this.settings = settings;
        this.catalogue = catalogue;
        this.clock = clock;
        this.surroundings = surroundings;
    }

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {
        if (event.origin() == Origin.WEBHOOK) {
            Optional.ofNullable(ears.get(event.portal()))
                    .ifPresent(
                            ear -> ear.hear(event, catalogue.find(event.type()).map(EventType::action)));
        }
    }

    @Override
    public void refused(String portal, InetAddress client, Refusal reason) {
        Optional.ofNullable(refusals.get(portal)).ifPresent(of -> {
            synchronized (of) {
                of.put(reason, clock.instant());
            }
        });
    }

    /** How things stand with a portal's events. */
    public Hearing hearing(String portal) {
        return new Hearing(
                Optional.ofNullable(ears.get(portal)).flatMap(PortalEar::last), Optional.ofNullable(texts.get(portal)));
    }

    @Override
    public void look(Consumer<Alert> alerts, Consumer<Alert> changes) {
        ears.forEach((portal, ear) -> {
            try {
                ear.look(clock.instant());
                tell(portal, ear, alerts, changes);
            } catch (RuntimeException e) {
                LOG.warn("It cannot be told whether portal {} is silent: {}", portal, e.getMessage());
            }
        });
    }

    private void tell(String portal, PortalEar ear, Consumer<Alert> alerts, Consumer<Alert> changes) {
        Instant now = clock.instant();
        Map<String, Finding> silent = ear.silent(now);
        Optional<Duration> overdue = settings.expectEvery(portal)
                .filter(limit -> ear.silentFrom().plus(limit).isBefore(now));
        Set<String> names = silent.isEmpty()
                ? overdue.map(limit -> Set.of(Family.ANY.key())).orElse(Set.of())
                : Set.copyOf(silent.keySet());
        Optional<Told> before = Optional.ofNullable(told.get(portal));
        if (names.isEmpty()) {
            texts.remove(portal);
            if (before.map(last -> !last.silent().isEmpty()).orElse(true)) {
                Alert end = new Alert(
                                AlertKind.SILENCE_OVER,
                                portal,
                                "Events of portal " + portal + " arrive as usual again.")
                        .of(portal);
                alerts.accept(end);
                before.ifPresent(last -> changes.accept(end));
            }
            told.put(portal, new Told(names, now));
            return;
        }
        String text = report(portal, ear, now).text(silent);
        texts.put(portal, text);
        boolean isChange = before.map(last -> !last.silent().equals(names)).orElse(true);
        if (isChange || !before.orElseThrow().at().plus(REPEATED).isAfter(now)) {
            Alert alert = new Alert(AlertKind.SILENCE, portal, text).of(portal);
            alerts.accept(alert);
            if (isChange) {
                changes.accept(alert);
            }
            told.put(portal, new Told(names, now));
        }
    }

    private SilenceReport report(String portal, PortalEar ear, Instant now) {
        boolean otherPortals = ears.entrySet().stream()
                .anyMatch(each -> !each.getKey().equals(portal) && isLively(each.getValue(), now));
        Map<Refusal, Instant> refused;
        synchronized (refusals.get(portal)) {
            refused = Map.copyOf(refusals.get(portal));
        }
        return new SilenceReport(portal, ear, now, isLively(ear, now), otherPortals, refused, surroundings);
    }

    private static boolean isLively(PortalEar ear, Instant now) {
        return ear.last().filter(last -> last.plus(LATELY).isAfter(now)).isPresent();
    }
}
