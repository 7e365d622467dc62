package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The intake beside ordinary HTTP routes on Camel's own server, whose form reader must not touch its calls. */
class CamelRouterTest {

    @Test
    void takes_a_call_that_the_form_reader_of_the_server_would_refuse() throws Exception {
        Door door = Door.open();
        VertxPlatformHttpServerConfiguration settings = new VertxPlatformHttpServerConfiguration();
        settings.setBindHost("127.0.0.1");
        settings.setBindPort(0);
        VertxPlatformHttpServer server = new VertxPlatformHttpServer(settings);
        CamelContext camel = new DefaultCamelContext();
        try {
            camel.addService(server);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("platform-http:/other").setBody(constant("other"));
                }
            });
            camel.start();
            VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(
                    camel, VertxPlatformHttpRouter.getRouterNameFromPort(server.getConfigurationPort()));
            new IntakeRoutes(door.intake, door.settings, door.clock).mount(router);

            HttpResponse<String> answer =
                    post(server, Door.dealUpdate("1", Door.TOKEN) + "&data[TEXT]=" + "x".repeat(9000));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("Stored.");
            assertThat(door.store.events()).hasSize(1);
        } finally {
            camel.stop();
        }
    }

    private static HttpResponse<String> post(VertxPlatformHttpServer server, String form) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getServer().actualPort() + "/bitrix24/main");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
