package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.TestHub;
import io.b24hub.failure.RetryLater;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a flow may do to its event, and how its delivery ends. The table in src/main/docs/flows.md is this test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AcknowledgementTest {

    /** One flow: its id, what stands above its steps, its steps, and how a delivery ends. */
    record Row(String flow, String above, String steps, DeliveryState state, String reason) {

        static Row of(String flow, String steps, DeliveryState state, String reason) {
            return new Row(flow, "", steps, state, reason);
        }

        static Row retried(String flow, String steps) {
            return of(flow, steps, DeliveryState.DUE, "broken");
        }

        static Row filtered(String flow, String steps) {
            return of(flow, steps, DeliveryState.FILTERED, "");
        }

        static Row delivered(String flow, String steps) {
            return of(flow, steps, DeliveryState.DELIVERED, "");
        }

        Row above(String text) {
            return new Row(flow, text, steps, state, reason);
        }

        String yaml() {
            return (above.startsWith("- ") ? above + "\n" : "") + "- route:\n    id: " + flow + "\n"
                    + (above.startsWith("- ") || above.isEmpty() ? "" : "    " + above + "\n")
                    + "    from:\n      uri: bitrix24:*\n      steps:\n        " + steps + "\n";
        }

        @Override
        public String toString() {
            return flow;
        }
    }

    private static final String FAILS = "- throwException: {exceptionType: java.io.IOException, message: broken}";
    /** Nobody listens there. */
    private static final String NOBODY = "http://127.0.0.1:1/";

    private static final String COMBINE =
            "aggregationStrategy: '#class:org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy', ";
    private static final String TWO = "steps: [{to: direct:sink}, {to: direct:fails}]}";
    private static final String CATCH_ALL = "exception: [java.lang.Exception], steps: [{log: caught}]";

    private static final List<Row> ROWS = List.of(
            Row.delivered("sends", "- to: direct:sink"),
            Row.filtered("sends-nothing", "- log: seen"),
            Row.filtered("filter", "- filter: {simple: \"${body.type} == 'NO'\", steps: [{to: mock:sink}]}"),
            Row.filtered("stop", "- stop: {}\n        - to: direct:fails"),
            Row.retried("exception", FAILS),
            Row.of("flow-mistake", "- setBody: {simple: \"${body.nonsense()}\"}", DeliveryState.PARKED, "flow itself"),
            Row.of("rollback", "- rollback: {message: no}", DeliveryState.DUE, "rollback"),
            Row.of("rollback-only", "- rollback: {markRollbackOnly: true}", DeliveryState.DUE, "rollback"),
            Row.of("rollback-only-last", "- rollback: {markRollbackOnlyLast: true}", DeliveryState.DUE, "rollback"),
            Row.retried("direct", "- to: direct:fails"),
            Row.retried("to-dynamic", "- toD: {uri: 'direct:fails'}"),
            Row.retried("seda", "- to: seda:fails"),
            Row.retried("seda-never-waits", "- to: 'seda:fails?waitForTaskToComplete=Never'"),
            Row.retried("seda-always-waits", "- to: 'seda:fails?waitForTaskToComplete=Always'"),
            Row.retried("threads", "- threads: {poolSize: 1}\n        " + FAILS),
            Row.retried("async-delay", "- delay: {expression: {constant: 20}, asyncDelayed: true}\n        " + FAILS),
            Row.retried("enrich", "- enrich: {expression: {constant: direct:fails}}"),
            Row.retried("loop", "- loop: {constant: 2, steps: [{to: direct:fails}]}"),
            Row.retried("split", "- split: {constant: 'a,b', delimiter: ',', steps: [{to: direct:fails}]}"),
            Row.retried(
                    "split-last",
                    "- split: {constant: 'a,b', delimiter: ',', " + COMBINE
                            + "steps: [{choice: {when: [{simple: '${exchangeProperty.CamelSplitIndex} == 1',"
                            + " steps: [{to: direct:fails}]}]}}]}"),
            Row.retried("multicast", "- multicast: {" + TWO),
            Row.retried("multicast-first", "- multicast: {steps: [{to: direct:fails}, {to: direct:sink}]}"),
            Row.retried("multicast-stops", "- multicast: {stopOnException: true, " + TWO),
            Row.retried("multicast-parallel", "- multicast: {parallelProcessing: true, " + TWO),
            Row.retried("multicast-combined", "- multicast: {" + COMBINE + TWO),
            Row.retried("multicast-parallel-combined", "- multicast: {parallelProcessing: true, " + COMBINE + TWO),
            Row.retried("recipients", "- recipientList: {constant: 'direct:sink,direct:fails'}"),
            Row.retried(
                    "recipients-combined", "- recipientList: {" + COMBINE + "constant: 'direct:sink,direct:fails'}"),
            Row.retried("handled-by-caller-only", "- to: direct:fails")
                    .above("- onException: {handled: {constant: true}, " + CATCH_ALL + "}"),
            Row.retried("on-exception", "- to: direct:fails").above("- onException: {" + CATCH_ALL + "}"),
            Row.delivered("handled", FAILS).above("- onException: {handled: {constant: true}, " + CATCH_ALL + "}"),
            Row.filtered("continued", FAILS).above("- onException: {continued: {constant: true}, " + CATCH_ALL + "}"),
            Row.delivered("continued-and-sent", FAILS + "\n        - to: mock:sink")
                    .above("- onException: {continued: {constant: true}, " + CATCH_ALL + "}"),
            Row.delivered("dead-letter-channel", FAILS)
                    .above("errorHandler: {deadLetterChannel: {deadLetterUri: 'log:dead'}}"),
            Row.delivered("do-try", "- doTry: {steps: [{to: direct:fails}], doCatch: [{" + CATCH_ALL + "}]}"),
            Row.delivered(
                    "do-try-sending", "- doTry: {steps: [{to: '" + NOBODY + "'}], doCatch: [{" + CATCH_ALL + "}]}"),
            Row.delivered("continued-sending", "- to: " + NOBODY)
                    .above("- onException: {continued: {constant: true}, " + CATCH_ALL + "}"),
            Row.delivered(
                    "do-try-multicast",
                    "- doTry: {steps: [{multicast: {" + TWO + "}], doCatch: [{" + CATCH_ALL + "}]}"),
            Row.filtered("wire-tap", "- wireTap: {uri: direct:fails}"),
            Row.filtered(
                    "aggregate",
                    "- aggregate: {correlationExpression: {constant: true}, completionSize: 100, " + COMBINE
                            + "steps: [{to: direct:fails}]}"),
            Row.retried(
                    "idempotent-step-fails",
                    "- idempotentConsumer: {idempotentRepository: '#class:org.apache.camel.support.processor.idempotent"
                            + ".MemoryIdempotentRepository', simple: '${body.id}', steps: [{to: direct:fails}]}"));

    private TestHub hub;
    private String event;

    @BeforeAll
    void start(@TempDir Path dir) {
        TestHub.Preparation preparation = TestHub.in(dir)
                .set("hub.delivery.retry-schedule", "1h")
                .route("support/ends.camel.yaml", """
                        - route:
                            id: fails
                            from:
                              uri: direct:fails
                              steps: [{throwException: {exceptionType: java.io.IOException, message: broken}}]
                        - route:
                            id: fails-later
                            from:
                              uri: seda:fails
                              steps: [{throwException: {exceptionType: java.io.IOException, message: broken}}]
                        - route:
                            id: sink
                            from: {uri: direct:sink, steps: [{to: mock:sink}]}
                        """)
                .route("flows/heals.camel.yaml", """
                        - route:
                            id: heals
                            errorHandler: {defaultErrorHandler: {redeliveryPolicy: {maximumRedeliveries: 2, redeliveryDelay: 10}}}
                            from: {uri: "bitrix24:*", steps: [{to: mock:earlier}, {to: mock:heals}]}
                        """)
                .route("flows/asked-to-wait.camel.yaml", """
                        - route:
                            id: asked-to-wait
                            routeConfigurationId: patient
                            from: {uri: "bitrix24:*?destination=busy", steps: [{to: mock:busy}]}
                        """)
                .route("support/patient.camel.yaml", """
                        - routeConfiguration:
                            id: patient
                            errorHandler:
                              defaultErrorHandler:
                                onExceptionOccurredRef: redeliveryAdvice
                                redeliveryPolicy: {maximumRedeliveries: 2, redeliveryDelay: 10}
                        """);
        ROWS.forEach(row -> preparation.route("flows/" + row.flow() + ".camel.yaml", row.yaml()));
        hub = preparation.start();
        mock("mock:heals").whenExchangeReceived(1, exchange -> exchange.setException(new IOException("once")));
        mock("mock:heals").whenExchangeReceived(2, exchange -> exchange.setException(new IOException("twice")));
        mock("mock:busy")
                .whenAnyExchangeReceived(exchange -> exchange.setException(
                        new RetryLater("Too many requests", Instant.now().plusSeconds(3600))));
        event = hub.send("ONCRMDEALADD", "662");
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    private MockEndpoint mock(String uri) {
        return hub.context().getEndpoint(uri, MockEndpoint.class);
    }

    static Stream<Row> rows() {
        return ROWS.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void ends_as_documented(Row row) {
        DeliveryRecord end = hub.awaitOutcome(event, row.flow());

        assertThat(end.state()).as(end.reason()).isEqualTo(row.state());
        assertThat(end.reason()).contains(row.reason());
        assertThat(end.failures())
                .isEqualTo(row.state() == DeliveryState.DUE || row.state() == DeliveryState.PARKED ? 1 : 0);
    }

    @Test
    void a_step_that_heals_on_redelivery_is_delivered_and_earlier_steps_are_not_repeated() {
        DeliveryRecord end = hub.awaitOutcome(event, "heals");

        assertThat(end.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(mock("mock:heals").getReceivedCounter()).isEqualTo(3);
        assertThat(mock("mock:earlier").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void a_long_wait_that_was_asked_for_goes_to_the_store_and_costs_no_attempt() {
        DeliveryRecord end = hub.awaitOutcome(event, "asked-to-wait");

        assertThat(end.state()).isEqualTo(DeliveryState.DUE);
        assertThat(end.failures()).isZero();
        assertThat(end.reason()).contains("Too many requests");
        assertThat(end.dueAt()).isAfter(Instant.now().plusSeconds(3000));
        assertThat(mock("mock:busy").getReceivedCounter()).isEqualTo(1);
    }
}
