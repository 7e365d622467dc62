package io.b24hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthMainTest {

    @ParameterizedTest
    @CsvSource({"200, true", "503, false", "404, false", "401, false"})
    void is_well_when_the_hub_says_so(int status, boolean well) throws IOException {
        HttpServer hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/observe/health", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        hub.start();

        try {
            assertThat(HealthMain.isWell(hub.getAddress().getPort())).isEqualTo(well);
        } finally {
            hub.stop(0);
        }
    }

    @Test
    void is_not_well_when_nobody_answers() throws IOException {
        assertThat(HealthMain.isWell(HubRig.freePort())).isFalse();
    }
}
