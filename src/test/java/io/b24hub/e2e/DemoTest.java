package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code b24hub demo} as a newcomer runs it, on a machine that is not clean. */
@Timeout(120)
class DemoTest {

    @TempDir
    private Path home;

    @Test
    void shows_every_flow_at_work_touches_nothing_real_and_leaves_nothing_behind() throws IOException {
        Path temporary = Files.createDirectory(home.resolve("tmp"));
        Path folder = Files.createDirectory(home.resolve("folder"));
        AtomicInteger calls = new AtomicInteger();
        HttpServer real = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        real.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        real.start();
        String address = "http://127.0.0.1:" + real.getAddress().getPort();
        ChildProcess.writeSettings(
                folder,
                Map.of(
                        "hub.portals", "production",
                        "hub.portal.production.tokens", "t",
                        "hub.telegram.base-uri", address,
                        "flow.events-to-http.url", address,
                        "camel.component.http.proxyHost", "127.0.0.1",
                        "nonsense", "\\u00zz"));
        Map<String, String> environment = Map.of(
                "HUB_KAFKA_BROKERS",
                "127.0.0.1:" + real.getAddress().getPort(),
                "HUB_PORTALS",
                "production",
                "HUB_TELEGRAM_BASE_URI",
                address,
                "HUB_GOOGLE_ROOT_URL",
                address,
                "HUB_STORE_FILE",
                home.resolve("real.db").toString(),
                "FLOW_EVENTS_TO_HTTP_URL",
                address,
                "FLOW_EVENTS_TO_FILE_DIR",
                home.resolve("real").toString(),
                "FLOW_DEAL_WON_TO_TELEGRAM_CHAT_ID",
                "42",
                "CAMEL_COMPONENT_HTTP_PROXYHOST",
                "127.0.0.1",
                "CAMEL_COMPONENT_HTTP_PROXYPORT",
                Integer.toString(real.getAddress().getPort()));

        List<String> lines;
        try (ChildProcess demo = ChildProcess.java(
                folder,
                environment,
                List.of("-Djava.io.tmpdir=" + temporary, "-Dflow.events-to-http.url=" + address),
                io.b24hub.HubMain.class,
                "demo",
                "--every",
                "1s",
                "--for",
                "20s",
                "--routes",
                io.b24hub.HubRig.ROUTES.toString())) {
            int code = demo.exitCode();
            assertThat(code).as(demo.output()).isZero();
            lines = demo.lines();
        } finally {
            real.stop(0);
        }

        assertThat(lines).anyMatch(line -> line.contains("b24hub DEMO"));
        assertThat(lines).anyMatch(line -> line.contains("received ") && line.contains("ONCRMDEALUPDATE"));
        for (String delivered : List.of(
                "new-lead-to-telegram: bitrix24:read",
                "deal-won-to-telegram: bitrix24:read",
                "deal-stage-to-telegram: bitrix24:read",
                "deals-to-google-sheet: bitrix24:read",
                "calls-to-google-sheet: bitrix24:read",
                "events-to-http: http ",
                "events-to-file: file ",
                "missed-call-to-telegram: ")) {
            assertThat(lines).as(String.join("\n", lines)).anyMatch(line -> line.contains(delivered));
        }
        assertThat(lines)
                .filteredOn(line -> line.contains("deal-won-to-telegram: "))
                .anyMatch(line -> line.contains("delivered") && line.contains("telegram "));
        assertThat(lines).noneMatch(line -> line.matches(".*  (failed|parked|postponed|refused)  .*"));
        assertThat(lines).noneMatch(line -> line.matches(".*(ERROR|WARN |Exception|\\tat ).*"));
        assertThat(lines).anyMatch(line -> line.contains("off") && line.contains("crm-to-kafka"));
        assertThat(lines).anyMatch(line -> line.contains("off") && line.contains("contacts-to-sql"));
        assertThat(lines).anyMatch(line -> line.contains("off") && line.contains("robot-to-http"));
        assertThat(calls).as("calls to the address in the environment").hasValue(0);
        assertThat(home.resolve("real.db")).doesNotExist();
        assertThat(home.resolve("real")).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).extracting(Path::getFileName).containsExactly(Path.of("application.properties"));
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left)
                    .filteredOn(file -> !file.getFileName().toString().startsWith("hsperfdata"))
                    .isEmpty();
        }
    }
}
