package io.b24hub.connector.telegram;

import static org.awaitility.Awaitility.await;

import io.b24hub.connector.pace.Pacer;
import io.b24hub.emulator.Received;
import io.b24hub.emulator.TelegramEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The connector as the hub builds it, with a real store, in front of the emulated Bot API. Time stands still. */
final class TelegramRig implements AutoCloseable {

    /** The route that messages are sent through. */
    static final String FLOW = "tell";

    private final ManualClock clock = new ManualClock();
    private final Vertx vertx = Vertx.vertx();
    private final TelegramEmulator telegram = new TelegramEmulator(vertx, clock);
    private final Path store;
    private final TelegramPace pace;
    private Life life;

    /** One start of the hub, so to speak. */
    private record Life(SqliteStore store, Pacer pacer, DefaultCamelContext context, ProducerTemplate template) {}

    TelegramRig(Path dir, TelegramPace pace) throws Exception {
        this.store = dir.resolve("hub.db");
        this.pace = pace;
        telegram.start("127.0.0.1", 0);
        start();
    }

    void start() throws Exception {
        SqliteStore open = SqliteStore.open(store, clock);
        Pacer pacer = new Pacer(clock);
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent()
                .setOverrideProperties(properties(Map.of("flow.tell.chat-id", "-100", "hub.other", "-100")));
        TelegramConnector connector = new TelegramConnector(
                Duration.ofSeconds(2), Duration.ofSeconds(5), Optional.of(new TelegramParts(pacer, pace, open, clock)));
        connector.setAuthorizationToken(TelegramEmulator.DEMO_TOKEN);
        connector.setBaseUri(telegram.baseUri().toString());
        context.addComponent("telegram", connector);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:tell").routeId(FLOW).toD("${header.to}");
            }
        });
        context.start();
        life = new Life(open, pacer, context, context.createProducerTemplate());
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    void stop() {
        life.pacer().close();
        life.context().stop();
        life.store().close();
    }

    /** Sends through the flow, about a deal, to an address behind {@code telegram:bots?}. */
    Exchange send(String deal, String options, Object body, Map<String, Object> headers) {
        return life.template().send("direct:tell", exchange -> prepare(exchange, deal, options, body, headers));
    }

    Exchange send(String deal, String options, Object body) {
        return send(deal, options, body, Map.of());
    }

    CompletableFuture<Exchange> begin(String options, Object body) {
        return life.template().asyncSend("direct:tell", exchange -> prepare(exchange, "1", options, body, Map.of()));
    }

    private void prepare(Exchange exchange, String deal, String options, Object body, Map<String, Object> headers) {
        exchange.getIn().setBody(body);
        exchange.getIn().setHeaders(new HashMap<>(headers));
        exchange.getIn().setHeader("to", "telegram:bots?" + options);
        if (!deal.isEmpty()) {
            exchange.setProperty("CamelBitrix24Event", event(deal));
        }
    }

    private Bitrix24Event event(String deal) {
        return new Bitrix24Event(
                "event-" + deal,
                "main",
                "ONCRMDEALUPDATE",
                new EntityRef("deal", 2, deal),
                "1",
                clock.instant(),
                clock.instant(),
                Origin.WEBHOOK,
                Map.of());
    }

    /** Moves the time on in small steps, and lets what was sent arrive before each next one. */
    void advance(Duration by, List<CompletableFuture<Exchange>> sent) {
        Duration step = Duration.ofMillis(100);
        for (Duration done = Duration.ZERO; done.compareTo(by) < 0; done = done.plus(step)) {
            settle(sent);
            clock.advance(step);
        }
        settle(sent);
    }

    /** Waits until all that was begun has ended or waits for its turn. */
    void settle(List<CompletableFuture<Exchange>> sent) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> sent.stream().filter(each -> !each.isDone()).count()
                        == life.pacer().waiting());
    }

    /** What came in at Telegram, as {@code method body}. */
    List<String> calls() {
        return telegram.received().stream().map(TelegramRig::shown).toList();
    }

    private static String shown(Received received) {
        return received.path().replaceFirst(".*/", "") + " " + received.body();
    }

    TelegramEmulator telegram() {
        return telegram;
    }

    ManualClock clock() {
        return clock;
    }

    Pacer pacer() {
        return life.pacer();
    }

    SqliteStore store() {
        return life.store();
    }

    @Override
    public void close() {
        stop();
        telegram.close();
        vertx.close();
    }
}
