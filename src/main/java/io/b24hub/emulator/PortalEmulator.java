package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Bitrix24 cloud portal with its REST, its limits and its outgoing webhook. Every change, made in Java or over REST,
 * raises the event that a real portal raises; events are sent once and never repeated.
 *
 * <p>This class is thread-safe. Unlike the cloud it is served over plain HTTP.
 */
public final class PortalEmulator extends Emulator {

    private static final int USUAL_CAPACITY = 50;
    private static final double USUAL_DRAIN = 2;
    private static final int USUAL_PARALLEL = 8;
    private static final Pattern ADDRESS = Pattern.compile("/rest/(\\d+)/([^/]+)/([A-Za-z0-9_.]+?)(?:\\.json)?/?");
    private static final Pattern SECRET = Pattern.compile("(/rest/[^/?]*/)[^/?]+");

    private final PortalIdentity identity;
    private final PortalRecords records;
    private final WebhookSender sender;
    private final Life life;
    private final LeakyBucket bucket;
    private final OperatingTime operating;
    private final RestServer rest;
    private final AtomicLong restCalls = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean escaped = true;

    /** A demonstration portal, filled with made-up business. */
    public PortalEmulator(Vertx vertx, HubClock clock, RandomGenerator random) {
        this(PortalIdentity.demo(), vertx, clock, random);
    }

    public PortalEmulator(PortalIdentity identity, Vertx vertx, HubClock clock, RandomGenerator random) {
        super("Bitrix24 portal", vertx, clock);
        this.identity = identity;
        sender = new WebhookSender(identity, vertx, clock);
        records = new PortalRecords(clock, this::tell);
        new PortalSeed(random).fill(records);
        life = new Life(records, clock, random);
        bucket = new LeakyBucket(clock, USUAL_CAPACITY, USUAL_DRAIN);
        operating = new OperatingTime(clock);
        rest = new RestServer(clock, operating, records, identity.userId());
    }

    /** Who the portal is. */
    public PortalIdentity identity() {
        return identity;
    }

    /** Address of its incoming webhook, with the secret and a slash at the end. */
    public URI restUri() {
        return URI.create(baseUri() + "/rest/" + identity.userId() + "/" + identity.restSecret() + "/");
    }

    /** Its rows; changing them raises events. */
    public PortalRecords records() {
        return records;
    }

    /** Its outgoing webhook. Nothing is sent before it has a handler. */
    public WebhookSender webhook() {
        return sender;
    }

    /** Its business day, which does not run until it is started. */
    public Life life() {
        return life;
    }

    /** REST calls so far, refused ones included; a batch is one. */
    public long restCalls() {
        return restCalls.get();
    }

    /** REST calls refused because the bucket was full. */
    public long refused() {
        return refused.get();
    }

    /** Sets the request limit per caller; without it 50 and 2, as on most plans. Buckets begin empty. */
    public void limit(int capacity, double drainPerSecond) {
        bucket.resize(capacity, drainPerSecond);
    }

    /** What one call of a method costs of its 480 seconds in ten minutes; without it 20 milliseconds. */
    public void operatingCost(String method, Duration perCall) {
        operating.cost(method, perCall);
    }

    /** Whether JSON is written as PHP does it, with {@code \/} and {@code \}{@code u043f}; it is unless switched off. */
    public void escapeLikePhp(boolean on) {
        escaped = on;
    }

    /**
     * Updates so many deals as fast as the handler answers.
     *
     * @param parallel how many calls may be on their way at once
     * @return what became of all calls of this portal, once the last one is answered or has failed
     */
    public CompletableFuture<WebhookSender.Tally> burst(int calls, int parallel) {
        if (!sender.hasHandler()) {
            throw new IllegalStateException("The portal has no handler to send to; give it one with sendTo first");
        }
        return new Burst(records, sender, calls).begin(parallel);
    }

    @Override
    public void close() {
        life.stop();
        sender.close();
        super.close();
    }

    @Override
    String explanation() {
        return """
                Plays a Bitrix24 cloud portal.
                REST: /rest/{user}/{secret}/{method}, at most 50 calls at once and 2 per second.
                POST   /_emulator/handler    {"url": "http://127.0.0.1:8080/bitrix24/main"}: send events there
                POST   /_emulator/send       {"event": "ONCRMDEALUPDATE", "data": {"FIELDS": {"ID": 1}}}
                POST   /_emulator/burst      {"n": 1000, "parallel": 8}
                POST   /_emulator/life       {"everyMillis": 3000}; 0 ends it
                GET    /_emulator/sent       what became of the events""";
    }

    @Override
    Reply answer(Call call) {
        Matcher address = ADDRESS.matcher(call.decodedPath());
        if (!address.matches()) {
            return Reply.text(404, "Nothing is here; REST methods are at /rest/{user}/{secret}/{method}.\n");
        }
        restCalls.incrementAndGet();
        try {
            admit(call, address);
            return Reply.json(200, json(rest.call(address.group(3), RestParams.of(call))));
        } catch (RestRefusal refusal) {
            return Reply.json(refusal.status(), json(RestServer.error(refusal)));
        }
    }

    @Override
    Reply refusal(int status, int retryAfter) {
        RestRefusal usual = RestRefusal.usual(status);
        Reply reply = Reply.json(status, json(RestServer.error(usual)));
        return retryAfter == 0 ? reply : reply.with("Retry-After", String.valueOf(retryAfter));
    }

    @Override
    String shown(String pathAndQuery) {
        return SECRET.matcher(pathAndQuery).replaceFirst("$1xxxxxx");
    }

    @Override
    Optional<Reply> control(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "POST /_emulator/handler" -> {
                sender.sendTo(URI.create(String.valueOf(Control.body(call).get("url"))));
                yield Optional.of(Control.json(Map.of("sending", true)));
            }
            case "POST /_emulator/send" -> Optional.of(send(Control.body(call)));
            case "POST /_emulator/burst" -> {
                Map<String, Object> body = Control.body(call);
                int calls = Control.number(body, "n", 100);
                burst(calls, Control.number(body, "parallel", USUAL_PARALLEL));
                yield Optional.of(Control.json(Map.of("sending", calls)));
            }
            case "POST /_emulator/life" -> Optional.of(live(Control.body(call)));
            case "GET /_emulator/sent" -> Optional.of(sent());
            default -> Optional.empty();
        };
    }

    private void tell(Change change) {
        if (sender.hasHandler()) {
            WebhookEvent.of(change).ifPresent(event -> sender.send(event.code(), event.data()));
        }
    }

    private void admit(Call call, Matcher address) {
        if (!bucket.admits(call.caller())) {
            refused.incrementAndGet();
            throw RestRefusal.bucketFull();
        }
        boolean known = address.group(1).equals(String.valueOf(identity.userId()))
                && address.group(2).equals(identity.restSecret());
        if (!known) {
            throw RestRefusal.wrongSecret();
        }
    }

    private String json(Object value) {
        return escaped ? Json.writeLikePhp(value) : Json.write(value);
    }

    private Reply send(Map<String, Object> body) {
        String event = String.valueOf(body.getOrDefault("event", ""));
        if (event.isEmpty()) {
            throw new IllegalArgumentException("\"event\" is missing, for example ONCRMDEALADD");
        }
        sender.send(event, new RestParams(body).map("data"));
        return Control.json(Map.of("sending", event));
    }

    private Reply live(Map<String, Object> body) {
        int millis = Control.number(body, "everyMillis", 3_000);
        if (millis <= 0) {
            life.stop();
        } else {
            life.start(Duration.ofMillis(millis));
        }
        return Control.json(Map.of("living", millis > 0));
    }

    private Reply sent() {
        WebhookSender.Tally tally = sender.tally();
        List<SentCall> calls = sender.sent();
        List<Map<String, Object>> newest = calls.subList(Math.max(0, calls.size() - 100), calls.size()).stream()
                .map(call -> Map.<String, Object>of(
                        "at", call.at().toString(),
                        "event", call.event(),
                        "status", call.status().orElse(0),
                        "millis", call.took().toMillis()))
                .toList();
        return Control.json(Map.of(
                "sent", tally.sent(),
                "accepted", tally.accepted(),
                "refused", tally.refused(),
                "failed", tally.failed(),
                "newest", newest));
    }
}
