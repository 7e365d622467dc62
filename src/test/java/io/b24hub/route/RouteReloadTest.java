package io.b24hub.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Route;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of route files while events come in. */
class RouteReloadTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    private static String flow(String id, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:*\n      steps:\n        " + steps + "\n";
    }

    private static String sends(String id, String to) {
        return flow(id, "- to: 'mock:" + to + "'");
    }

    private static String failing(String id) {
        return flow(id, "- throwException: {exceptionType: java.io.IOException, message: '" + id + "'}");
    }

    private static String handler(String to) {
        return "- routeConfiguration:\n    id: shared\n    onException:\n      - onException:\n"
                + "          exception: [java.lang.Exception]\n          handled: {constant: true}\n"
                + "          steps: [{to: 'mock:" + to + "'}]\n";
    }

    private static void awaitLine(TestHub hub, String start) {
        await(start).atMost(SOON).until(() -> hub.hub().flows().stream().anyMatch(line -> line.startsWith(start)));
    }

    private static long received(TestHub hub, String mock) {
        return hub.context().getEndpoint("mock:" + mock, MockEndpoint.class).getReceivedCounter();
    }

    @Test
    void each_file_follows_its_edits_and_no_event_is_refused_or_passed_by(@TempDir Path dir) {
        try (TestHub hub = TestHub.in(dir)
                .set("hub.routes.reload", "true")
                .set("hub.routes.bad-file", "skip")
                .route("flows/still.camel.yaml", sends("still", "still"))
                .route("flows/edited.camel.yaml", sends("edited", "edited-1"))
                .route("flows/syntax.camel.yaml", sends("syntax", "syntax-1"))
                .route("flows/option.camel.yaml", sends("option", "option-1"))
                .route("flows/setting.camel.yaml", sends("setting", "setting-1"))
                .route("flows/deleted.camel.yaml", sends("deleted", "deleted"))
                .route("flows/renamed.camel.yaml", sends("old-id", "old-id"))
                .route("flows/moved.camel.yaml", sends("moved", "moved"))
                .route("flows/late.camel.yaml", "- rout")
                .route("support/shared.camel.yaml", handler("handled-1"))
                .route(
                        "flows/shared.camel.yaml",
                        failing("shared").replace("    from", "    routeConfigurationId: shared\n    from"))
                .route("flows/JavaFlow.java", java("java-1"))
                .start()) {
            Route edited = hub.context().getRoute("edited");
            AtomicBoolean going = new AtomicBoolean(true);
            List<String> events = new ArrayList<>();
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                for (int i = 1; going.get(); i++) {
                    events.add(hub.send("ONCRMDEALADD", Integer.toString(i)));
                }
            });

            hub.writeRoute("flows/edited.camel.yaml", sends("edited", "edited-2"));
            hub.writeRoute("flows/syntax.camel.yaml", "- route: [");
            hub.writeRoute("flows/option.camel.yaml", flow("option", "- to: 'log:x?nonsense=1'"));
            hub.writeRoute("flows/setting.camel.yaml", sends("setting", "{{flow.setting.name}}"));
            hub.deleteRoute("flows/deleted.camel.yaml");
            hub.writeRoute("flows/renamed.camel.yaml", sends("new-id", "new-id"));
            hub.deleteRoute("flows/moved.camel.yaml");
            hub.writeRoute("flows/moved-here.camel.yaml", sends("moved", "moved-here"));
            hub.writeRoute("flows/late.camel.yaml", sends("late", "late"));
            hub.writeRoute("flows/new.camel.yaml", sends("new", "new"));
            hub.writeRoute("support/shared.camel.yaml", handler("handled-2"));
            hub.writeRoute("flows/JavaFlow.java", java("java-2"));
            awaitLine(hub, "on      flows/new.camel.yaml");
            awaitLine(hub, "broken  flows/option.camel.yaml");
            awaitLine(hub, "broken  flows/syntax.camel.yaml");
            awaitLine(
                    hub,
                    "broken  flows/setting.camel.yaml, line 6: it needs settings that are not set: flow.setting.name");
            await().atMost(SOON).until(() -> received(hub, "handled-2") > 0 && received(hub, "moved-here") > 0);
            String during = hub.send("ONCRMDEALADD", "100001");
            for (String flow : List.of(
                    "still",
                    "edited",
                    "syntax",
                    "option",
                    "setting",
                    "new-id",
                    "moved",
                    "late",
                    "new",
                    "shared",
                    "java-flow")) {
                hub.awaitState(during, flow, DeliveryState.DELIVERED);
            }

            assertThat(hub.context().getRoute("edited")).isNotSameAs(edited);
            assertThat(hub.store().deliveries(during))
                    .noneMatch(d -> d.flow().equals("deleted") || d.flow().equals("old-id"));
            assertThat(hub.context().getRoute("deleted")).isNull();
            assertThat(hub.context().getRoute("old-id")).isNull();
            assertThat(List.of("edited-2", "late", "new", "new-id", "java-2"))
                    .allMatch(mock -> received(hub, mock) > 0);

            Route still = hub.context().getRoute("still");
            long handledBefore = received(hub, "handled-1");
            hub.writeRoute("flows/syntax.camel.yaml", sends("syntax", "syntax-2"));
            hub.writeRoute("flows/option.camel.yaml", sends("option", "option-2"));
            awaitLine(hub, "on      flows/syntax.camel.yaml");
            awaitLine(hub, "on      flows/option.camel.yaml");
            String after = hub.send("ONCRMDEALADD", "100002");
            hub.awaitState(after, "syntax", DeliveryState.DELIVERED);
            hub.awaitState(after, "option", DeliveryState.DELIVERED);
            assertThat(hub.context().getRoute("still")).isSameAs(still);
            going.set(false);
            sender.join();

            assertThat(received(hub, "syntax-2")).isPositive();
            assertThat(received(hub, "option-2")).isPositive();
            assertThat(received(hub, "handled-1")).isEqualTo(handledBefore);
            for (String flow :
                    List.of("still", "edited", "syntax", "option", "setting", "moved", "shared", "java-flow")) {
                for (String event : events) {
                    hub.awaitState(event, flow, DeliveryState.DELIVERED);
                }
            }
        }
    }

    private static String java(String to) {
        return "public class JavaFlow extends org.apache.camel.builder.RouteBuilder {\n    public void configure() {\n"
                + "        from(\"bitrix24:*\").id(\"java-flow\").to(\"mock:" + to + "\");\n    }\n}\n";
    }

    @Test
    void an_edit_counts_when_two_looks_in_a_row_saw_it() {
        SettledFiles settled = new SettledFiles();
        RouteFile whole = new RouteFile("a.camel.yaml", "whole");
        RouteFile half = new RouteFile("a.camel.yaml", "half");
        RouteFile edited = new RouteFile("a.camel.yaml", "edited");
        settled.look(List.of(whole));

        settled.look(List.of(half));
        assertThat(settled.changed(half, "whole")).isFalse();
        settled.look(List.of(edited));
        assertThat(settled.changed(edited, "whole")).isFalse();
        settled.look(List.of(edited));
        assertThat(settled.changed(edited, "whole")).isTrue();
        assertThat(settled.changed(edited, "edited")).isFalse();

        settled.look(List.of());
        assertThat(settled.gone("a.camel.yaml")).isFalse();
        settled.look(List.of(edited));
        assertThat(settled.gone("a.camel.yaml")).isFalse();
        settled.look(List.of());
        settled.look(List.of());
        assertThat(settled.gone("a.camel.yaml")).isTrue();
    }
}
