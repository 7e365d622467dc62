package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.TestHub;
import io.b24hub.emulator.Kind;
import io.b24hub.route.BadRoutes;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flows that speak through templates, in a real hub. */
@Timeout(120)
class MessagesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TELLS = """
            - route:
                id: tells
                from:
                  uri: bitrix24:ONCRMDEALADD
                  steps:
                    - to: template:it
                    - to: mock:told
            """;

    @TempDir
    private Path home;

    @Test
    void the_projects_template_reaches_telegram_as_html_in_the_portals_language() throws IOException {
        Path routes = projectMessages();
        Files.writeString(Files.createDirectories(routes.resolve("flows")).resolve("won.camel.yaml"), """
                - route:
                    id: won
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      steps:
                        - to: bitrix24:read
                        - to: template:deal-won
                        - to: telegram:bots?chatId=%d
                """.formatted(
                        HubRig.SALES_CHAT));
        try (HubRig rig = new HubRig(home)) {
            rig.set("hub.routes.dir", routes.toString())
                    .set("hub.portal.main.locale", "ru")
                    .set("hub.portal.main.time-zone", "Europe/Moscow")
                    .start();
            long deal = rig.far()
                    .portal()
                    .records()
                    .add(
                            Kind.DEAL,
                            Map.of("TITLE", "<b>&\"' {{ 7*7 }}", "OPPORTUNITY", "1234500", "ASSIGNED_BY_ID", "2"));

            DeliveryRecord told =
                    rig.delivery(rig.event("ONCRMDEALADD", "deal:" + deal), "won", DeliveryState.DELIVERED);

            String link = rig.far().portal().baseUri() + "/crm/deal/details/" + deal + "/";
            assertThat(rig.far().telegram().received()).singleElement().satisfies(call -> assertThat(call.toString())
                    .contains("parse_mode", "HTML"));
            assertThat(rig.far().telegram().messages(HubRig.SALES_CHAT))
                    .singleElement()
                    .asString()
                    .isEqualTo("🏆 <b>Сделка выиграна:</b> <a href=\"" + link
                            + "\">&lt;b&gt;&amp;&quot;' {{ 7*7 }}</a>\nСумма: <b>1\u00a0234\u00a0500,00\u00a0₽</b>\n"
                            + "Ответственный: Мария Иванова");
            assertThat(rig.hub().store().attempts(told.id()).get(0).steps())
                    .anyMatch(step -> step.startsWith("template:deal-won "));
        }
    }

    @Test
    void a_batch_becomes_rows_of_those_still_there_in_three_steps() throws IOException {
        Path routes = projectMessages();
        Files.writeString(Files.createDirectories(routes.resolve("flows")).resolve("rows.camel.yaml"), """
                - route:
                    id: rows
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      parameters: {batchSize: 10, batchWait: 2s}
                      steps:
                        - to: bitrix24:read
                        - to: template:deals
                        - to: mock:rows
                """);
        try (HubRig rig = new HubRig(home)) {
            rig.set("hub.routes.dir", routes.toString()).start();
            long first = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "=1+1", "OPPORTUNITY", "10"));
            long gone = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "gone"));
            rig.far().portal().records().delete(Kind.DEAL, gone);

            rig.delivery(rig.event("ONCRMDEALADD", "deal:" + gone), "rows", DeliveryState.DELIVERED);

            MockEndpoint rows = rig.hub().context().getEndpoint("mock:rows", MockEndpoint.class);
            List<?> told = rows.getReceivedExchanges().get(0).getMessage().getBody(List.class);
            assertThat(told).hasSize(1);
            Map<?, ?> row = (Map<?, ?>) told.get(0);
            assertThat(row.get("Title")).isEqualTo("=1+1");
            assertThat(row.get("ID")).hasToString(Long.toString(first));
        }
    }

    @Test
    void a_flow_that_only_makes_a_message_has_sent_nothing() {
        try (TestHub hub = TestHub.in(home)
                .route("messages/en/it.txt", "{{ entity.id }}")
                .route("flows/tells.camel.yaml", TELLS.replace("- to: mock:told", "- log: '${body}'"))
                .start()) {
            String event = hub.send("ONCRMDEALADD", "662");

            assertThat(hub.awaitState(event, "tells", DeliveryState.FILTERED)).isNotNull();
        }
    }

    @Test
    void a_template_that_is_missing_or_wrong_stops_the_start_with_all_other_problems() {
        TestHub.Preparation hub = TestHub.in(home)
                .route("messages/en/it.txt", "fine\n{{ x | uper }}")
                .route("flows/tells.camel.yaml", TELLS)
                .route(
                        "flows/lost.camel.yaml",
                        TELLS.replace("tells", "lost").replace("template:it", "template:nowhere"))
                .route(
                        "flows/chosen.camel.yaml",
                        TELLS.replace("tells", "chosen")
                                .replace("to: template:it", "toD: template:${body.data[FIELDS][ID]}"))
                .route("flows/other.camel.yaml", "- rout");

        assertThatThrownBy(hub::start)
                .isInstanceOf(BadRoutes.class)
                .hasMessageContaining("flows/tells.camel.yaml, line 6: messages/en/it.txt, line 2: there is no filter"
                        + " \"uper\"; did you mean upper?")
                .hasMessageContaining("flows/lost.camel.yaml, line 6: there is no template \"nowhere\": no file"
                        + " messages/<language>/nowhere.html, .txt or .row.yaml")
                .hasMessageContaining(
                        "flows/chosen.camel.yaml, line 6: what comes from outside must not choose a template")
                .hasMessageContaining("flows/other.camel.yaml");
    }

    @Test
    void edits_of_templates_are_taken_over_and_a_flow_that_lacked_one_comes_on() {
        try (TestHub hub = TestHub.in(home)
                .set("hub.routes.reload", "true")
                .set("hub.routes.bad-file", "skip")
                .route("messages/en/it.txt", "first")
                .route("messages/en/not-a-route.camel.yaml", "- rout")
                .route("flows/tells.camel.yaml", TELLS)
                .route("flows/late.camel.yaml", TELLS.replace("tells", "late").replace("template:it", "template:late"))
                .start()) {
            assertThat(hub.hub().flows()).hasSize(2).anyMatch(line -> line.startsWith("broken  flows/late"));

            hub.writeRoute("messages/en/it.txt", "second");
            hub.writeRoute("messages/en/late.txt", "late");

            await().atMost(SOON).until(() -> hub.hub().flows().stream().allMatch(line -> line.startsWith("on")));
            String event = hub.send("ONCRMDEALADD", "1");
            hub.awaitState(event, "tells", DeliveryState.DELIVERED);
            hub.awaitState(event, "late", DeliveryState.DELIVERED);
            assertThat(told(hub)).containsExactlyInAnyOrder("second", "late");

            hub.writeRoute("messages/en/it.txt", "{{ broken");
            hub.writeRoute("messages/en/late.txt", "later");
            await().atMost(SOON).until(() -> {
                String another = hub.send("ONCRMDEALADD", "2");
                hub.awaitState(another, "late", DeliveryState.DELIVERED);
                hub.awaitState(another, "tells", DeliveryState.DELIVERED);
                return told(hub).contains("later");
            });
            assertThat(told(hub)).containsOnly("second", "late", "later");

            int before = told(hub).size();
            String last = hub.send("ONCRMDEALADD", "3");
            hub.awaitState(last, "late", DeliveryState.DELIVERED);
            hub.awaitState(last, "tells", DeliveryState.DELIVERED);
            assertThat(told(hub).subList(before, told(hub).size())).containsExactlyInAnyOrder("second", "later");
        }
    }

    private static List<String> told(TestHub hub) {
        return hub.context().getEndpoint("mock:told", MockEndpoint.class).getReceivedExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }

    private Path projectMessages() throws IOException {
        Path routes = home.resolve("routes");
        try (Stream<Path> files = Files.walk(HubRig.ROUTES.resolve("messages"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = routes.resolve(HubRig.ROUTES.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return routes;
    }
}
