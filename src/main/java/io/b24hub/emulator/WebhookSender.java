package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portal's outgoing webhook: posts each event once to one handler, as Bitrix24 does, and never again.
 *
 * <p>This class is thread-safe. Calls are begun in the order they are asked for, over at most 16 connections; with more
 * than one connection they may arrive in another order.
 */
public final class WebhookSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final int CONNECTIONS = 16;
    private static final int REMEMBERED = 10_000;
    private static final int FIRST_HANDLER_ID = 975;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final String SERVER_ENDPOINT = "https://oauth.bitrix24.tech/rest/";

    /**
     * What became of the calls so far.
     *
     * @param sent begun
     * @param accepted answered with 200
     * @param refused answered with anything else
     * @param failed not answered: no connection, a reset, or nothing for 10 seconds
     */
    public record Tally(long sent, long accepted, long refused, long failed) {}

    private final PortalIdentity identity;
    private final HubClock clock;
    private final HttpClient client;
    private final Context eventLoop;
    private final Map<String, Integer> handlerIds = new ConcurrentHashMap<>();
    private final Journal<SentCall> calls = new Journal<>(REMEMBERED);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile Optional<URI> handler = Optional.empty();

    /** Tells nobody until it is told whom. */
    public WebhookSender(PortalIdentity identity, Vertx vertx, HubClock clock) {
        this.identity = identity;
        this.clock = clock;
        eventLoop = vertx.getOrCreateContext();
        client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setConnectTimeout((int) PATIENCE.toMillis())
                .setKeepAlive(true));
    }

    /**
     * From now on every change is told to this address; a query in it is kept.
     *
     * @throws IllegalArgumentException when it is not a whole http or https address
     */
    public void sendTo(URI address) {
        boolean whole =
                address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http");
        if (!whole) {
            throw new IllegalArgumentException(
                    "A handler is a whole address such as http://127.0.0.1:8080/bitrix24/main, not " + address);
        }
        handler = Optional.of(address);
    }

    /** From now on nobody is told. */
    public void sendNowhere() {
        handler = Optional.empty();
    }

    /** Whether there is somebody to tell. */
    public boolean hasHandler() {
        return handler.isPresent();
    }

    /** Gives the binding of an event this number; without that each event gets its own from 975 on. */
    public void bind(String event, int handlerId) {
        handlerIds.put(event, handlerId);
    }

    /**
     * Posts an event.
     *
     * @param event code as on the wire, in upper case
     * @param data maps, lists and scalars; nothing is sent for null
     * @return what became of it; never fails
     * @throws IllegalStateException when no handler is set
     */
    public CompletableFuture<SentCall> send(String event, Map<String, ?> data) {
        return post(event, body(event, data, clock.instant()));
    }

    /** Posts a body that was made before. */
    CompletableFuture<SentCall> post(String event, String body) {
        URI address = handler.orElseThrow(
                () -> new IllegalStateException("The portal has no handler to send to; give it one with sendTo first"));
        return post(address, event, body);
    }

    /**
     * Makes the call of the automation rule "Outgoing webhook": no event code, no token.
     *
     * @param address typed into the rule
     * @param document for example {@code DEAL_123}, {@code LEAD_5} or {@code DYNAMIC_1220_7}
     */
    public CompletableFuture<SentCall> callRobot(URI address, String document) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("document_id", List.of("crm", documentClass(document), document));
        form.put("auth", auth(false));
        return post(address, "robot", PhpForm.encode(form));
    }

    /** The newest 10,000 calls in the order their answers came. */
    public List<SentCall> sent() {
        return calls.entries();
    }

    /** What became of all calls. */
    public Tally tally() {
        return new Tally(sent.get(), accepted.get(), refused.get(), failed.get());
    }

    @Override
    public void close() {
        client.close();
    }

    /** The body of a call, byte for byte as PHP writes it. */
    String body(String event, Map<String, ?> data, Instant at) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("event", event);
        form.put("event_handler_id", handlerIds.computeIfAbsent(event, e -> FIRST_HANDLER_ID + 2 * handlerIds.size()));
        form.put("data", data);
        form.put("ts", at.getEpochSecond());
        form.put("auth", auth(true));
        return PhpForm.encode(form);
    }

    private Map<String, Object> auth(boolean withToken) {
        Map<String, Object> auth = new LinkedHashMap<>();
        auth.put("domain", identity.domain());
        auth.put("client_endpoint", "https://" + identity.domain() + "/rest/");
        auth.put("server_endpoint", SERVER_ENDPOINT);
        auth.put("member_id", identity.memberId());
        if (withToken) {
            auth.put("application_token", identity.applicationToken());
        }
        return auth;
    }

    private static String documentClass(String document) {
        return switch (document.substring(0, Math.max(0, document.indexOf('_')))) {
            case "LEAD" -> "CCrmDocumentLead";
            case "DEAL" -> "CCrmDocumentDeal";
            case "CONTACT" -> "CCrmDocumentContact";
            case "COMPANY" -> "CCrmDocumentCompany";
            case "DYNAMIC" -> "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic";
            default ->
                throw new IllegalArgumentException("A document looks like DEAL_123, LEAD_5, CONTACT_7, COMPANY_9 or"
                        + " DYNAMIC_1220_3, not " + document);
        };
    }

    /** Posts a body to an address. */
    CompletableFuture<SentCall> post(URI address, String event, String body) {
        Instant begun = clock.instant();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address.toString())
                .setTimeout(PATIENCE.toMillis())
                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                .putHeader("User-Agent", "Bitrix24 Webhook Engine");
        sent.incrementAndGet();
        CompletableFuture<SentCall> done = new CompletableFuture<>();
        // on one event loop: elsewhere an answer can have ended before anybody asks for its end
        eventLoop.runOnContext(x -> client.request(options)
                .compose(request -> request.send(body))
                .compose(response -> response.end().map(y -> response))
                .onFailure(e -> LOG.debug("The call of {} was not answered", event, e))
                .onComplete(answer -> done.complete(noted(
                        event, begun, Optional.ofNullable(answer.result()).map(HttpClientResponse::statusCode)))));
        return done;
    }

    private SentCall noted(String event, Instant begun, Optional<Integer> status) {
        OptionalInt answered = status.map(OptionalInt::of).orElseGet(OptionalInt::empty);
        SentCall call = new SentCall(begun, event, answered, Duration.between(begun, clock.instant()));
        calls.add(call);
        if (call.accepted()) {
            accepted.incrementAndGet();
        } else if (status.isPresent()) {
            refused.incrementAndGet();
        } else {
            failed.incrementAndGet();
        }
        return call;
    }
}
