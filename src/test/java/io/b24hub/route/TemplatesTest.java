package io.b24hub.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.TestHub;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalRecords;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flows that are made of route templates. */
@Timeout(120)
class TemplatesTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String TEMPLATE = """
            - routeTemplate:
                id: to-mock
                parameters:
                  - name: events
                  - name: mock
                    defaultValue: standard
                route:
                  description: Sends to a mock.
                  from:
                    uri: "bitrix24:{{events}}"
                    steps:
                      - to: "mock:{{mock}}"
            """;

    @TempDir
    Path dir;

    private static String instance(String id, String... parameters) {
        StringBuilder text = new StringBuilder(
                "- templatedRoute:\n    routeTemplateRef: to-mock\n    routeId: " + id + "\n    parameters:\n");
        for (String parameter : parameters) {
            String[] parts = parameter.split("=", 2);
            text.append("      - {name: ")
                    .append(parts[0])
                    .append(", value: \"")
                    .append(parts[1])
                    .append("\"}\n");
        }
        return text.toString();
    }

    private static long received(TestHub hub, String mock) {
        return hub.context().getEndpoint("mock:" + mock, MockEndpoint.class).getReceivedCounter();
    }

    @Test
    void flows_of_one_template_have_events_settings_and_deliveries_of_their_own() {
        try (TestHub hub = TestHub.in(dir)
                .projectRoutes("support")
                .set("flow.pair.mock", "from-setting")
                .route("templates/to-mock.camel.yaml", TEMPLATE)
                .route(
                        "flows/pair.camel.yaml",
                        instance("pair-deals", "events=ONCRMDEALADD", "mock={{flow.pair.mock}}")
                                + instance("pair-leads", "events=ONCRMLEADADD"))
                .start()) {
            String deal = hub.send("ONCRMDEALADD", "1");
            String lead = hub.send("ONCRMLEADADD", "2");

            hub.awaitState(deal, "pair-deals", DeliveryState.DELIVERED);
            hub.awaitState(lead, "pair-leads", DeliveryState.DELIVERED);
            assertThat(hub.delivery(deal, "pair-leads")).isEmpty();
            assertThat(received(hub, "from-setting")).isOne();
            assertThat(received(hub, "standard")).isOne();
            assertThat(hub.store().flows())
                    .extracting(flow -> flow.id() + " " + flow.events() + " " + flow.source())
                    .containsExactlyInAnyOrder(
                            "pair-deals ONCRMDEALADD flows/pair.camel.yaml",
                            "pair-leads ONCRMLEADADD flows/pair.camel.yaml");
            assertThat(hub.hub().flows()).containsExactly("on      flows/pair.camel.yaml");
        }
    }

    @Test
    void the_shared_quick_retries_hold_for_them_too() {
        try (TestHub hub = TestHub.in(dir)
                .projectRoutes("support")
                .set("hub.delivery.retry-schedule", "1h")
                .route("templates/to-mock.camel.yaml", TEMPLATE)
                .route("flows/quick.camel.yaml", instance("quick", "events=*"))
                .start()) {
            MockEndpoint mock = hub.context().getEndpoint("mock:standard", MockEndpoint.class);
            mock.whenExchangeReceived(1, exchange -> {
                throw new IOException("not yet");
            });

            String event = hub.send("ONCRMDEALADD", "1");

            assertThat(hub.awaitState(event, "quick", DeliveryState.DELIVERED).failures())
                    .isZero();
            assertThat(mock.getReceivedCounter()).isEqualTo(2);
        }
    }

    @Test
    void what_camel_would_take_silently_is_refused_with_file_and_line() {
        TestHub.in(dir)
                .route("templates/to-mock.camel.yaml", TEMPLATE)
                .route("templates/twice.camel.yaml", TEMPLATE)
                .route("flows/a.camel.yaml", instance("a", "events=*"))
                .route("flows/b.camel.yaml", instance("b", "events=*", "mokc=x"))
                .route("flows/c.camel.yaml", instance("c", "mock=x"))
                .route("flows/d.camel.yaml", instance("d", "events=*").replace("to-mock", "to-mok"))
                .route("flows/e.camel.yaml", instance("a", "events=*"))
                .route("flows/f.camel.yaml", instance("f", "events=*").replace("    routeId: f\n", ""))
                .route("flows/g.camel.yaml", instance("g", "events=*").repeat(2));

        Throwable failure = catchThrowable(() -> TestHub.in(dir).start().close());

        assertThat(failure).isInstanceOf(BadRoutes.class);
        assertThat(failure.getMessage().lines())
                .anyMatch(line -> line.contains("templates/twice.camel.yaml, line 2:") && line.contains("already"))
                .anyMatch(
                        line -> line.contains("flows/b.camel.yaml, line 6:") && line.contains("no parameter \"mokc\""))
                .anyMatch(line -> line.contains("flows/c.camel.yaml, line 3:") && line.contains("events"))
                .anyMatch(line -> line.contains("flows/d.camel.yaml, line 2:") && line.contains("to-mock"))
                .anyMatch(line -> line.contains("flows/e.camel.yaml, line 3:") && line.contains("flows/a.camel.yaml"))
                .anyMatch(line -> line.contains("flows/f.camel.yaml, line 2:") && line.contains("no routeId"))
                .anyMatch(line -> line.contains("flows/g.camel.yaml, line 3:") && line.contains("two routes"))
                .noneMatch(line -> line.contains("flows/a.camel.yaml,") || line.contains("to-mock.camel.yaml, line"));
    }

    @Test
    void an_edited_template_changes_its_flows_and_no_other_and_a_broken_one_changes_nothing() {
        try (TestHub hub = TestHub.in(dir)
                .set("hub.routes.reload", "true")
                .route("templates/to-mock.camel.yaml", TEMPLATE)
                .route("flows/made.camel.yaml", instance("made", "events=*"))
                .route(
                        "flows/other.camel.yaml",
                        "- route:\n    id: other\n    from:\n      uri: bitrix24:*\n"
                                + "      steps: [{to: 'mock:other'}]\n")
                .start()) {
            Object other = hub.context().getRoute("other");

            hub.writeRoute("templates/to-mock.camel.yaml", TEMPLATE.replace("standard", "edited"));
            await().atMost(SOON).until(() -> {
                hub.send("ONCRMDEALADD", "1");
                return received(hub, "edited") > 0;
            });
            hub.writeRoute("templates/to-mock.camel.yaml", TEMPLATE.replace("steps:", "stpes:"));
            await().atMost(SOON).until(() -> hub.hub().flows().stream()
                    .anyMatch(line -> line.startsWith("broken  templates/to-mock.camel.yaml")));
            String event = hub.send("ONCRMDEALADD", "2");

            hub.awaitState(event, "made", DeliveryState.DELIVERED);
            assertThat(hub.context().getRoute("other")).isSameAs(other);
            hub.writeRoute("flows/made.camel.yaml", instance("made", "events=*", "mock=own"));
            await().atMost(SOON).until(() -> {
                hub.send("ONCRMDEALADD", "3");
                return received(hub, "own") > 0;
            });
        }
    }

    @Test
    void a_template_whose_settings_are_missing_keeps_its_flows_off() throws IOException {
        try (TestHub hub = TestHub.in(dir)
                .projectRoutes("templates")
                .route("flows/won.camel.yaml", readmeInstance())
                .start()) {
            assertThat(hub.hub().flows())
                    .containsExactly("off     flows/won.camel.yaml  (to switch it on, set flow.won.chat-id,"
                            + " hub.telegram.token)");
        }
    }

    @Test
    void the_survey_sees_their_events_and_destinations() throws IOException {
        Files.createDirectories(dir.resolve("routes/templates"));
        Files.createDirectories(dir.resolve("routes/flows"));
        Files.copy(
                Path.of("routes/templates/deal-in-stage-to-telegram.camel.yaml"),
                dir.resolve("routes/templates/deal-in-stage-to-telegram.camel.yaml"));
        Files.writeString(dir.resolve("routes/flows/won.camel.yaml"), readmeInstance());

        List<SurveyedFile.Flow> flows = new RouteSurvey(dir.resolve("routes"), Map.of(), key -> Optional.of("-100"))
                .look().stream().flatMap(file -> file.flows().stream()).toList();

        assertThat(flows).extracting(SurveyedFile.Flow::id).containsExactly("won-sales", "won-partners");
        assertThat(flows.get(1).from().path()).isEqualTo("ONCRMDEALADD,ONCRMDEALUPDATE");
        assertThat(flows.get(1).from().option("portal")).isEqualTo("main");
        assertThat(flows.get(1).to())
                .anySatisfy(to -> assertThat(to.option("chatId")).isEqualTo("-100"));
    }

    @Test
    void deals_of_a_stage_reach_the_chat_of_their_flow() throws IOException {
        Path routes = Files.createDirectories(dir.resolve("routes/flows")).getParent();
        copy("support/redelivery.camel.yaml", routes);
        copy("templates/deal-in-stage-to-telegram.camel.yaml", routes);
        Files.writeString(routes.resolve("flows/won.camel.yaml"), readmeInstance());
        try (HubRig rig = new HubRig(dir)
                .set("hub.routes.dir", routes.toString())
                .set("flow.won.chat-id", Long.toString(HubRig.SALES_CHAT))) {
            PortalRecords records = rig.start().far().portal().records();
            long deal = records.add(Kind.DEAL, Map.of("TITLE", "Насос"));
            settle(rig, 1);
            records.update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON"));
            settle(rig, 2);
            records.update(Kind.DEAL, deal, Map.of("TITLE", "Насос 2"));
            settle(rig, 3);

            assertThat(rig.far().telegram().messages(HubRig.SALES_CHAT))
                    .singleElement()
                    .asString()
                    .contains("Насос");
            assertThat(rig.ends()).contains("won-sales delivered", "won-partners filtered");
        }
    }

    private static void settle(HubRig rig, int events) {
        await().atMost(SOON).until(() -> rig.hub().store().latest(100).size() >= events);
        rig.settle();
    }

    private static void copy(String name, Path to) throws IOException {
        Files.createDirectories(to.resolve(name).getParent());
        Files.copy(Path.of("routes").resolve(name), to.resolve(name));
    }

    /** The example of routes/README.md. */
    private static String readmeInstance() throws IOException {
        String readme = Files.readString(Path.of("routes/README.md"));
        int start = readme.indexOf("- templatedRoute:");
        return readme.substring(start, readme.indexOf("```", start));
    }
}
