package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.WholeList;
import io.b24hub.change.Kept;
import io.b24hub.reading.Wish;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** The name that is no REST method: reads the entity of the current event. */
    static final String READ = "read";

    /** The name that is no REST method either: what sweeps found. */
    static final String LEDGER = "ledger";

    /** Most rows of a list that is read as a whole, when nobody says. */
    private static final int WHOLE_LIST = 5000;

    @UriPath(
            description =
                    "Consumer: event types with commas between them; upper or lower case, a star matches anything."
                            + " Producer: a REST method such as crm.deal.get, or read for the entity of the current event,"
                            + " or ledger for what sweeps found.")
    @Metadata(required = true)
    private final String name;

    @UriParam(
            description = "Name of a portal in the configuration. Consumer: listen to this portal only; all portals"
                    + " without it. Producer: call this portal; without it, the portal of the current event.")
    private String portal;

    @UriParam(
            label = "consumer",
            defaultValue = "updates",
            enums = "updates,all,none",
            description = "Which waiting deliveries of one entity are carried by the newest, because the flow reads the"
                    + " current state anyway: updates (events that end in UPDATE), all, or none for a flow that wants"
                    + " every event.")
    private String merge;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            description = "Waits until an entity has not changed for this long, for example 30s, so that a burst of"
                    + " changes is one delivery. At most 1d.")
    private String debounce;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            description = "How long debounce may hold an entity back that goes on changing. Without it, ten times"
                    + " debounce.")
    private String maxDelay;

    @UriParam(
            label = "consumer",
            defaultValue = "1",
            description = "How many deliveries the flow gets at once, 1 to 1000. Above 1 the body is a list of events,"
                    + " also when there is only one, and all of it succeeds or fails together.")
    private String batchSize;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "0s",
            description = "How long the first delivery of a batch waits for it to fill, at most 1h. Without it the flow"
                    + " gets what is there.")
    private String batchWait;

    @UriParam(
            label = "consumer",
            description = "How many attempts may begin in a time: 20/m, 5/s, 100/h, 1/10s. No thread waits.")
    private String rate;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            description = "How far behind the flow may fall, for example 2m; from 1s to 1d. When what waits would take"
                    + " longer, the flow gets digests, that is, lists of up to digestSize events, until it keeps up"
                    + " again. With this option the body is always a list of events.")
    private String maxBehind;

    @UriParam(
            label = "consumer",
            defaultValue = "40",
            description = "How many events a digest holds at most, 2 to 1000; more than batchSize. Needs maxBehind.")
    private String digestSize;

    @UriParam(
            label = "consumer",
            description = "How many attempts of this flow run side by side, 1 to 1000. The hub's default is"
                    + " hub.delivery.concurrency.")
    private String concurrency;

    @UriParam(
            label = "consumer",
            description = "Waits between attempts, for example 5s,30s,2m; the last one repeats. The hub's default is"
                    + " hub.delivery.retry-schedule.")
    private String retrySchedule;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            description =
                    "How long a failing delivery is tried again before it is parked, for example 3d; 0 parks it at"
                            + " once. The hub's default is hub.delivery.retry-for.")
    private String retryFor;

    @UriParam(
            label = "consumer,advanced",
            description = "Names of where the flow delivers to, with commas between them. Flows that name the same"
                    + " destination share its breaker and its holds. Without it the hub takes them from the flow's"
                    + " steps, for example telegram:-100123.")
    private String destination;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description = "Only for read: whether ids of stages, people, currencies and the like get names, in"
                    + " body.names. The portal's lists are kept in memory, so that names cost few calls.")
    private boolean names = true;

    @UriParam(
            label = "producer",
            description = "Only for read: entities to read along, into body.related. contact, company, or both with a"
                    + " comma between them.")
    private String related;

    @UriParam(
            label = "producer",
            description =
                    "Only for read: the fields wanted, with commas between them, named as without a selection. Leads,"
                            + " deals, contacts, companies, quotes, invoices and smart processes are then read fifty at a time.")
    private String select;

    @UriParam(
            label = "consumer",
            defaultValue = "drop",
            enums = "drop,keep",
            description =
                    "What becomes of an event that tells the flow of what it wrote to the portal itself: drop ends it"
                            + " as filtered, keep runs the flow.")
    private String echo;

    @UriParam(
            label = "producer",
            defaultValue = "all",
            description = "Only for read: what to remember of the entity, so that the next delivery can tell what has"
                    + " changed: all, none, names of fields with commas between them, or all but some:"
                    + " names with a minus before each.")
    private String snapshot = "all";

    @UriParam(
            label = "consumer",
            description =
                    "When the flow gets an event of type TIMER, for example 0 9 * * 1-5: minute, hour, day of the"
                            + " month, month, day of the week, in the portal's time zone; or @hourly, @daily, @weekly, @monthly.")
    private String schedule;

    @UriParam(
            label = "producer",
            description = "Only for methods that give lists: true reads all pages, fifty of them in one batch, and the"
                    + " result holds all rows. A list that is longer than limit parks the delivery. Any other value is"
                    + " a parameter of the method.")
    private String all;

    @UriParam(
            label = "producer",
            defaultValue = "5000",
            description = "Only with all=true: most rows, 1 to 50000. Otherwise a parameter of the method.")
    private String limit;

    private Map<String, Object> methodParameters = Map.of();

    public Bitrix24Endpoint(String uri, Bitrix24Component component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Map<String, String> options = consumerOptions();
        methodParameters.forEach((option, value) -> options.put(option, String.valueOf(value)));
        FlowOptions flow = FlowOptions.read(
                name, options, services().portals().keySet(), services().defaults());
        Bitrix24Consumer consumer = new Bitrix24Consumer(this, processor, flow);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() throws Exception {
        checkPortal();
        if (LEDGER.equals(name)) {
            return new LedgerProducer(this, parameters());
        }
        return READ.equals(name)
                ? new ReadProducer(this, Wish.of(names, related == null ? "" : related), Kept.of(snapshot))
                : new MethodProducer(this, name, parameters(), wholeList());
    }

    /** To a REST method, options of a consumer are parameters like any other. */
    private Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(methodParameters);
        Map<String, String> options = consumerOptions();
        options.remove("portal");
        parameters.putAll(options);
        if (!isWholeList()) {
            Optional.ofNullable(all).ifPresent(value -> parameters.put("all", value));
            Optional.ofNullable(limit).ifPresent(value -> parameters.put("limit", value));
        }
        return parameters;
    }

    private boolean isWholeList() {
        return "true".equals(all);
    }

    /** How many rows a whole list may have; empty when one page is wanted. */
    private OptionalInt wholeList() {
        if (!isWholeList()) {
            return OptionalInt.empty();
        }
        if (methodParameters.keySet().stream().anyMatch("start"::equalsIgnoreCase)) {
            throw new IllegalArgumentException("all=true reads from the beginning; take start away, or all");
        }
        int most = limit == null ? WHOLE_LIST : limit.matches("\\d{1,6}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > WholeList.MOST) {
            throw new IllegalArgumentException(
                    "limit=" + limit + ": it must be a whole number from 1 to " + WholeList.MOST);
        }
        return OptionalInt.of(most);
    }

    private Map<String, String> consumerOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("portal", portal);
        options.put("merge", merge);
        options.put("debounce", debounce);
        options.put("maxDelay", maxDelay);
        options.put("batchSize", batchSize);
        options.put("batchWait", batchWait);
        options.put("rate", rate);
        options.put("maxBehind", maxBehind);
        options.put("digestSize", digestSize);
        options.put("concurrency", concurrency);
        options.put("retrySchedule", retrySchedule);
        options.put("retryFor", retryFor);
        options.put("destination", destination);
        options.put("echo", echo);
        options.put("schedule", schedule);
        options.values().removeIf(Objects::isNull);
        return options;
    }

    private void checkPortal() {
        Set<String> known = services().portals().keySet();
        if (portal != null && !known.contains(portal)) {
            throw new IllegalArgumentException("There is no portal \"" + portal
                    + "\" in the configuration; hub.portals has " + String.join(", ", new TreeSet<>(known)));
        }
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

    public String getMerge() {
        return merge;
    }

    public void setMerge(String merge) {
        this.merge = merge;
    }

    public String getDebounce() {
        return debounce;
    }

    public void setDebounce(String debounce) {
        this.debounce = debounce;
    }

    public String getMaxDelay() {
        return maxDelay;
    }

    public void setMaxDelay(String maxDelay) {
        this.maxDelay = maxDelay;
    }

    public String getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(String batchSize) {
        this.batchSize = batchSize;
    }

    public String getBatchWait() {
        return batchWait;
    }

    public void setBatchWait(String batchWait) {
        this.batchWait = batchWait;
    }

    public String getRate() {
        return rate;
    }

    public void setRate(String rate) {
        this.rate = rate;
    }

    public String getMaxBehind() {
        return maxBehind;
    }

    public void setMaxBehind(String maxBehind) {
        this.maxBehind = maxBehind;
    }

    public String getDigestSize() {
        return digestSize;
    }

    public void setDigestSize(String digestSize) {
        this.digestSize = digestSize;
    }

    public String getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(String concurrency) {
        this.concurrency = concurrency;
    }

    public String getSelect() {
        return select;
    }

    public void setSelect(String select) {
        this.select = select;
    }

    public String getRetrySchedule() {
        return retrySchedule;
    }

    public void setRetrySchedule(String retrySchedule) {
        this.retrySchedule = retrySchedule;
    }

    public boolean isNames() {
        return names;
    }

    public void setNames(boolean names) {
        this.names = names;
    }

    public String getRelated() {
        return related;
    }

    public void setRelated(String related) {
        this.related = related;
    }

    public String getRetryFor() {
        return retryFor;
    }

    public void setRetryFor(String retryFor) {
        this.retryFor = retryFor;
    }

    public String getDestination() {
        return destination;
    }

    public void setDestination(String destination) {
        this.destination = destination;
    }

    public String getEcho() {
        return echo;
    }

    public void setEcho(String echo) {
        this.echo = echo;
    }

    public String getAll() {
        return all;
    }

    public void setAll(String all) {
        this.all = all;
    }

    public String getLimit() {
        return limit;
    }

    public void setLimit(String limit) {
        this.limit = limit;
    }

    public String getSchedule() {
        return schedule;
    }

    public void setSchedule(String schedule) {
        this.schedule = schedule;
    }

    public String getSnapshot() {
        return snapshot;
    }

    public void setSnapshot(String snapshot) {
        this.snapshot = snapshot;
    }
}
