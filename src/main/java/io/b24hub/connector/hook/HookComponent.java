package io.b24hub.connector.hook;

import io.b24hub.settings.HookSettings;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * Sends to addresses that are secrets as a whole, such as incoming webhooks of Slack and Mattermost. A route says
 * {@code hook:sales}; the address is the setting {@code hub.hook.sales.url} and stands in no endpoint address.
 *
 * <p>Thread-safe once started.
 */
@Component("hook")
public class HookComponent extends DefaultComponent {

    private final Map<String, HookSettings> hooks;

    /** For tools that only look at options; a hub gives its addresses. */
    public HookComponent() {
        this(Map.of());
    }

    /** @param hooks the addresses by their names */
    public HookComponent(Map<String, HookSettings> hooks) {
        this.hooks = Map.copyOf(hooks);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        HookEndpoint endpoint = new HookEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    HookSettings hook(String name) {
        return Optional.ofNullable(hooks.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "No address for hook:" + name + ": set hub.hook." + name + ".url"));
    }
}
