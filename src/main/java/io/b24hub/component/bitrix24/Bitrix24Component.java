package io.b24hub.component.bitrix24;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * Receives Bitrix24 events and calls Bitrix24 REST methods. One instance serves all portals.
 *
 * <p>Thread-safe once started.
 */
@Component("bitrix24")
public class Bitrix24Component extends DefaultComponent {

    private Optional<Bitrix24Services> services = Optional.empty();
    private ExecutorService results;

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
        // Camel passes silently over a value that is no number
        if (parameters.get("concurrency") instanceof String text && !text.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException(
                    "concurrency must be a whole number from 1 to 9999, not \"" + text + "\"");
        }
        Bitrix24Endpoint endpoint = new Bitrix24Endpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        endpoint.setMethodParameters(new LinkedHashMap<>(parameters));
        parameters.clear();
        return endpoint;
    }

    /** The hub behind this component. */
    Bitrix24Services services() {
        return services.orElseThrow(() -> new IllegalStateException(
                "bitrix24: runs inside b24hub only; start the routes with it, not with a plain Camel runtime"));
    }

    /** Runs what follows a REST call, so that a slow next step does not hold a connection. */
    ExecutorService results() {
        return results;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        results = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "bitrix24-result");
    }

    @Override
    protected void doStop() throws Exception {
        getCamelContext().getExecutorServiceManager().shutdown(results);
        super.doStop();
    }
}
