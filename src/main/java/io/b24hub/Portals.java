package io.b24hub;

import io.b24hub.bitrix.ApplicationRest;
import io.b24hub.bitrix.CallWatch;
import io.b24hub.bitrix.LeakyBucket;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.component.bitrix24.CamelHttpTransport;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.operate.Reload;
import io.b24hub.reading.PortalReader;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.time.HubClock;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls and reads each portal. Made before there is anything to call them with, because the door is built first, and
 * filled before it opens.
 *
 * <p>Hubs that share a store share the portals' limits, too: each takes its part of them, as many parts as there are hubs.
 *
 * <p>Thread-safe.
 */
final class Portals implements DeliveryListener {

    private final Map<String, PortalRest> calls = new ConcurrentHashMap<>();
    private final Map<String, PortalReader> readers = new ConcurrentHashMap<>();
    private final Map<String, ApplicationRest> applications = new ConcurrentHashMap<>();
    private volatile int hubs = 1;

    /** Makes what each portal needs. */
    void open(
            HubSettings settings,
            CamelHttpTransport transport,
            EventCatalogue catalogue,
            HubClock clock,
            PortalListener news,
            CallWatch watch) {
        for (PortalSettings portal : settings.portals().values()) {
            LeakyBucket bucket = new LeakyBucket(portal.budget(), clock);
            PortalRest rest =
                    new PortalRest(portal, settings.rest(), transport, bucket, clock, new PortalLog().and(news), watch);
            Optional<URI> pages = portal.webhook().map(Webhook::portal);
            readers.put(portal.name(), new PortalReader(portal.name(), rest, pages, catalogue, clock));
            calls.put(portal.name(), rest);
            rest.share(hubs);
            Optional.ofNullable(settings.applications().get(portal.name()))
                    .ifPresent(own -> applications.put(
                            portal.name(),
                            new ApplicationRest(portal.name(), own.address(), transport, bucket, clock)));
        }
    }

    /** Takes over another secret of an incoming webhook of the same account; another account's counts at the next start. */
    Reload.Outcome takeOver(PortalSettings portal) {
        boolean changed = calls.get(portal.name()).takeOver(portal.webhook());
        boolean same = calls.get(portal.name()).uses(portal.webhook());
        return new Reload.Outcome(
                changed ? List.of("portal " + portal.name() + ": webhook replaced") : List.of(),
                same ? List.of() : List.of("hub.portal." + portal.name() + ".webhook-url"));
    }

    /** Clients by the portal's name. */
    Map<String, PortalRest> calls() {
        return Map.copyOf(calls);
    }

    /** Clients of the portals that have an application, by the portal's name. */
    Map<String, ApplicationRest> applications() {
        return Map.copyOf(applications);
    }

    /** Readers by the portal's name. */
    Map<String, PortalReader> readers() {
        return Map.copyOf(readers);
    }

    /** Tells the event's portal, which may have to forget a list. */
    void heard(Bitrix24Event event) {
        Optional.ofNullable(readers.get(event.portal())).ifPresent(reader -> reader.heard(event));
    }

    @Override
    public void instances(int count) {
        hubs = Math.max(1, count);
        calls.values().forEach(portal -> portal.share(hubs));
    }

    /** Tells the log what an operator should know of a portal. */
    private static final class PortalLog implements PortalListener {

        private static final Logger LOG = LoggerFactory.getLogger(Portals.class);

        @Override
        public void stopped(String portal, String advice) {
            LOG.error(
                    "Portal {} refuses all calls: {} Flows that read from it wait; events are still received",
                    portal,
                    advice);
        }

        @Override
        public void recovered(String portal) {
            LOG.info("Portal {} answers again", portal);
        }

        @Override
        public void moved(String portal, URI address) {
            LOG.warn(
                    "Portal {} was renamed to {}; put the new address into hub.portal.{}.webhook-url",
                    portal,
                    address,
                    portal);
        }
    }
}
