package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code b24hub emulate}, and a hub that is set up with nothing but what it tells. */
@Timeout(120)
class EmulateTest {

    private static final Pattern SETTING = Pattern.compile("  (hub\\.[a-z.-]+) += (\\S+).*");

    @TempDir
    private Path home;

    @Test
    void tells_the_settings_that_a_hub_needs_to_work_with_it() throws Exception {
        int first = HubRig.freePort();
        int intake = HubRig.freePort();
        Path key = home.resolve("key.json");
        try (ChildProcess emulators = ChildProcess.hub(
                home,
                Map.of(),
                "emulate",
                "--port",
                Integer.toString(first),
                "--every",
                "300ms",
                "--key-file",
                key.toString(),
                "--send-to",
                "http://127.0.0.1:" + intake + "/bitrix24/main")) {
            emulators.awaitLine("Press Ctrl-C to end");
            Map<String, String> settings = told(emulators);
            assertThat(settings)
                    .containsOnlyKeys(
                            "hub.portal.main.tokens",
                            "hub.portal.main.webhook-url",
                            "hub.telegram.token",
                            "hub.telegram.base-uri",
                            "hub.google.root-url");
            String sink = after(emulators, "an HTTP endpoint");
            settings.put("flow.events-to-http.url", sink + "/events");
            settings.put("flow.deals-to-google-sheet.spreadsheet-id", after(emulators, "a spreadsheet id"));
            settings.put("flow.calls-to-google-sheet.spreadsheet-id", after(emulators, "a spreadsheet id"));
            settings.put("flow.deal-won-to-telegram.chat-id", "-1");
            settings.put("hub.google.key-file", key.toString());
            settings.put("hub.intake.port", Integer.toString(intake));
            settings.put("hub.intake.host", "127.0.0.1");
            settings.put("hub.management.port", Integer.toString(HubRig.freePort()));
            settings.put("hub.routes.dir", HubRig.ROUTES.toString());
            ChildProcess.writeSettings(home, settings);

            try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
                hub.awaitLine("Receiving events on");
                for (String flow : new String[] {
                    "events-to-http",
                    "events-to-file",
                    "deals-to-google-sheet",
                    "calls-to-google-sheet",
                    "deal-won-to-telegram"
                }) {
                    await().alias(flow).atMost(Duration.ofSeconds(30)).until(() -> hub.lines().stream()
                            .anyMatch(line -> line.contains(" Delivered ") && line.contains("flow " + flow + " ")));
                }
                assertThat(hub.output()).doesNotContain(" Failed ", " Parked ", " Postponed ", "ERROR");
                assertThat(hub.terminate()).isIn(0, 143);
            }
            assertThat(get(sink + "/_emulator/received")).contains("ONCRMDEALUPDATE");
            assertThat(emulators.terminate()).isIn(0, 143);
        }
    }

    @Test
    void a_taken_port_is_told_in_words() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            try (ChildProcess emulators =
                    ChildProcess.hub(home, Map.of(), "emulate", "--port", Integer.toString(taken.getLocalPort()))) {
                assertThat(emulators.exitCode()).isEqualTo(2);
                assertThat(emulators.output())
                        .contains("could not listen on 127.0.0.1:" + taken.getLocalPort())
                        .doesNotContain("\tat ");
            }
        }
    }

    private static Map<String, String> told(ChildProcess emulators) {
        Map<String, String> settings = new TreeMap<>();
        for (String line : emulators.lines()) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches()) {
                settings.put(setting.group(1), setting.group(2));
            }
        }
        return settings;
    }

    private static String after(ChildProcess emulators, String name) {
        return emulators.lines().stream()
                .filter(line -> line.contains("  " + name))
                .map(line -> line.replaceFirst(".*= ", "").strip())
                .findFirst()
                .orElseThrow();
    }

    private static String get(String url) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
