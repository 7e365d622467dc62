package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.CallLane;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How urgent a call of a flow is. */
class CallLaneTest {

    private static final Instant CAME = Instant.parse("2026-03-01T09:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "WEBHOOK,1,LIVE",
        "ROBOT,1,LIVE",
        "EMULATOR,1,LIVE",
        "SWEEP,1,SWEEP",
        "REPLAY,1,REPLAY",
        "WEBHOOK,2,RETRY",
        "SWEEP,2,RETRY",
        "REPLAY,9,RETRY"
    })
    void depends_on_where_the_event_came_from_and_on_the_attempt(Origin origin, int attempt, CallLane lane) {
        Exchange exchange = exchange(origin);
        exchange.getIn().setHeader(Bitrix24Constants.ATTEMPT, attempt);

        assertThat(PortalProducer.lane(exchange)).isEqualTo(lane);
    }

    @Test
    void is_kept_when_a_step_replaced_the_body() {
        Exchange exchange = exchange(Origin.REPLAY);
        exchange.getIn().setBody("something else");

        assertThat(PortalProducer.lane(exchange)).isEqualTo(CallLane.REPLAY);
        assertThat(PortalProducer.cameAt(exchange)).contains(CAME);
    }

    @Test
    void a_call_outside_a_flow_of_events_is_live_and_wants_the_newest() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());

        assertThat(PortalProducer.lane(exchange)).isEqualTo(CallLane.LIVE);
        assertThat(PortalProducer.cameAt(exchange)).isEmpty();
    }

    private static Exchange exchange(Origin origin) {
        Bitrix24Event event =
                new Bitrix24Event("e1", "main", "ONCRMDEALADD", EntityRef.NONE, "", CAME, CAME, origin, Map.of());
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event);
        exchange.getIn().setBody(event);
        return exchange;
    }
}
