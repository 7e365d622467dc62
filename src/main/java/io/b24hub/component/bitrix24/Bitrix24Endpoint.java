package io.b24hub.component.bitrix24;

import io.b24hub.delivery.FlowSpec;
import io.b24hub.delivery.RetrySchedule;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventPattern;
import io.b24hub.settings.DeliverySettings;
import io.b24hub.settings.Units;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Receive Bitrix24 events durably, and call Bitrix24 REST methods within the portal's limits.
 *
 * <p>Consumer: each event becomes one delivery of the route, acknowledged when the route has ended, tried again when it
 * failed, also after a restart. Producer: any REST method, its parameters as options; {@code read} reads the entity that
 * the current event is about.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "bitrix24",
        title = "Bitrix24",
        syntax = "bitrix24:name",
        category = {Category.SAAS},
        lenientProperties = true,
        headersClass = Bitrix24Constants.class)
public class Bitrix24Endpoint extends DefaultEndpoint implements AsyncEndpoint, MultipleConsumersSupport {

    @UriPath(
            description =
                    "Consumer: event types with commas between them; upper or lower case, a star matches anything."
                            + " Producer: a REST method such as crm.deal.get, or read for the entity of the current event.")
    @Metadata(required = true)
    private final String name;

    @UriParam(
            description = "Name of a portal in the configuration. Consumer: listen to this portal only; all portals"
                    + " without it. Producer: call this portal; without it, the portal of the current event.")
    private String portal;

    @UriParam(
            label = "consumer",
            description = "How many deliveries of this flow run side by side. The hub's default is"
                    + " hub.delivery.concurrency.")
    private int concurrency;

    @UriParam(
            label = "consumer",
            description = "Waits between attempts, for example 5s,30s,2m; the last one repeats. The hub's default is"
                    + " hub.delivery.retry-schedule.")
    private String retrySchedule;

    @UriParam(
            label = "consumer",
            description =
                    "How long a failing delivery is tried again before it is parked, for example 3d; 0 parks it at"
                            + " once. The hub's default is hub.delivery.retry-for.")
    private String retryFor;

    private Map<String, Object> methodParameters = Map.of();

    public Bitrix24Endpoint(String uri, Bitrix24Component component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        checkPortal();
        if (!methodParameters.isEmpty()) {
            throw new IllegalArgumentException("Unknown parameters=" + methodParameters.keySet()
                    + ": a bitrix24: consumer has the options portal, concurrency, retrySchedule and retryFor");
        }
        Bitrix24Consumer consumer = new Bitrix24Consumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() throws Exception {
        checkPortal();
        return "read".equals(name) ? new ReadProducer(this) : new MethodProducer(this, name, methodParameters);
    }

    private void checkPortal() {
        Set<String> known = services().portals().keySet();
        if (portal != null && !known.contains(portal)) {
            throw new IllegalArgumentException("There is no portal \"" + portal
                    + "\" in the configuration; hub.portals has " + String.join(", ", new TreeSet<>(known)));
        }
    }

    /**
     * Event names of a consumer that the catalogue does not know, each with the known one it resembles. They are no error,
     * because Bitrix24 adds events, but they may be misspelt.
     */
    public Map<String, Optional<String>> unknownEvents() {
        EventCatalogue catalogue = services().catalogue();
        Map<String, Optional<String>> unknown = new LinkedHashMap<>();
        EventPattern.parse(name).exactNames().stream()
                .filter(event -> catalogue.find(event).isEmpty())
                .forEach(event -> unknown.put(event, catalogue.closest(event)));
        return unknown;
    }

    /** What the flow of a route wants, with the hub's defaults for what the address leaves open. */
    FlowSpec flow(String routeId) {
        DeliverySettings defaults = services().defaults();
        RetrySchedule schedule = RetrySchedule.DEFAULT
                .withWaits(retrySchedule == null ? defaults.retryWaits() : Units.durations(retrySchedule))
                .withRetryFor(retryFor == null ? defaults.retryFor() : Units.duration(retryFor));
        return new FlowSpec(
                routeId,
                Optional.ofNullable(portal),
                EventPattern.parse(name),
                concurrency > 0 ? concurrency : defaults.concurrency(),
                schedule);
    }

    Bitrix24Services services() {
        return getComponent().services();
    }

    @Override
    public Bitrix24Component getComponent() {
        return (Bitrix24Component) super.getComponent();
    }

    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public boolean isLenientProperties() {
        return true;
    }

    void setMethodParameters(Map<String, Object> methodParameters) {
        this.methodParameters = methodParameters;
    }

    public String getName() {
        return name;
    }

    public String getPortal() {
        return portal;
    }

    public void setPortal(String portal) {
        this.portal = portal;
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public String getRetrySchedule() {
        return retrySchedule;
    }

    public void setRetrySchedule(String retrySchedule) {
        this.retrySchedule = retrySchedule;
    }

    public String getRetryFor() {
        return retryFor;
    }

    public void setRetryFor(String retryFor) {
        this.retryFor = retryFor;
    }
}
