package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventPattern;
import io.b24hub.event.Origin;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlowRegistryTest {

    private final FlowRegistry flows = new FlowRegistry();

    @Test
    void finds_the_flows_that_want_an_event_in_alphabetical_order() {
        flows.put("z-all", Optional.empty(), EventPattern.parse("*"));
        flows.put("deals", Optional.empty(), EventPattern.parse("ONCRMDEAL*"));
        flows.put("leads", Optional.empty(), EventPattern.parse("ONCRMLEADADD"));

        assertThat(flows.matching(event("main", "ONCRMDEALUPDATE"))).containsExactly("deals", "z-all");
        assertThat(flows.matching(event("main", "ONTASKADD"))).containsExactly("z-all");
    }

    @Test
    void a_flow_of_one_portal_gets_no_events_of_another() {
        flows.put("shop-deals", Optional.of("shop"), EventPattern.parse("*"));

        assertThat(flows.matching(event("shop", "ONCRMDEALADD"))).containsExactly("shop-deals");
        assertThat(flows.matching(event("main", "ONCRMDEALADD"))).isEmpty();
    }

    @Test
    void a_flow_can_change_its_mind_and_go() {
        flows.put("deals", Optional.empty(), EventPattern.parse("ONCRMDEALADD"));
        flows.put("deals", Optional.empty(), EventPattern.parse("ONCRMLEADADD"));
        assertThat(flows.matching(event("main", "ONCRMDEALADD"))).isEmpty();
        assertThat(flows.matching(event("main", "ONCRMLEADADD"))).containsExactly("deals");

        flows.remove("deals");

        assertThat(flows.matching(event("main", "ONCRMLEADADD"))).isEmpty();
        assertThat(flows.ids()).isEmpty();
    }

    @Test
    void lists_its_flows_in_alphabetical_order() {
        for (String id : new String[] {"kafka", "chat", "zoo", "alarm", "mail", "sheet", "bus"}) {
            flows.put(id, Optional.empty(), EventPattern.parse("*"));
        }

        assertThat(flows.ids()).containsExactly("alarm", "bus", "chat", "kafka", "mail", "sheet", "zoo");
    }

    @Test
    void finds_flows_that_name_a_type_whatever_portal_they_listen_to() {
        flows.put("all", Optional.empty(), EventPattern.parse("*"));
        flows.put("ops", Optional.of("shop"), EventPattern.parse("ONTASKADD,hub"));
        flows.put("wild", Optional.empty(), EventPattern.parse("HU*"));

        assertThat(flows.naming("HUB")).containsExactly("ops");
    }

    private static Bitrix24Event event(String portal, String type) {
        Instant now = Instant.parse("2026-03-01T09:00:00Z");
        return new Bitrix24Event("e1", portal, type, EntityRef.NONE, "17", now, now, Origin.WEBHOOK, Map.of());
    }
}
