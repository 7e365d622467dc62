package io.b24hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.route.BadRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the validation of route files does to a start and to an edit. */
class RouteNotesTest {

    private static final String BOT = "123456789:AAF-abcdefghijklmnopqrstuvwxyz012345";

    @TempDir
    private Path dir;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("io.b24hub.route")).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger("io.b24hub.route")).detachAppender(log);
    }

    private static String flow(String id, String step) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:ONCRMDEALADD\n      steps:\n        - "
                + step + "\n";
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void mistakes_that_loading_passes_over_stop_the_start_together_with_the_others() {
        TestHub.Preparation hub = TestHub.in(dir)
                .set("flow.off.enabled", "false")
                .route("flows/secret.camel.yaml", flow("secret", "to: mock:x?token=" + BOT))
                .route("flows/off.camel.yaml", flow("off", "to: mock:x?token=" + BOT))
                .route("flows/setting.camel.yaml", flow("setting", "log: '{{hub.intake.prot}}'"))
                .route("flows/step.camel.yaml", flow("step", "lgo: x"));

        assertThatThrownBy(() -> hub.start().close())
                .isInstanceOf(BadRoutes.class)
                .hasMessageContaining("flows/secret.camel.yaml, line 6: this looks like the token of a Telegram bot")
                .hasMessageContaining("flows/setting.camel.yaml, line 6: there is no setting hub.intake.prot")
                .hasMessageContaining("flows/step.camel.yaml, line 6")
                .hasMessageNotContaining("flows/off")
                .hasMessageNotContaining("AAF-");
    }

    @Test
    void where_bad_files_are_skipped_the_hub_starts_and_the_log_tells() {
        try (TestHub hub = TestHub.in(dir)
                .set("hub.routes.bad-file", "skip")
                .route("flows/other.camel.yaml", "# " + BOT + "\n" + flow("other", "to: mock:y"))
                .start()) {
            assertThat(hub.hub().flows()).containsExactly("on      flows/other.camel.yaml");
            assertThat(lines()).anyMatch(line -> line.contains("flows/other.camel.yaml, line 1: this looks like"));
            assertThat(lines()).noneMatch(line -> line.contains("AAF-"));
        }
    }

    @Test
    void an_edit_that_is_taken_over_is_doubted_where_there_is_reason_to() {
        try (TestHub hub = TestHub.in(dir)
                .set("hub.routes.reload", "true")
                .route("flows/edited.camel.yaml", flow("edited", "to: mock:a"))
                .start()) {
            hub.writeRoute("flows/edited.camel.yaml", flow("edited", "to: bitrix24:crm.deal.gte"));

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(lines())
                    .anyMatch(line -> line.contains("flows/edited.camel.yaml, line 6: no known REST method")
                            && line.contains("did you mean crm.deal.get?")));
        }
    }
}
