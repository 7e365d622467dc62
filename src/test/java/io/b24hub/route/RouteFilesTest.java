package io.b24hub.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.TestHub;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What route files become when the hub starts. */
class RouteFilesTest {

    @TempDir
    Path dir;

    private static String flow(String id, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:ONCRMDEALADD\n      steps:\n        "
                + steps + "\n";
    }

    private String startFails() {
        Throwable failure = catchThrowable(() -> TestHub.in(dir).start().close());
        assertThat(failure).isInstanceOf(BadRoutes.class);
        return failure.getMessage();
    }

    @Test
    void a_bad_file_stops_the_start_and_every_problem_is_told_with_file_line_and_cause() {
        TestHub.in(dir)
                .route("flows/a-good.camel.yaml", flow("a-good", "- to: mock:a"))
                .route("flows/b-option.camel.yaml", """
                        # concurency is misspelt below
                        - route:
                            id: b-option
                            from:
                              uri: bitrix24:ONCRMDEALADD
                              parameters:
                                concurency: 2
                              steps: [{to: mock:b}]
                        """)
                .route(
                        "flows/c-option.camel.yaml",
                        flow("c-option", "- to:\n            uri: log:x\n            parameters: {shwAll: true}"))
                .route("flows/d-syntax.camel.yaml", "- route:\n    id: d\n   from: [")
                .route("flows/e-step.camel.yaml", flow("e-step", "- fliter: {simple: x}"))
                .route("flows/f-no-id.camel.yaml", flow("f", "- to: mock:f").replace("    id: f\n", ""))
                .route("flows/g-taken.camel.yaml", flow("a-good", "- to: mock:g"))
                .route(
                        "flows/h-configuration.camel.yaml",
                        flow("h", "- to: mock:h").replace("    from", "    routeConfigurationId: durable\n    from"))
                .route("flows/ITypo.java", """
                        public class ITypo extends org.apache.camel.builder.RouteBuilder {
                            public void configure() {
                                from("bitrix24:ONCRMDEALADD").id("i").to("mock:i")
                            }
                        }
                        """)
                .route("flows/j-portal.camel.yaml", flow("j", "- to: mock:j").replace("DEALADD", "DEALADD?portal=mian"))
                .route(
                        "flows/k-schedule.camel.yaml",
                        flow("k", "- to: mock:k").replace("DEALADD", "DEALADD?retrySchedule=5x"))
                .route(
                        "flows/l-handler.camel.yaml",
                        "- errorHandler: {noErrorHandler: {}}\n" + flow("l", "- to: mock:l"))
                .route("flows/m-scheme.camel.yaml", flow("m", "- to: kafak:topic"))
                .route("flows/n-simple.camel.yaml", flow("n", "- setBody: {simple: '${body'}"))
                .route("flows/o-empty.camel.yaml", "")
                .route(
                        "flows/p-concurrency.camel.yaml",
                        flow("p", "- to: mock:p").replace("ADD", "ADD?concurrency=two"));

        String message = startFails();

        assertThat(message.lines())
                .anyMatch(line -> line.contains("hub.routes.bad-file = skip"))
                .anyMatch(
                        line -> line.contains("flows/b-option.camel.yaml, line 7:") && line.contains("\"concurency\""))
                .anyMatch(line -> line.contains("flows/c-option.camel.yaml, line 8:") && line.contains("\"shwAll\""))
                .anyMatch(line -> line.contains("flows/d-syntax.camel.yaml, line 3:"))
                .anyMatch(line -> line.contains("flows/e-step.camel.yaml, line 6:") && line.contains("fliter"))
                .anyMatch(line -> line.contains("flows/f-no-id.camel.yaml, line 1:") && line.contains("no id"))
                .anyMatch(line ->
                        line.contains("flows/g-taken.camel.yaml, line 2:") && line.contains("flows/a-good.camel.yaml"))
                .anyMatch(
                        line -> line.contains("flows/h-configuration.camel.yaml, line 3:") && line.contains("durable"))
                .anyMatch(line -> line.contains("flows/ITypo.java, line 3:") && line.contains("';' expected"))
                .anyMatch(line -> line.contains("flows/j-portal.camel.yaml, line 4:") && line.contains("\"mian\""))
                .anyMatch(line -> line.contains("flows/k-schedule.camel.yaml") && line.contains("5x"))
                .anyMatch(line -> line.contains("flows/l-handler.camel.yaml, line 1:") && line.contains("every other"))
                .anyMatch(line -> line.contains("flows/m-scheme.camel.yaml") && line.contains("kafak"))
                .anyMatch(line -> line.contains("flows/n-simple.camel.yaml"))
                .anyMatch(line -> line.contains("flows/o-empty.camel.yaml"))
                .anyMatch(line -> line.contains("flows/p-concurrency.camel.yaml") && line.contains("two"))
                .noneMatch(line -> line.contains("a-good.camel.yaml:"));
    }

    @Test
    void a_broken_flow_collects_its_deliveries_and_runs_them_once_when_it_is_mended() {
        try (TestHub hub = TestHub.in(dir)
                .route("flows/sick.camel.yaml", flow("sick", "- to: mock:sick"))
                .route("flows/well.camel.yaml", flow("well", "- to: mock:well"))
                .start()) {
            hub.awaitState(hub.send("ONCRMDEALADD", "1"), "sick", DeliveryState.DELIVERED);
        }

        String missed;
        try (TestHub hub = TestHub.in(dir)
                .set("hub.routes.bad-file", "skip")
                .route("flows/sick.camel.yaml", flow("sick", "- tu: mock:sick"))
                .start()) {
            missed = hub.send("ONCRMDEALADD", "2");
            hub.awaitState(missed, "well", DeliveryState.DELIVERED);
            assertThat(hub.delivery(missed, "sick"))
                    .hasValueSatisfying(d -> assertThat(d.state()).isEqualTo(DeliveryState.DUE));
            assertThat(hub.hub().flows()).anyMatch(line -> line.startsWith("broken  flows/sick.camel.yaml, line 6"));
        }

        try (TestHub hub = TestHub.in(dir)
                .route("flows/sick.camel.yaml", flow("sick", "- to: mock:sick"))
                .start()) {
            hub.awaitState(missed, "sick", DeliveryState.DELIVERED);
            assertThat(hub.context()
                            .getEndpoint("mock:sick", MockEndpoint.class)
                            .getReceivedCounter())
                    .isEqualTo(1);
        }
    }

    @Test
    void says_what_is_on_what_waits_for_settings_and_what_is_switched_off() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.b24hub.route");
        log.start();
        logger.addAppender(log);

        try (TestHub hub = TestHub.in(dir)
                .set("flow.off.enabled", "false")
                .set("flow.on.word", "said")
                .projectRoutes("support")
                .route("flows/off.camel.yaml", flow("off", "- to: mock:off"))
                .route(
                        "flows/on.camel.yaml",
                        flow("on", "- setBody: {constant: '{{flow.on.word}}'}\n        - to: mock:on"))
                .route("flows/waits.camel.yaml", flow("waits", "- to: 'mock:{{flow.waits.name}}?x={{flow.waits.a:b}}'"))
                .route("flows/chat.camel.yaml", flow("chat", "- to: telegram:bots"))
                .route("flows/typo.camel.yaml", flow("typo", "- to: mock:typo").replace("DEALADD", "DEALAD"))
                .route("flows/JavaFlow.java", """
                        public class JavaFlow extends org.apache.camel.builder.RouteBuilder {
                            public void configure() {
                                from("bitrix24:ONCRMDEALADD").id("java-flow").to("mock:java");
                            }
                        }
                        """)
                .route(
                        "flows/own-configuration.camel.yaml",
                        """
                        - routeConfiguration:
                            id: own
                            onException: [{onException: {exception: [java.lang.Exception], handled: {constant: true}, steps: [{to: mock:own}]}}]
                        """
                                + flow(
                                                "own-configuration",
                                                "- throwException: {exceptionType: java.io.IOException, message: x}")
                                        .replace("    from:\n", "    routeConfigurationId: own\n    from:\n"))
                .route("flows/..data/copy.camel.yaml", flow("on", "- to: mock:copy"))
                .start()) {
            String event = hub.send("ONCRMDEALADD", "1");

            assertThat(hub.hub().flows())
                    .containsExactlyInAnyOrder(
                            "off     flows/off.camel.yaml  (switched off, or it has no routes)",
                            "on      flows/on.camel.yaml",
                            "off     flows/waits.camel.yaml  (to switch it on, set flow.waits.name)",
                            "off     flows/chat.camel.yaml  (to switch it on, set hub.telegram.token)",
                            "on      flows/typo.camel.yaml",
                            "on      flows/JavaFlow.java",
                            "on      flows/own-configuration.camel.yaml");
            hub.awaitState(event, "on", DeliveryState.DELIVERED);
            hub.awaitState(event, "java-flow", DeliveryState.DELIVERED);
            hub.awaitState(event, "own-configuration", DeliveryState.DELIVERED);
            assertThat(hub.store().deliveries(event)).hasSize(3);
            assertThat(List.copyOf(log.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .filteredOn(line -> line.contains("typo"))
                    .singleElement()
                    .asString()
                    .contains("flows/typo.camel.yaml, line 4", "ONCRMDEALAD;", "did you mean ONCRMDEALADD?");
        } finally {
            logger.detachAppender(log);
        }
    }
}
