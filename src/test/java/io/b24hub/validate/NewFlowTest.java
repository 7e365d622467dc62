package io.b24hub.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.Hub;
import io.b24hub.TestHub;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.failure.HubException;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.SystemClock;
import io.b24hub.validate.NewFlow.To;
import io.b24hub.validate.Remark.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewFlowTest {

    @TempDir
    private Path dir;

    @ParameterizedTest
    @EnumSource(To.class)
    void every_skeleton_is_one_that_validates_and_names_the_settings_it_needs(To to) {
        NewFlow flow = new NewFlow("my-flow", "oncrmleadadd, ONCRMLEADUPDATE", to);
        Path file = flow.write(dir);

        assertThat(file)
                .hasFileName("my-flow.camel.yaml")
                .content()
                .doesNotContain("@ID@", "@EVENTS@", "@ABOUT@")
                .contains("lead");
        List<Remark> remarks = new RouteValidation(dir, Hub.neededSettings(), SettingsSource.only(Map.of()))
                .all()
                .remarks();
        assertThat(remarks).filteredOn(remark -> remark.weight() != Weight.NOTE).isEmpty();
        assertThat(remarks)
                .filteredOn(remark -> remark.weight() == Weight.NOTE)
                .extracting(remark -> remark.reason().split(" ")[0])
                .containsExactlyInAnyOrderElementsOf(flow.settings());
    }

    @Test
    void every_skeleton_loads_when_its_settings_are_there() throws IOException {
        TestHub.Preparation hub = TestHub.in(dir).projectRoutes("support");
        try (SystemClock clock = new SystemClock();
                Emulators emulators = new Emulators(
                        "127.0.0.1",
                        Emulators.Ports.free(),
                        clock,
                        RandomGeneratorFactory.getDefault().create(24))) {
            for (To to : To.values()) {
                NewFlow flow = new NewFlow("to-" + to.word(), "ONCRM*", to);
                flow.write(dir.resolve("routes"));
                flow.settings().forEach(key -> hub.set(key, value(key, emulators)));
            }

            try (TestHub started = hub.start()) {
                assertThat(started.hub().flows()).hasSize(To.values().length).allMatch(line -> line.startsWith("on "));
            }
        }
    }

    private String value(String key, Emulators emulators) {
        try {
            return switch (key.substring(key.lastIndexOf('.') + 1)) {
                case "key-file" ->
                    emulators.sheets().writeKeyFile(dir.resolve("key.json")).toString();
                case "spreadsheet-id" -> SheetsEmulator.DEMO_SPREADSHEET;
                case "url" ->
                    key.startsWith("hub.sql.")
                            ? "jdbc:postgresql://127.0.0.1:1/nobody"
                            : emulators.sink().baseUri().toString();
                case "brokers" -> "127.0.0.1:1";
                case "token" -> "123456:a-token";
                default -> "1";
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_file_that_is_there_stays_as_it_is() throws IOException {
        NewFlow flow = new NewFlow("mine", "ONCRMDEALADD", To.FILE);
        Files.writeString(Files.createDirectories(dir.resolve("flows")).resolve("mine.camel.yaml"), "precious");

        assertThatThrownBy(() -> flow.write(dir))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("there already");
        assertThat(dir.resolve("flows/mine.camel.yaml")).hasContent("precious");
    }

    @Test
    void ids_and_events_that_cannot_be_used_are_refused_with_what_would_work() {
        assertThatThrownBy(() -> new NewFlow("../x", "ONCRMDEALADD", To.FILE))
                .hasMessageContaining("new-contact-to-telegram");
        assertThatThrownBy(() -> new NewFlow("Mein Flow", "ONCRMDEALADD", To.FILE))
                .hasMessageContaining("small letters");
        assertThatThrownBy(() -> new NewFlow("x", "a b", To.FILE)).isInstanceOf(HubException.class);
    }
}
