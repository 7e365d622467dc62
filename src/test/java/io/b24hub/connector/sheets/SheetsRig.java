package io.b24hub.connector.sheets;

import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.SafeText;
import io.b24hub.connector.Verdict;
import io.b24hub.connector.pace.Pacer;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.Received;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;
import org.apache.camel.impl.DefaultCamelContext;

/** Camel with the connector, and Google emulated at a socket. The clock stands still. */
final class SheetsRig implements AutoCloseable {

    static final String BOOK = SheetsEmulator.DEMO_SPREADSHEET;
    static final String DEALS = "google-sheets:rows/upsert?spreadsheetId=" + BOOK + "&sheet=Deals&key=ID";

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(7));
    private final FailureClassifier classifier = new FailureClassifier(clock, new SafeText());
    private final Pacer pacer = new Pacer(clock);
    private final CamelContext context;

    SheetsRig() {
        google().addSheet(BOOK, "Deals");
        context = started(google().baseUri().toString());
    }

    private CamelContext started(String root) {
        DefaultCamelContext camel = new DefaultCamelContext();
        SheetsClientFactory factory = new SheetsClientFactory(root, Duration.ofSeconds(2), Duration.ofSeconds(5));
        SheetsConnector connector = new SheetsConnector(factory, pacer);
        GoogleSheetsConfiguration configuration = new GoogleSheetsConfiguration();
        configuration.setServiceAccountKey(google().keyJson());
        connector.setConfiguration(configuration);
        camel.addComponent("google-sheets", connector);
        camel.start();
        return camel;
    }

    SheetsEmulator google() {
        return emulators.sheets();
    }

    ManualClock clock() {
        return clock;
    }

    Pacer pacer() {
        return pacer;
    }

    CamelContext camel() {
        return context;
    }

    Exchange send(String uri, Object body) {
        return context.createProducerTemplate()
                .send(uri, exchange -> exchange.getIn().setBody(body));
    }

    /** Hands a message over on this thread, and does not wait. */
    CompletableFuture<Exchange> begin(String uri, Object body) {
        Endpoint endpoint = context.getEndpoint(uri);
        Exchange exchange = endpoint.createExchange();
        exchange.getIn().setBody(body);
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        try {
            endpoint.createAsyncProducer().process(exchange, doneSync -> done.complete(exchange));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return done;
    }

    Verdict verdict(Exchange exchange) {
        return classifier.classify(exchange.getException());
    }

    List<List<Object>> rows(String sheet) {
        return google().rows(BOOK, sheet);
    }

    /** The calls of the Sheets API since the start, as method and what it is called, for example {@code POST :append}. */
    List<String> calls() {
        return google().received().stream()
                .filter(call -> !call.path().equals("/token"))
                .map(SheetsRig::shortly)
                .toList();
    }

    private static String shortly(Received call) {
        String path = call.path().replaceFirst("\\?.*", "");
        boolean values = path.contains("/values");
        String verb = path.substring(path.lastIndexOf('/')).replaceFirst("^[^:]*", "");
        return call.method() + (values ? " values" : " spreadsheet") + verb;
    }

    static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    static List<Object> cells(Object... cells) {
        return Arrays.asList(cells);
    }

    @Override
    public void close() {
        context.stop();
        pacer.close();
        emulators.close();
    }
}
