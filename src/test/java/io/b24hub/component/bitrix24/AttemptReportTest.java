package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.PortalServer;
import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an attempt leaves behind, so that a person can be told the whole story of an event. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttemptReportTest {

    private final ScriptedServer far = new ScriptedServer(request -> switch (request.path()) {
        case "/broken" -> Reply.of(500, "{\"error\":\"disk\",\"token\":\"abcdef123456\"}");
        default -> Reply.of(200, "ok");
    });
    private final ScriptedServer busy =
            new ScriptedServer(request -> Reply.of(429, "slow down").with("Retry-After", "3600"));
    private final PortalServer portal = new PortalServer();
    private TestHub hub;

    private static String flow(String id, String event, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:" + event + "\n      steps:\n        "
                + steps.strip().replace("\n", "\n        ") + "\n";
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        portal.answers("crm.deal.get", "{\"ID\":\"5\",\"TITLE\":\"A\",\"CONTACT_ID\":\"7\",\"ASSIGNED_BY_ID\":\"17\"}")
                .answers("user.get", "[{\"ID\":\"17\",\"NAME\":\"Ann\"}]")
                .replies("crm.company.get", call -> Reply.of(500, "{\"error\":\"INTERNAL_SERVER_ERROR\"}"))
                .replies(
                        "crm.contact.get",
                        call -> Reply.of(403, "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"Access denied\"}"));
        hub = TestHub.in(dir)
                .set("hub.delivery.retry-schedule", "1h")
                .portal(portal)
                .route("flows/decides.camel.yaml", flow("decides", "ONCRMDEALADD", """
                        - to: bitrix24:read?related=contact
                        - filter:
                            id: named
                            simple: "${body.fields[TITLE]} == 'A'"
                            steps:
                              - filter:
                                  id: big
                                  simple: "${body.fields[ID]} > 100"
                                  steps: [{to: mock:big}]
                              - to: mock:named
                        - choice:
                            id: by-type
                            when:
                              - id: leads
                                simple: "${body.type} starts with 'ONCRMLEAD'"
                                steps: [{to: mock:lead}]
                              - id: deals
                                simple: "${body.type} starts with 'ONCRMDEAL'"
                                steps: [{to: mock:deal}]
                        - choice:
                            when:
                              - simple: "${body.gone}"
                                steps: [{to: mock:gone}]
                            otherwise:
                              steps: [{log: there}]
                        - choice:
                            id: nobody
                            when:
                              - simple: "${body.gone}"
                                steps: [{to: mock:gone}]
                        """))
                .route("flows/drops.camel.yaml", flow("drops", "ONCRMDEALUPDATE", """
                        - split:
                            constant: a,b
                            delimiter: ","
                            steps: [{filter: {id: only-a, simple: "${body} == 'c'", steps: [{to: mock:drops}]}}]
                        """))
                .route(
                        "flows/heals.camel.yaml",
                        "- route:\n    id: heals\n    errorHandler: {defaultErrorHandler:"
                                + " {redeliveryPolicy: {maximumRedeliveries: 1, redeliveryDelay: 10}}}\n"
                                + "    from: {uri: 'bitrix24:ONCRMLEADADD', steps: [{to: 'mock:heals'}]}\n")
                .route(
                        "flows/broken.camel.yaml",
                        flow(
                                "broken",
                                "ONTASKADD",
                                "- to: mock:first\n- to: '" + far.url() + "/broken?bridgeEndpoint=true'"))
                .route("flows/busy.camel.yaml", flow("busy", "ONTASKUPDATE", "- to: direct:busy"))
                .route("support/busy.camel.yaml", """
                        - route:
                            id: busy-sub
                            from: {uri: direct:busy, steps: [{to: '%s/busy'}]}
                        """.formatted(busy.url()))
                .route(
                        "flows/denied.camel.yaml",
                        flow("denied", "ONCRMCONTACTADD", "- to: bitrix24:crm.contact.get?ID=1\n- to: mock:denied"))
                .route("flows/unread.camel.yaml", flow("unread", "ONCRMCOMPANYADD", "- to: bitrix24:read?names=false"))
                .route("flows/handled.camel.yaml", flow("handled", "ONTASKDELETE", """
                        - doTry:
                            steps: [{to: '%s/broken'}]
                            doCatch:
                              - exception: [java.lang.Exception]
                                steps: [{log: caught}]
                        """.formatted(far.url())))
                .route("flows/long.camel.yaml", flow("long", "ONCRMQUOTEADD", """
                        - loop: {constant: 200, steps: [{to: mock:long}]}
                        - to: '%s/broken'
                        """.formatted(far.url())))
                .start();
    }

    @AfterAll
    void stop() {
        hub.close();
        portal.close();
        far.close();
        busy.close();
    }

    private Attempt attempt(String type, String entity, String flow) {
        DeliveryRecord end = hub.awaitOutcome(hub.send(type, entity), flow);
        return hub.hub().store().attempts(end.id()).get(0);
    }

    /** Steps without their times. */
    private static List<String> steps(Attempt attempt) {
        return attempt.steps().stream()
                .map(step ->
                        step.replaceAll(",? waited \\d+ ms for its turn", "").replaceAll(" \\d+ ms", ""))
                .toList();
    }

    @Test
    void tells_what_filters_and_choices_decided_among_the_steps_in_order() {
        Attempt attempt = attempt("ONCRMDEALADD", "5", "decides");

        assertThat(attempt.result()).isEqualTo(Attempt.Result.DELIVERED);
        // names and what is related are asked for side by side
        assertThat(steps(attempt).get(0))
                .isIn(
                        "bitrix24:read (crm.deal.get; crm.deal.fields failed; user.get; crm.contact.get failed)",
                        "bitrix24:read (crm.deal.get; crm.deal.fields failed; crm.contact.get failed; user.get)");
        assertThat(steps(attempt).stream().skip(1))
                .containsExactly(
                        "filter named: yes",
                        "filter big: no",
                        "mock",
                        "choice by-type: deals",
                        "mock",
                        "choice: otherwise",
                        "choice nobody: none");
        assertThat(attempt.steps().get(0)).matches("bitrix24:read \\d+ ms \\(.*\\)");
    }

    @Test
    void a_read_that_fails_tells_its_calls_too() {
        Attempt attempt = attempt("ONCRMCOMPANYADD", "13", "unread");

        assertThat(attempt.result()).isEqualTo(Attempt.Result.FAILED);
        assertThat(steps(attempt)).containsExactly("bitrix24:read failed (crm.company.get failed)");
    }

    @Test
    void a_filtered_delivery_says_which_filter_dropped_it() {
        Attempt attempt = attempt("ONCRMDEALUPDATE", "6", "drops");

        assertThat(attempt.result()).isEqualTo(Attempt.Result.FILTERED);
        assertThat(steps(attempt)).containsExactly("filter only-a: no", "filter only-a: no");
    }

    @Test
    void a_step_that_was_tried_again_inside_the_flow_is_told_each_time() {
        hub.context()
                .getEndpoint("mock:heals", MockEndpoint.class)
                .whenExchangeReceived(1, exchange -> exchange.setException(new IOException("once")));

        Attempt attempt = attempt("ONCRMLEADADD", "7", "heals");

        assertThat(steps(attempt)).containsExactly("mock failed", "mock");
    }

    @Test
    void a_failed_attempt_keeps_status_and_answer_without_secrets() {
        Attempt attempt = attempt("ONTASKADD", "8", "broken");

        assertThat(attempt.result()).isEqualTo(Attempt.Result.FAILED);
        assertThat(attempt.status()).hasValue(500);
        assertThat(attempt.response()).contains("disk").doesNotContain("abcdef123456");
        assertThat(steps(attempt)).containsExactly("mock", "http failed");
    }

    @Test
    void a_far_side_that_asks_to_wait_holds_the_destination_that_the_failed_step_leads_to() {
        Attempt attempt = attempt("ONTASKUPDATE", "9", "busy");

        assertThat(attempt.result()).isEqualTo(Attempt.Result.POSTPONED);
        assertThat(attempt.status()).hasValue(429);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(hub.hub().store().holds())
                        .filteredOn(hold -> hold.kind() == Hold.Kind.DESTINATION)
                        .extracting(Hold::name)
                        .contains(busy.url()));
    }

    @Test
    void a_refusal_of_the_portal_keeps_its_status_and_words() {
        Attempt attempt = attempt("ONCRMCONTACTADD", "10", "denied");

        assertThat(attempt.result()).isEqualTo(Attempt.Result.REFUSED);
        assertThat(attempt.status()).hasValue(403);
        assertThat(attempt.response()).isEqualTo("ACCESS_DENIED Access denied");
        assertThat(steps(attempt)).containsExactly("bitrix24:crm.contact.get failed");
    }

    @Test
    void a_failure_that_the_flow_handled_is_told() {
        Attempt attempt = attempt("ONTASKDELETE", "11", "handled");

        assertThat(attempt.result()).isEqualTo(Attempt.Result.DELIVERED);
        assertThat(steps(attempt)).containsExactly("http failed", "failure handled by the flow");
    }

    @Test
    void of_very_many_steps_the_first_and_the_last_are_kept() {
        DeliveryRecord end = hub.awaitOutcome(hub.send("ONCRMQUOTEADD", "12"), "long");

        List<String> steps = hub.hub().store().attempts(end.id()).get(0).steps();
        assertThat(end.state()).isEqualTo(DeliveryState.DUE);
        assertThat(steps).hasSize(Attempt.MAX_STEPS).contains("… 152 more");
        assertThat(steps.get(steps.size() - 1)).startsWith("http").endsWith("failed");
    }
}
