package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.TestHub;
import io.b24hub.route.BadRoutes;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.mock.MockEndpoint;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnceStepsTest {

    private static final String ONCE = """
                - idempotentConsumer:
                    idempotentRepository: once
                    constant: tell-chat
                    steps:
                      - to: mock:first
        """;

    @TempDir
    private Path dir;

    private static String flow(String options, String steps) {
        return "- route:\n    id: two\n    from:\n      uri: \"bitrix24:ONCRMDEALADD" + options + "\"\n      steps:\n"
                + steps.indent(8 - steps.indexOf('-'));
    }

    private static MockEndpoint mock(TestHub hub, String name) {
        return hub.context().getEndpoint("mock:" + name, MockEndpoint.class);
    }

    private static void fails(TestHub hub, String name, int times) {
        for (int i = 1; i <= times; i++) {
            mock(hub, name).whenExchangeReceived(i, exchange -> exchange.setException(new IOException("not yet")));
        }
    }

    private static Attempt last(TestHub hub, String event) {
        List<Attempt> attempts = hub.hub()
                .store()
                .attempts(hub.delivery(event, "two").orElseThrow().id());
        return attempts.get(attempts.size() - 1);
    }

    @Test
    void a_step_that_was_done_is_not_repeated_when_a_later_one_fails() {
        try (TestHub hub = TestHub.in(dir)
                .route("flows/two.camel.yaml", flow("", ONCE + "        - to: mock:second\n"))
                .start()) {
            fails(hub, "second", 2);

            String event = hub.send("ONCRMDEALADD", "1");

            hub.awaitState(event, "two", DeliveryState.DELIVERED);
            assertThat(mock(hub, "first").getReceivedCounter()).isEqualTo(1);
            assertThat(mock(hub, "second").getReceivedCounter()).isEqualTo(3);
            assertThat(last(hub, event).steps()).first().isEqualTo("once tell-chat: done before");
            hub.awaitState(hub.send("ONCRMDEALADD", "1"), "two", DeliveryState.DELIVERED);
            assertThat(mock(hub, "first").getReceivedCounter()).isEqualTo(2);
        }
    }

    @Test
    void a_step_that_failed_is_done_again() {
        try (TestHub hub = TestHub.in(dir)
                .route("flows/two.camel.yaml", flow("", ONCE + "        - to: mock:second\n"))
                .start()) {
            fails(hub, "first", 1);

            hub.awaitState(hub.send("ONCRMDEALADD", "1"), "two", DeliveryState.DELIVERED);

            assertThat(mock(hub, "first").getReceivedCounter()).isEqualTo(2);
            assertThat(mock(hub, "second").getReceivedCounter()).isEqualTo(1);
        }
    }

    @Test
    void the_memory_outlives_a_restart() {
        String event;
        try (TestHub hub = TestHub.in(dir)
                .route("flows/two.camel.yaml", flow("?retrySchedule=3s", ONCE + "        - to: mock:second\n"))
                .start()) {
            fails(hub, "second", 1);
            event = hub.send("ONCRMDEALADD", "1");
            hub.awaitOutcome(event, "two");
            assertThat(mock(hub, "first").getReceivedCounter()).isEqualTo(1);
        }

        try (TestHub hub = TestHub.in(dir).start()) {
            hub.awaitState(event, "two", DeliveryState.DELIVERED);

            assertThat(mock(hub, "first").getReceivedCounter()).isZero();
            assertThat(mock(hub, "second").getReceivedCounter()).isEqualTo(1);
        }
    }

    @Test
    void a_delivery_whose_steps_were_all_done_before_is_delivered_not_filtered() {
        try (TestHub hub = TestHub.in(dir)
                .route(
                        "flows/two.camel.yaml",
                        flow("", ONCE + "        - process: {ref: '#class:" + FailsOnce.class.getName() + "'}\n"))
                .start()) {
            String event = hub.send("ONCRMDEALADD", "1");

            hub.awaitState(event, "two", DeliveryState.DELIVERED);
            assertThat(mock(hub, "first").getReceivedCounter()).isEqualTo(1);
        }
    }

    @Test
    void parts_of_a_split_are_steps_of_their_own() {
        String split = "        - split:\n            constant: a,b,c\n            delimiter: ','\n            steps:\n"
                + ONCE.indent(8);
        try (TestHub hub = TestHub.in(dir)
                .route("flows/two.camel.yaml", flow("", split + "        - to: mock:second\n"))
                .start()) {
            mock(hub, "first").whenExchangeReceived(2, exchange -> exchange.setException(new IOException("b")));

            hub.awaitState(hub.send("ONCRMDEALADD", "1"), "two", DeliveryState.DELIVERED);

            assertThat(mock(hub, "first").getReceivedExchanges())
                    .extracting(exchange -> exchange.getIn().getBody())
                    .containsExactlyInAnyOrder("a", "b", "c", "b");
        }
    }

    @Test
    void in_a_batch_each_event_is_remembered_by_itself() {
        String split = "        - split:\n            simple: \"${body}\"\n            steps:\n" + ONCE.indent(8);
        try (TestHub hub = TestHub.in(dir)
                .route(
                        "flows/two.camel.yaml",
                        flow("?batchSize=10&batchWait=500ms", split + "        - to: mock:second\n"))
                .start()) {
            fails(hub, "second", 1);
            Set<String> sent = ConcurrentHashMap.newKeySet();
            for (int i = 1; i <= 5; i++) {
                sent.add(hub.send("ONCRMDEALADD", Integer.toString(i)));
            }

            sent.forEach(event -> hub.awaitState(event, "two", DeliveryState.DELIVERED));

            assertThat(mock(hub, "first").getReceivedCounter()).isEqualTo(5);
        }
    }

    @Test
    void a_file_that_makes_the_memory_end_with_the_whole_route_is_refused() {
        TestHub.Preparation hub = TestHub.in(dir)
                .route(
                        "flows/two.camel.yaml",
                        flow("", ONCE.replace("constant:", "completionEager: false\n            constant:")));

        Assertions.assertThatThrownBy(hub::start)
                .isInstanceOf(BadRoutes.class)
                .hasMessageContaining("two.camel.yaml, line 6")
                .hasMessageContaining("completionEager");
    }

    /** Fails the first time that it is called in a process. */
    public static final class FailsOnce implements org.apache.camel.Processor {

        private boolean failed;

        @Override
        public synchronized void process(org.apache.camel.Exchange exchange) throws IOException {
            if (!failed) {
                failed = true;
                throw new IOException("first time");
            }
        }
    }
}
