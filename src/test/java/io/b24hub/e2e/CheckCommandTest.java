package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.time.SystemClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code b24hub check} as a script meets it: its output and its exit code. */
@Timeout(120)
class CheckCommandTest {

    @TempDir
    private Path home;

    private final SystemClock clock = new SystemClock();
    private Emulators emulators;
    private Map<String, String> settings;

    @BeforeEach
    void open() {
        emulators = new Emulators(
                "127.0.0.1",
                Emulators.Ports.free(),
                clock,
                RandomGeneratorFactory.getDefault().create(24));
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Deals");
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Calls");
        settings = HubRig.settingsOf(emulators, home);
    }

    @AfterEach
    void close() {
        emulators.close();
        clock.close();
    }

    @Test
    void ends_with_0_where_nothing_fails() {
        settings.put("flow.crm-to-kafka.enabled", "false");

        try (ChildProcess check = check()) {
            assertThat(check.exitCode()).isZero();
            assertThat(check.output())
                    .contains("  OK       reachable ", "Nothing failed.", "REST calls made: main 2.")
                    .doesNotContain("\u001b", "Exception", "INFO", "WARN  [", "FAIL  ");
            assertNoSecret(check);
        }
    }

    @Test
    void ends_with_1_where_something_fails_and_says_it_in_json_too() throws Exception {
        settings.put("flow.events-to-http.url", "http://127.0.0.1:1/x");

        try (ChildProcess check = check("--json")) {
            assertThat(check.exitCode()).isEqualTo(1);
            JsonNode report = new ObjectMapper().readTree(check.output());
            assertThat(report.path("exitCode").asInt()).isEqualTo(1);
            assertThat(report.path("findings").findValuesAsText("verdict")).contains("OK", "FAIL", "SKIPPED");
            assertNoSecret(check);
        }
    }

    @Test
    void ends_with_2_where_the_configuration_cannot_be_used() {
        settings.put("hub.portal.main.plan", "gold");
        settings.put("hub.intake.prot", "1");

        try (ChildProcess check = check()) {
            assertThat(check.exitCode()).isEqualTo(2);
            assertThat(check.output())
                    .contains("hub.portal.main.plan", "hub.intake.prot", "nothing else was looked at")
                    .doesNotContain("\tat ");
            assertNoSecret(check);
        }
    }

    @Test
    void asks_a_real_broker_for_the_topic_and_makes_none() throws Exception {
        int port = HubRig.freePort();
        settings.put("hub.kafka.brokers", "127.0.0.1:" + port);
        try (ChildProcess broker = ChildProcess.java(
                home,
                Map.of(),
                List.of(),
                KafkaBroker.class,
                home.toString(),
                Integer.toString(port),
                Integer.toString(HubRig.freePort()))) {
            broker.awaitLine(KafkaBroker.READY);
            Properties address = new Properties();
            address.put("bootstrap.servers", "127.0.0.1:" + port);
            try (AdminClient kafka = AdminClient.create(address);
                    ChildProcess without = check()) {
                assertThat(without.exitCode()).isZero();
                assertThat(without.output()).contains("  WARN     kafka topic bitrix24-crm", "there is no such topic");
                assertThat(kafka.listTopics().names().get()).isEmpty();

                kafka.createTopics(List.of(new NewTopic("bitrix24-crm", 3, (short) 1)))
                        .all()
                        .get();
                try (ChildProcess with = check()) {
                    assertThat(with.exitCode()).isZero();
                    assertThat(with.output()).contains("  OK       kafka topic bitrix24-crm", "3 partitions");
                }
            }
        }
    }

    private ChildProcess check(String... options) {
        ChildProcess.writeSettings(home, settings);
        String[] words = new String[options.length + 1];
        words[0] = "check";
        System.arraycopy(options, 0, words, 1, options.length);
        return ChildProcess.hub(home, Map.of(), words);
    }

    private void assertNoSecret(ChildProcess check) {
        assertThat(check.output())
                .doesNotContain(
                        emulators.portal().identity().restSecret(),
                        emulators.portal().identity().applicationToken(),
                        settings.get("hub.telegram.token"));
    }
}
