package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.PortalServer;
import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortalProducerTest {

    private final PortalServer portal = new PortalServer();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestHub hub;
    private Path data;

    private static String flow(String id, String event, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:" + event + "\n      steps:\n        "
                + steps + "\n        - to: mock:" + id + "\n";
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        log.start();
        ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(log);
        data = dir.resolve("data");
        portal.answers("crm.deal.get", "{\"ID\":\"5\",\"TITLE\":\"A + B & ${body}\",\"STAGE_ID\":null}")
                .answers("crm.deal.update", "true")
                .replies(
                        "crm.activity.get",
                        call -> Reply.of(400, "{\"error\":\"\",\"error_description\":\"Access denied.\"}"))
                .replies("crm.lead.get", call -> Reply.of(400, "{\"error\":\"\",\"error_description\":\"Not found\"}"));
        hub = TestHub.in(dir)
                .set("hub.portals", "main,silent")
                .set("hub.portal.silent.tokens", "another-token-of-a-portal")
                .set("hub.delivery.retry-schedule", "1h")
                .portal(portal)
                .route(
                        "flows/get.camel.yaml",
                        flow(
                                "get",
                                "ONCRMDEALADD",
                                "- to: {uri: bitrix24:crm.deal.get, parameters: {id: '${body.entity.id}', at: '${body.occurredAt}'},"
                                        + " variableReceive: deal}"))
                .route(
                        "flows/write.camel.yaml",
                        flow(
                                "write",
                                "ONCRMDEALADD",
                                "- to:\n            uri: bitrix24:crm.deal.update\n            parameters:\n"
                                        + "              id: '${body.entity.id}'\n"
                                        + "              fields[STAGE_ID]: 'WON of ${body.type}'\n"
                                        + "              fields[UF][a]: x\n"
                                        + "              filter[>ID]: '5'\n"
                                        + "              filter[<=DATE_CREATE]: '${body.data[FIELDS][ID]}=1+1'\n"
                                        + "              filter[!=STAGE_ID]: LOSE\n"
                                        + "              filter[%TITLE]: '50% off, ${body.entity.id}%'\n"
                                        + "              filter[!%ADDRESS]: x"))
                .route("flows/read.camel.yaml", flow("read", "ONCRMDEALUPDATE", "- to: bitrix24:read"))
                .route("flows/gone.camel.yaml", flow("gone", "ONCRMLEADUPDATE", "- to: bitrix24:read"))
                .route("flows/closed.camel.yaml", flow("closed", "ONCRMACTIVITYADD", "- to: bitrix24:read"))
                .route("flows/deleted.camel.yaml", flow("deleted", "ONCRMDEALDELETE", "- to: bitrix24:read"))
                .route("flows/nothing.camel.yaml", flow("nothing", "ONSOMETHINGNEW", "- to: bitrix24:read"))
                .route("flows/wrong.camel.yaml", flow("wrong", "ONCRMCOMPANYADD", "- to: bitrix24:crm.compny.get"))
                .route("flows/busy.camel.yaml", flow("busy", "ONCRMCONTACTADD", "- to: bitrix24:crm.contact.get?id=1"))
                .route(
                        "flows/no-webhook.camel.yaml",
                        flow("no-webhook", "ONCRMQUOTEADD", "- to: bitrix24:crm.quote.get?id=1&portal=silent"))
                .start();
    }

    @AfterAll
    void stop() {
        hub.close();
        ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(log);
        portal.close();
    }

    private Exchange delivered(String event, String flow) {
        hub.awaitState(event, flow, DeliveryState.DELIVERED);
        List<Exchange> all =
                hub.context().getEndpoint("mock:" + flow, MockEndpoint.class).getReceivedExchanges();
        return all.get(all.size() - 1);
    }

    @Test
    void calls_a_method_with_evaluated_parameters_and_keeps_the_body_when_a_variable_receives() {
        Exchange exchange = delivered(hub.send("ONCRMDEALADD", "51"), "get");

        assertThat(portal.calls("crm.deal.get"))
                .anyMatch(body -> body.contains("\"id\":\"51\"") && body.contains("Z\""));
        assertThat(exchange.getVariable("deal", java.util.Map.class).get("TITLE"))
                .isEqualTo("A + B & ${body}");
        assertThat(exchange.getIn().getBody()).isInstanceOf(Bitrix24Event.class);
    }

    @Test
    void writes_bracketed_parameters_as_nested_objects() {
        delivered(hub.send("ONCRMDEALADD", "52"), "write");

        assertThat(portal.calls("crm.deal.update")).anySatisfy(body -> assertThat(body)
                .contains("\"id\":\"52\"")
                .contains("\"fields\":{\"STAGE_ID\":\"WON of ONCRMDEALADD\",\"UF\":{\"a\":\"x\"}}")
                .contains("\"%TITLE\":\"50% off, 52%\"")
                .contains("\"!%ADDRESS\":\"x\"")
                .contains("\"!=STAGE_ID\":\"LOSE\"")
                .contains("\"<=DATE_CREATE\":\"52=1")
                .contains("\">ID\":\"5\""));
    }

    @Test
    void read_fills_the_fields_of_the_event() {
        Exchange exchange = delivered(hub.send("ONCRMDEALUPDATE", "53"), "read");

        Bitrix24Event event = exchange.getIn().getBody(Bitrix24Event.class);
        assertThat(event.fields()).containsEntry("ID", "5").containsEntry("STAGE_ID", null);
        assertThat(event.gone()).isFalse();
    }

    @Test
    void read_marks_what_is_gone_and_does_not_ask_for_what_was_deleted() {
        Exchange gone = delivered(hub.send("ONCRMLEADUPDATE", "54"), "gone");
        Exchange deleted = delivered(hub.send("ONCRMDEALDELETE", "55"), "deleted");

        assertThat(gone.getIn().getBody(Bitrix24Event.class).gone()).isTrue();
        assertThat(deleted.getIn().getBody(Bitrix24Event.class).gone()).isTrue();
        assertThat(portal.calls("crm.deal.get")).noneMatch(body -> body.contains("\"55\""));
    }

    @Test
    void read_marks_what_may_not_be_read_and_tells_the_log() {
        Exchange closed = delivered(hub.send("ONCRMACTIVITYADD", "61"), "closed");

        Bitrix24Event event = closed.getIn().getBody(Bitrix24Event.class);
        assertThat(event.unreadable()).isTrue();
        assertThat(event.gone()).isFalse();
        assertThat(event.fields()).isEmpty();
        assertThat(List.copyOf(log.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("ONCRMACTIVITYADD of activity 61") && line.contains("Access denied."));
    }

    @Test
    void read_passes_an_event_that_names_nothing_to_read() {
        Exchange exchange = delivered(hub.send("ONSOMETHINGNEW", "56"), "nothing");

        assertThat(exchange.getIn().getBody(Bitrix24Event.class).fields()).isEmpty();
    }

    @Test
    void a_call_that_cannot_succeed_parks_with_advice() {
        DeliveryRecord wrong = hub.awaitOutcome(hub.send("ONCRMCOMPANYADD", "57"), "wrong");
        DeliveryRecord noWebhook = hub.awaitOutcome(hub.send("ONCRMQUOTEADD", "58"), "no-webhook");

        assertThat(wrong.state()).isEqualTo(DeliveryState.PARKED);
        assertThat(wrong.reason()).contains("crm.compny.get", "ERROR_METHOD_NOT_FOUND");
        assertThat(noWebhook.state()).isEqualTo(DeliveryState.PARKED);
        assertThat(noWebhook.reason()).contains("silent", "incoming webhook");
    }

    @Test
    void a_refusal_for_the_request_limit_is_waited_out_within_the_call() {
        AtomicInteger calls = new AtomicInteger();
        portal.replies(
                "crm.contact.get",
                call -> calls.incrementAndGet() == 1
                        ? Reply.of(
                                503, "{\"error\":\"QUERY_LIMIT_EXCEEDED\",\"error_description\":\"Too many requests\"}")
                        : Reply.of(200, "{\"result\":{\"ID\":\"1\"}}"));

        delivered(hub.send("ONCRMCONTACTADD", "59"), "busy");

        assertThat(calls.get()).isEqualTo(2);
    }

    @Test
    void the_webhooks_secret_shows_nowhere() throws Exception {
        delivered(hub.send("ONCRMDEALADD", "60"), "get");

        assertThat(hub.context().getEndpoints())
                .extracting(Endpoint::getEndpointUri)
                .noneMatch(uri -> uri.contains(PortalServer.SECRET));
        assertThat(List.copyOf(log.list))
                .noneMatch(line -> line.getFormattedMessage().contains(PortalServer.SECRET));
        assertThat(jmxTexts()).isNotEmpty().noneMatch(text -> text.contains(PortalServer.SECRET));
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(PortalServer.SECRET);
            }
        }
    }

    private static List<String> jmxTexts() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<String> texts = new java.util.ArrayList<>();
        for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable() && attribute.getType().equals("java.lang.String")) {
                    try {
                        texts.add(String.valueOf(server.getAttribute(name, attribute.getName())));
                    } catch (javax.management.JMException | RuntimeException e) {
                        texts.add(String.valueOf(e));
                    }
                }
            }
        }
        return texts;
    }
}
