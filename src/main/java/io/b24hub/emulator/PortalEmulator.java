package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
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
    private static final Pattern ADDRESS = Pattern.compile("/rest/(\\d+)/([^/]+)/([A-Za-z0-9_.]+?)(?:\\.json)?/?");
    private static final Pattern METHOD = Pattern.compile("/rest/([A-Za-z0-9_.]+?)(?:\\.json)?/?");
    private static final Pattern TOKENS = Pattern.compile("/oauth/token/?");
    private static final Pattern QUERY_SECRET =
            Pattern.compile("([?&](?:auth|client_secret|refresh_token)=)[^&]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECRET = Pattern.compile("(/rest/[^/?]*/)[^/?]+");

    private final PortalIdentity identity;
    private final PortalRecords records;
    private final WebhookSender sender;
    private final PortalBooks books = new PortalBooks();
    private final QueueServer queue;
    private final Life life;
    private final BusinessDay day;
    private final PortalApplication application;
    private final PortalControl control = new PortalControl(this);
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
        queue = new QueueServer(sender, books, clock);
        application = new PortalApplication(
                identity, clock, new SplittableRandom(identity.memberId().hashCode()), sender, this::baseUri);
        records = new PortalRecords(clock, books, this::tell);
        new PortalSeed(random).fill(records);
        life = new Life(records, clock, random);
        day = new BusinessDay(records, clock);
        bucket = new LeakyBucket(clock, USUAL_CAPACITY, USUAL_DRAIN);
        operating = new OperatingTime(clock);
        rest = new RestServer(clock, operating, records, application, identity.userId());
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

    /** A local application of the portal, which hears of nothing before it has bound events. */
    public PortalApplication application() {
        return application;
    }

    /** What becomes of events before they reach the handler; all of them are sent unless it is told otherwise. */
    public QueueServer queue() {
        return queue;
    }

    /** Every change so far, and what became of its event. */
    public PortalBooks books() {
        return books;
    }

    /** A scripted business day for demonstrations, which does not run until it is started. */
    public Life life() {
        return life;
    }

    /** A business day in which anything may happen, which does not run until it is started. */
    public BusinessDay day() {
        return day;
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
        return new Burst(records, sender, queue, calls).begin(parallel);
    }

    @Override
    public void close() {
        life.stop();
        day.stop();
        sender.close();
        super.close();
    }

    @Override
    String explanation() {
        return PortalControl.EXPLANATION;
    }

    @Override
    Reply answer(Call call) {
        String path = call.decodedPath();
        try {
            if (TOKENS.matcher(path).matches()) {
                return Reply.json(200, json(application.renew(RestParams.of(call))));
            }
            Matcher webhook = ADDRESS.matcher(path);
            Matcher method = METHOD.matcher(path);
            if (webhook.matches()) {
                return rest(call, webhook.group(3), () -> checkWebhook(webhook), false);
            }
            if (method.matches()) {
                return rest(call, method.group(1), () -> application.check(accessToken(call)), true);
            }
            return Reply.text(404, "Nothing is here; REST methods are at /rest/{user}/{secret}/{method}.\n");
        } catch (RestRefusal refusal) {
            return Reply.json(refusal.status(), json(RestServer.error(refusal)));
        }
    }

    private Reply rest(Call call, String method, Runnable check, boolean byApplication) {
        restCalls.incrementAndGet();
        if (!bucket.admits(call.caller())) {
            refused.incrementAndGet();
            throw RestRefusal.bucketFull();
        }
        check.run();
        return Reply.json(200, json(rest.call(method, RestParams.of(call), byApplication)));
    }

    private void checkWebhook(Matcher address) {
        boolean known = address.group(1).equals(String.valueOf(identity.userId()))
                && address.group(2).equals(identity.restSecret());
        if (!known) {
            throw RestRefusal.wrongSecret();
        }
    }

    private static String accessToken(Call call) {
        String bearer = call.header("authorization").replaceFirst("(?i)^Bearer ", "");
        String token = bearer.isEmpty() ? RestParams.of(call).text("auth") : bearer;
        if (token.isEmpty()) {
            throw RestRefusal.wrongSecret();
        }
        return token;
    }

    @Override
    Reply refusal(int status, int retryAfter) {
        RestRefusal usual = RestRefusal.usual(status);
        Reply reply = Reply.json(status, json(RestServer.error(usual)));
        return retryAfter == 0 ? reply : reply.with("Retry-After", String.valueOf(retryAfter));
    }

    @Override
    String shown(String pathAndQuery) {
        String masked = QUERY_SECRET.matcher(pathAndQuery).replaceAll("$1xxxxxx");
        return ADDRESS.matcher(masked.replaceFirst("\\?.*", "")).matches()
                ? SECRET.matcher(masked).replaceFirst("$1xxxxxx")
                : masked;
    }

    @Override
    Optional<Reply> control(Call call) {
        return control.answer(call);
    }

    private void tell(Change change) {
        queue.tell(change);
        application.tell(change);
    }

    private String json(Object value) {
        return escaped ? Json.writeLikePhp(value) : Json.write(value);
    }
}
