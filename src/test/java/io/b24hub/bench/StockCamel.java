package io.b24hub.bench;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** A stock Camel route that says 200 and keeps nothing. */
final class StockCamel {

    static final String PATH = "/a";

    private StockCamel() {}

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", arguments[0]);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                // fields of the form become headers, and a bracket in a header's name makes the answer fail
                from("platform-http:" + PATH).removeHeaders("*").setBody().constant("Stored.");
            }
        });
        main.run();
    }
}
