package io.b24hub;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Sign;
import io.b24hub.alert.Watched;
import io.b24hub.application.ApplicationStatus;
import io.b24hub.application.Applications;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.TokenTaker;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.Secret;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Events that are fetched through the portals' applications. Made before there is anything to fetch them with, because the
 * door is built first. Thread-safe, but for the looks, which are one thread's.
 */
final class Fetched implements TokenTaker, Watched, AutoCloseable {

    private final RandomGenerator random;
    private final List<Watched> signs = new ArrayList<>();
    private final Map<String, Long> told = new HashMap<>();
    private volatile Optional<Applications> applications = Optional.empty();

    /** @param random nobody can foresee */
    Fetched(RandomGenerator random) {
        this.random = random;
    }

    /** Fails when what is stored cannot be used with these settings. */
    void open(
            HubSettings settings,
            Portals portals,
            HubStore store,
            EventCatalogue catalogue,
            EventIds ids,
            HubClock clock,
            FlowRegistry flows,
            IntakeListener listener) {
        if (settings.applications().isEmpty()) {
            return;
        }
        applications = Optional.of(new Applications(new Applications.Parts(
                settings.applications(),
                portals.applications(),
                store,
                catalogue,
                ids,
                clock,
                random,
                flows::matching,
                listener)));
        settings.applications().keySet().forEach(portal -> signs.add(sign(portal)));
    }

    private Sign sign(String portal) {
        Alert end = new Alert(
                AlertKind.APPLICATION_WORKS,
                portal,
                "Events of portal " + portal + " are fetched through its application again.");
        return new Sign(AlertKind.APPLICATION_STOPPED, end, () -> status().stream()
                .filter(each -> each.portal().equals(portal))
                .findFirst()
                .flatMap(ApplicationStatus::trouble));
    }

    /** Hears of events first. */
    Consumer<Bitrix24Event> and(Consumer<Bitrix24Event> other) {
        return event -> {
            applications.ifPresent(own -> own.heard(event));
            other.accept(event);
        };
    }

    void start() {
        applications.ifPresent(Applications::start);
    }

    List<ApplicationStatus> status() {
        return applications.map(Applications::status).orElse(List.of());
    }

    @Override
    public CompletableFuture<Void> take(String portal, Secret refreshToken) {
        return applications
                .map(own -> own.take(portal, refreshToken))
                .orElseGet(() -> TokenTaker.NONE.take(portal, refreshToken));
    }

    @Override
    public void look(Consumer<Alert> alerts, Consumer<Alert> changes) {
        signs.forEach(sign -> sign.look(alerts, changes));
        for (ApplicationStatus each : status()) {
            long since = each.unreadable() - told.getOrDefault(each.portal(), 0L);
            if (since > 0) {
                Alert alert = new Alert(
                                AlertKind.APPLICATION_UNREADABLE,
                                each.portal(),
                                "Of " + since + " records that portal " + each.portal()
                                        + " kept for its application no event could be made. They were marked with"
                                        + " event.offline.error and stay in the portal; the log names them.")
                        .of(each.portal());
                alerts.accept(alert);
                changes.accept(alert);
            }
            told.put(each.portal(), each.unreadable());
        }
    }

    @Override
    public void close() {
        applications.ifPresent(Applications::close);
    }
}
