package io.b24hub.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.route.SurveyedFile.Flow;
import io.b24hub.route.SurveyedFile.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteSurveyTest {

    private static final Map<String, List<String>> NEEDED = Map.of("telegram", List.of("hub.telegram.token"));

    @TempDir
    private Path dir;

    private final Map<String, String> settings = new TreeMap<>(Map.of("hub.telegram.token", "1:a"));

    @Test
    void finds_every_address_however_deep_with_its_settings_filled_in() throws IOException {
        settings.put("flow.a.chat-id", "-100");
        write("a.camel.yaml", """
                - route:
                    id: a
                    from:
                      uri: bitrix24:ONCRMDEAL*
                      parameters:
                        portal: main
                      steps:
                        - to: bitrix24:read
                        - choice:
                            when:
                              - simple: "${body.gone}"
                                steps:
                                  - filter:
                                      simple: "${body.id}"
                                      steps:
                                        - to:
                                            uri: telegram:bots
                                            parameters:
                                              chatId: "{{flow.a.chat-id}}"
                            otherwise:
                              steps:
                                - toD: "https://example.com/${body.id}?httpMethod=POST"
                        - enrich:
                            constant: bitrix24:user.get?ID=1
                        - wireTap:
                            uri: kafka:{{flow.a.topic:events}}
                """);

        Flow flow = look("a.camel.yaml").flows().get(0);

        assertThat(flow.from().path()).isEqualTo("ONCRMDEAL*");
        assertThat(flow.from().option("portal")).isEqualTo("main");
        assertThat(flow.to())
                .extracting(to -> to.scheme() + " " + to.path())
                .containsExactlyInAnyOrder(
                        "bitrix24 read",
                        "telegram bots",
                        "https //example.com/${body.id}",
                        "bitrix24 user.get",
                        "kafka events");
        assertThat(flow.to()).anySatisfy(to -> assertThat(to.options()).containsEntry("chatId", "-100"));
        assertThat(flow.to()).extracting(Destination::toString).contains("telegram:", "https:");
    }

    @Test
    void options_come_as_they_were_written() throws IOException {
        settings.put("flow.sheet.range", "'Мои сделки'!A1:G");
        write("sheet.camel.yaml", """
                - route:
                    id: sheet
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      steps:
                        - to:
                            uri: google-sheets:data/append
                            parameters:
                              spreadsheetId: "a b%d"
                              range: "{{flow.sheet.range}}"
                        - to: "google-sheets:data/get?spreadsheetId=x&range=My deals!A:B"
                """);

        List<Destination> to = look("sheet.camel.yaml").flows().get(0).to();

        assertThat(to.get(0).options())
                .containsOnly(Map.entry("spreadsheetId", "a b%d"), Map.entry("range", "'Мои сделки'!A1:G"));
        assertThat(to.get(1).options())
                .containsOnly(Map.entry("spreadsheetId", "x"), Map.entry("range", "My deals!A:B"));
    }

    @Test
    void reads_java_too() throws IOException {
        write("Calls.java", """
                import org.apache.camel.builder.RouteBuilder;

                public class Calls extends RouteBuilder {
                    @Override
                    public void configure() {
                        from("bitrix24:ONVOXIMPLANTCALLEND").id("calls").to("telegram:bots?chatId=RAW(-1&2)");
                    }
                }
                """);

        SurveyedFile file = look("Calls.java");

        assertThat(file.state()).isEqualTo(State.ON);
        assertThat(file.flows().get(0).to().get(0).option("chatId")).isEqualTo("-1&2");
    }

    @Test
    void tells_what_is_off_and_why() throws IOException {
        settings.clear();
        settings.put("flow.off.enabled", "false");
        write("off.camel.yaml", route("off", "log:x"));
        write("waits.camel.yaml", route("waits", "telegram:bots?chatId={{flow.waits.chat-id}}"));

        assertThat(look("off.camel.yaml").reason()).isEqualTo("switched off");
        assertThat(look("waits.camel.yaml"))
                .isEqualTo(new SurveyedFile(
                        "waits.camel.yaml", State.OFF, "off, needs flow.waits.chat-id, hub.telegram.token", List.of()));
    }

    @Test
    void tells_what_a_start_would_refuse_and_goes_on_with_the_others() throws IOException {
        write("bad.camel.yaml", route("bad", "log:x").replace("- to:", "- tu:"));
        write("nameless.camel.yaml", route("nameless", "log:x").replace("    id: nameless\n", ""));
        write("good.camel.yaml", route("good", "log:x"));
        write("twin.camel.yaml", route("good", "log:x"));

        assertThat(look("bad.camel.yaml").state()).isEqualTo(State.BROKEN);
        assertThat(look("bad.camel.yaml").reason()).contains("line 6", "\"tu\"");
        assertThat(look("nameless.camel.yaml").reason()).contains("has no id");
        assertThat(look("twin.camel.yaml").reason()).contains("taken already, by good.camel.yaml");
        assertThat(look("good.camel.yaml").state()).isEqualTo(State.ON);
    }

    @Test
    void a_secret_setting_fills_no_address() throws IOException {
        write("leak.camel.yaml", route("leak", "https://example.com/{{hub.telegram.token}}"));

        SurveyedFile file = look("leak.camel.yaml");

        assertThat(file.state()).isEqualTo(State.BROKEN);
        assertThat(file.reason()).doesNotContain("1:a");
    }

    @Test
    void a_folder_that_is_not_there_is_told() {
        assertThatThrownBy(() -> new RouteSurvey(dir.resolve("none"), NEEDED, this::find).look())
                .isInstanceOf(BadRoutes.class)
                .hasMessageContaining("no routes folder");
    }

    private SurveyedFile look(String name) {
        return new RouteSurvey(dir, NEEDED, this::find)
                .look().stream()
                        .filter(file -> file.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private Optional<String> find(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    private static String route(String id, String to) {
        return "- route:\n    id: " + id
                + "\n    from:\n      uri: bitrix24:ONCRMDEALADD\n      steps:\n        - to: \"" + to + "\"\n";
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text);
    }
}
