package io.b24hub.intake;

import io.b24hub.address.IpSet;
import io.b24hub.settings.IntakeSettings;
import io.b24hub.time.HubClock;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The intake's HTTP face: {@code /bitrix24/{portal}} for webhooks and applications, {@code /bitrix24/{portal}/robot/{secret}}
 * for automation rules. {@code POST} brings an event; {@code GET} answers one line, because the portal's documentation
 * asks that the address does.
 *
 * <p>Reads the body itself, on the event loop and within limits: the server's own form reader gives up at 256 fields or
 * 8,192 bytes a value. No body handler may stand before it. No header of a caller comes back.
 *
 * <p>This class is thread-safe.
 */
public final class IntakeRoutes {

    /** Bytes of all bodies held at one time, unless a single body may be larger: an eighth of the heap, at most 64 MiB. */
    static final long MAX_HELD = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** What {@code GET} answers where a hub listens. */
    public static final String GREETING = "This address receives events of Bitrix24.";

    private static final Answer ALIVE = new Answer(200, GREETING);
    private static final Set<Integer> GUESS = Set.of(403, 404);
    private static final String PORTAL = "portal";
    private static final String SECRET = "secret";

    private final EventIntake intake;
    private final IntakeSettings settings;
    private final HubClock clock;
    private final HeldBytes held;
    private final ClientAddress clients;

    public IntakeRoutes(EventIntake intake, IntakeSettings settings, HubClock clock) {
        this(intake, settings, clock, Math.max(MAX_HELD, settings.maxBody()));
    }

    IntakeRoutes(EventIntake intake, IntakeSettings settings, HubClock clock, long maxHeld) {
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
        held = new HeldBytes(maxHeld);
        clients = new ClientAddress(IpSet.of(settings.proxies().trusted()));
    }

    /** Adds both addresses to a router. */
    public void mount(Router router) {
        router.route("/bitrix24/:" + PORTAL).handler(this::handle);
        router.route("/bitrix24/:" + PORTAL + "/robot/:" + SECRET).handler(this::handle);
    }

    /** Bytes of bodies in memory right now. */
    public long heldBytes() {
        return held.now();
    }

    private void handle(RoutingContext context) {
        String portal = context.pathParam(PORTAL);
        HttpMethod method = context.request().method();
        InetAddress client = clients.of(context.request());
        if (!intake.knows(portal)) {
            refuse(context, client, intake.refuse(portal, client, Refusal.UNKNOWN_PORTAL));
        } else if (HttpMethod.POST.equals(method)) {
            receive(context, portal, client);
        } else if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
            answer(context.response(), ALIVE);
        } else {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, POST");
            answer(context.response(), intake.refuse(portal, client, Refusal.METHOD));
        }
    }

    private void receive(RoutingContext context, String portal, InetAddress client) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        Optional<String> secret = Optional.ofNullable(context.pathParam(SECRET));
        new BodyReading(context, settings, clock, held)
                .read(
                        body -> take(
                                context,
                                new Call(
                                        portal,
                                        secret,
                                        type == null ? "" : type,
                                        body,
                                        client,
                                        signatures(context, portal))),
                        reason -> answer(context.response(), intake.refuse(portal, client, reason)));
    }

    private List<String> signatures(RoutingContext context, String portal) {
        return intake.signatureHeader(portal)
                .map(header -> context.request().headers().getAll(header))
                .orElse(List.of());
    }

    private void take(RoutingContext context, Call call) {
        var loop = context.vertx().getOrCreateContext();
        intake.receive(call).whenComplete((answer, failure) -> {
            held.release(call.body().length);
            loop.runOnContext(ignored -> {
                if (GUESS.contains(answer.status())) {
                    refuse(context, call.client(), answer);
                } else {
                    answer(context.response(), answer);
                }
            });
        });
    }

    /** Answers what may have been a guess: late, when its side makes many. */
    private void refuse(RoutingContext context, InetAddress client, Answer answer) {
        String side = CallerSide.of(client);
        RefusedCalls.Manner manner = intake.guesses().refused(side);
        if (manner.close() && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (manner.pause().isZero()) {
            answer(context.response(), answer);
            return;
        }
        var loop = context.vertx().getOrCreateContext();
        clock.runIn(
                manner.pause(),
                () -> loop.runOnContext(ignored -> {
                    intake.guesses().answered(side);
                    answer(context.response(), answer);
                }));
    }

    private static void answer(HttpServerResponse response, Answer answer) {
        if (response.ended() || response.closed()) {
            return; // the caller has gone; what is stored stays stored
        }
        response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(answer.line());
    }
}
