package io.b24hub.component.bitrix24;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;

/**
 * Receives Bitrix24 events and calls Bitrix24 REST methods. One instance serves all portals.
 *
 * <p>Thread-safe once started.
 */
@Component("bitrix24")
public class Bitrix24Component extends DefaultComponent {

    /** The options of {@code read} alone. */
    static final Set<String> READ_OPTIONS = Set.of("names", "related", "select", "snapshot");

    private Optional<Bitrix24Services> services = Optional.empty();
    private ExecutorService results;
    private AttemptWatch watch = AttemptWatch.NONE;

    /** For tools that only look at options; a hub gives its services. */
    public Bitrix24Component() {}

    public Bitrix24Component(Bitrix24Services services) {
        this.services = Optional.of(services);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining.isBlank()) {
            throw new IllegalArgumentException(
                    "bitrix24: needs event types (from) or a REST method or \"read\" (to), for"
                            + " example bitrix24:ONCRMDEALUPDATE or bitrix24:crm.deal.get");
        }
        Bitrix24Endpoint endpoint = new Bitrix24Endpoint(uri, this, remaining);
        if (remaining.equals(Bitrix24Endpoint.READ)) {
            checkNames(parameters);
            setProperties(endpoint, parameters);
            refuseRest(parameters);
            return endpoint;
        }
        // these belong to read only: for any other name they may be parameters of a REST method
        Map<String, Object> methods = new LinkedHashMap<>(parameters);
        Map<String, Object> options = new LinkedHashMap<>(parameters);
        options.keySet().removeAll(READ_OPTIONS);
        setProperties(endpoint, options);
        methods.keySet().removeIf(name -> !options.containsKey(name) && !READ_OPTIONS.contains(name));
        endpoint.setMethodParameters(methods);
        parameters.clear();
        return endpoint;
    }

    private static void checkNames(Map<String, Object> parameters) {
        if (parameters.get("names") instanceof String text && !text.matches("true|false")) {
            throw new IllegalArgumentException("names must be true or false, not \"" + text + "\"");
        }
    }

    private static void refuseRest(Map<String, Object> parameters) {
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException("bitrix24:read does not know " + parameters.keySet()
                    + "; it has the options portal, names, related, select and snapshot");
        }
    }

    /** The hub behind this component. */
    Bitrix24Services services() {
        return services.orElseThrow(() -> new IllegalStateException(
                "bitrix24: runs inside b24hub only; start the routes with it, not with a plain Camel runtime"));
    }

    /** Who watches attempts. */
    AttemptWatch watch() {
        return watch;
    }

    /** Runs what follows a REST call, so that a slow next step does not hold a connection. */
    ExecutorService results() {
        return results;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        watch = Optional.ofNullable(CamelContextHelper.findSingleByType(getCamelContext(), AttemptWatch.class))
                .orElse(AttemptWatch.NONE);
        results = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "bitrix24-result");
    }

    @Override
    protected void doStop() throws Exception {
        getCamelContext().getExecutorServiceManager().shutdown(results);
        super.doStop();
    }
}
