package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.b24hub.PortalServer;
import io.b24hub.TestHub;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.route.BadRoutes;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadProducerTest {

    private final PortalServer portal = new PortalServer();
    private TestHub hub;

    private static String flow(String id, String event, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:" + event + "\n      steps:\n        "
                + steps + "\n        - to: mock:" + id + "\n";
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        portal.answers(
                        "crm.deal.get",
                        "{\"ID\":\"5\",\"CURRENCY_ID\":\"EUR\",\"CONTACT_ID\":\"7\",\"COMPANY_ID\":\"0\"}")
                .answers("crm.deal.fields", "{\"CURRENCY_ID\":{\"type\":\"crm_currency\"}}")
                .answers("crm.currency.list", "[{\"CURRENCY\":\"EUR\",\"FULL_NAME\":\"Евро\"}]")
                .answers("crm.contact.get", "{\"ID\":\"7\",\"NAME\":\"Анна\"}")
                .answers("voximplant.statistic.get", "[]");
        hub = TestHub.in(dir)
                .portal(portal)
                .route(
                        "flows/text.camel.yaml",
                        flow(
                                "text",
                                "ONCRMDEALUPDATE",
                                "- to: {uri: bitrix24:read, parameters: {related: 'contact,company'}}\n"
                                        + "        - setBody: {simple: '${body.names[CURRENCY_ID]} ${body.link}"
                                        + " ${body.related[contact][NAME]} ${body.related[company][TITLE]}.'}"))
                .route(
                        "flows/plain.camel.yaml",
                        flow("plain", "ONCRMDEALADD", "- to: {uri: bitrix24:read, parameters: {names: false}}"))
                .route("flows/call.camel.yaml", flow("call", "ONVOXIMPLANTCALLEND", "- to: bitrix24:read"))
                .start();
    }

    @AfterAll
    void stop() {
        hub.close();
        portal.close();
    }

    private Exchange delivered(String event, String flow) {
        hub.awaitState(event, flow, DeliveryState.DELIVERED);
        List<Exchange> all =
                hub.context().getEndpoint("mock:" + flow, MockEndpoint.class).getReceivedExchanges();
        return all.get(all.size() - 1);
    }

    @Test
    void names_link_and_related_entities_are_there_for_expressions() {
        Exchange exchange = delivered(hub.send("ONCRMDEALUPDATE", "51"), "text");

        String address = portal.webhookUrl().substring(0, portal.webhookUrl().indexOf("/rest/"));
        assertThat(exchange.getIn().getBody(String.class))
                .isEqualTo("Евро " + address + "/crm/deal/details/51/ Анна .");
    }

    @Test
    void names_can_be_switched_off() {
        int before = portal.calls("crm.currency.list").size();

        Bitrix24Event event =
                delivered(hub.send("ONCRMDEALADD", "52"), "plain").getIn().getBody(Bitrix24Event.class);

        assertThat(event.fields()).containsEntry("CURRENCY_ID", "EUR");
        assertThat(event.names()).isEmpty();
        assertThat(portal.calls("crm.currency.list")).hasSize(before);
    }

    @Test
    void an_event_that_no_flow_wants_still_drops_the_list_that_it_makes_wrong() {
        delivered(hub.send("ONCRMDEALUPDATE", "53"), "text");
        delivered(hub.send("ONCRMDEALUPDATE", "54"), "text");
        int before = portal.calls("crm.currency.list").size();

        hub.send("ONCRMCURRENCYUPDATE", "EUR");
        delivered(hub.send("ONCRMDEALUPDATE", "55"), "text");

        assertThat(before).isPositive();
        assertThat(portal.calls("crm.currency.list")).hasSize(before + 1);
    }

    @Test
    void a_call_without_a_record_yet_waits_without_spending_an_attempt() {
        hub.post(
                Map.of(
                        "event",
                        "ONVOXIMPLANTCALLEND",
                        "data[CALL_ID]",
                        "externalCall.1",
                        "ts",
                        "1736000000",
                        "auth[member_id]",
                        "member",
                        "auth[application_token]",
                        TestHub.TOKEN),
                Map.of());
        String event = hub.store().latest(1000).stream()
                .filter(stored -> stored.type().equals("ONVOXIMPLANTCALLEND"))
                .findFirst()
                .orElseThrow()
                .id();

        DeliveryRecord delivery = hub.awaitOutcome(event, "call");

        assertThat(delivery.state()).isEqualTo(DeliveryState.DUE);
        assertThat(delivery.failures()).isZero();
        assertThat(delivery.reason()).contains("no record");
    }

    @Test
    void a_read_that_wants_something_unknown_is_refused_at_the_load(@TempDir Path dir) {
        TestHub.Preparation wrong = TestHub.in(dir)
                .portal(portal)
                .route("flows/a.camel.yaml", flow("a", "ONCRMDEALADD", "- to: bitrix24:read?related=product"))
                .route("flows/b.camel.yaml", flow("b", "ONCRMDEALADD", "- to: bitrix24:read?name=false"))
                .route("flows/c.camel.yaml", flow("c", "ONCRMDEALADD", "- to: bitrix24:read?names=no"));

        assertThat(catchThrowable(() -> wrong.start().close()))
                .isInstanceOf(BadRoutes.class)
                .hasMessageContaining("related names \"product\"")
                .hasMessageContaining("does not know [name]")
                .hasMessageContaining("names must be true or false, not \"no\"");
    }
}
