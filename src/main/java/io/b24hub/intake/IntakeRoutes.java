package io.b24hub.intake;

import io.b24hub.settings.IntakeSettings;
import io.b24hub.time.HubClock;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

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

    /** Bytes of all bodies held at one time, unless a single body may be larger. */
    static final long MAX_HELD = 64L * 1024 * 1024;

    /** What {@code GET} answers where a hub listens. */
    public static final String GREETING = "This address receives events of Bitrix24.";

    private static final Answer ALIVE = new Answer(200, GREETING);
    private static final String PORTAL = "portal";
    private static final String SECRET = "secret";

    private final EventIntake intake;
    private final IntakeSettings settings;
    private final HubClock clock;
    private final HeldBytes held;

    public IntakeRoutes(EventIntake intake, IntakeSettings settings, HubClock clock) {
        this(intake, settings, clock, Math.max(MAX_HELD, settings.maxBody()));
    }

    IntakeRoutes(EventIntake intake, IntakeSettings settings, HubClock clock, long maxHeld) {
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
        held = new HeldBytes(maxHeld);
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
        if (!intake.knows(portal)) {
            answer(context.response(), intake.refuse(portal, Refusal.UNKNOWN_PORTAL));
        } else if (HttpMethod.POST.equals(method)) {
            receive(context, portal);
        } else if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
            answer(context.response(), ALIVE);
        } else {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, POST");
            answer(context.response(), intake.refuse(portal, Refusal.METHOD));
        }
    }

    private void receive(RoutingContext context, String portal) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        Optional<String> secret = Optional.ofNullable(context.pathParam(SECRET));
        new BodyReading(context, settings, clock, held)
                .read(
                        body -> take(context, new Call(portal, secret, type == null ? "" : type, body)),
                        reason -> answer(context.response(), intake.refuse(portal, reason)));
    }

    private void take(RoutingContext context, Call call) {
        var loop = context.vertx().getOrCreateContext();
        intake.receive(call).whenComplete((answer, failure) -> {
            held.release(call.body().length);
            loop.runOnContext(ignored -> answer(context.response(), answer));
        });
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
