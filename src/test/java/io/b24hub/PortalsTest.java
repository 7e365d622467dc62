package io.b24hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.CallWatch;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.component.bitrix24.CamelHttpTransport;
import io.b24hub.event.EventCatalogue;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class PortalsTest {

    private final Portals portals = new Portals();
    private final HubSettings settings = new SettingsReader(
                    SettingsSource.only(Map.of(
                            "hub.portal.main.tokens", "abc",
                            "hub.portal.main.webhook-url", "https://example.bitrix24.com/rest/1/abcdef0123456789/")),
                    Path.of("/home"))
            .read();

    @Test
    void hubs_that_share_a_store_divide_the_limit_of_each_portal() {
        open();
        double whole = capacity();

        portals.instances(2);
        double half = capacity();
        portals.instances(1);

        assertThat(half).isLessThanOrEqualTo(whole / 2);
        assertThat(capacity()).isEqualTo(whole);
    }

    @Test
    void a_portal_that_is_opened_later_is_divided_too() {
        open();
        double whole = capacity();
        portals.instances(2);

        open();

        assertThat(capacity()).isLessThanOrEqualTo(whole / 2);
    }

    private void open() {
        portals.open(
                settings,
                new CamelHttpTransport(new DefaultCamelContext()),
                EventCatalogue.load(),
                new ManualClock(),
                PortalListener.NONE,
                CallWatch.NONE);
    }

    private double capacity() {
        return portals.calls().get("main").state().capacity();
    }
}
