package io.b24hub.console;

import io.b24hub.manage.HubParts;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Pages for operators below {@code /console}: what the hub does, what became of events, and what people may do about it.
 *
 * <p>This class is thread-safe. Every five seconds it looks at the hub, for the plots of the last hour.
 */
public final class Console implements AutoCloseable {

    static final String ROOT = "/console";

    private static final int THREADS = 4;

    private final ConsoleParts parts;
    private final WorkerExecutor workers;
    private final Door door;
    private final Replies replies;
    private final History history;
    private final Vertx vertx;
    private Optional<Rehearsal> rehearsal = Optional.empty();

    public Console(Vertx vertx, ConsoleParts parts) {
        this.parts = parts;
        this.vertx = vertx;
        HubParts hub = parts.hub();
        workers = vertx.createSharedWorkerExecutor("b24hub-console", THREADS);
        door = new Door(hub.access(), hub.clock(), parts.random());
        replies = new Replies(door, workers, new Templates(parts.zone()), this::frame);
        history = new History(
                parts.status(),
                hub.clock(),
                task -> workers.executeBlocking(() -> {
                    task.run();
                    return null;
                }));
    }

    /** Adds its paths, and leads there from {@code /}. */
    public void mount(Router router) {
        router.get("/").handler(context -> replies.goTo(context, ROOT));
        asset(router, "console.css", "text/css; charset=utf-8");
        asset(router, "console.js", "text/javascript; charset=utf-8");
        asset(router, "icon.svg", "image/svg+xml");
        router.get(ROOT + "/login").handler(context -> login(context, 200, ""));
        router.post(ROOT + "/login")
                .handler(BodyHandler.create(false).setBodyLimit(8_192))
                .handler(this::enter);
        router.get(ROOT + "/language/:language").handler(this::speak);
        replies.post(router, "/logout", visit -> {
            door.logout(visit);
            return new Answer.Elsewhere(ROOT + "/login");
        });
        new Overview(parts.status(), history).mount(router, replies);
        new EventPages(parts).mount(router, replies);
        new ParkedPages(parts).mount(router, replies);
        new FlowPages(parts).mount(router, replies);
        new SweepPages(parts).mount(router, replies);
        new SettingsPages(parts).mount(router, replies);
        router.route(ROOT + "/*").handler(this::nothing);
        rehearsal = Optional.of(new Rehearsal(vertx, router, door));
        history.start();
    }

    /** In the background, once the hub is up: the first visitor is answered as fast as the others. */
    public void warmUp() {
        rehearsal.ifPresent(Rehearsal::begin);
    }

    private static void asset(Router router, String name, String type) {
        Asset asset = new Asset(name, type);
        router.get(ROOT + "/" + name).handler(asset::answer);
    }

    private Map<String, Object> frame() {
        Map<String, Object> frame = new HashMap<>();
        frame.put("version", parts.hub().version());
        frame.put("zone", parts.zone().getId());
        frame.put("waits", history.last().map(Sample::parked).orElse(0L));
        return frame;
    }

    private void login(RoutingContext context, int status, String trouble) {
        if (door.isGuarded()) {
            replies.outside(context, new Answer.Page(status, "login", 0, Map.of("trouble", trouble)));
        } else {
            replies.goTo(context, ROOT);
        }
    }

    private void enter(RoutingContext context) {
        Optional<Duration> refused = door.login(context);
        if (refused.isEmpty()) {
            replies.goTo(context, ROOT);
            return;
        }
        Words words = Words.in(door.language(context.request()));
        long seconds = refused.get().plusMillis(999).toSeconds();
        if (seconds == 0) {
            login(context, 401, words.text("login.wrong"));
        } else {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            login(context, 429, words.text("login.wait", seconds));
        }
    }

    private void speak(RoutingContext context) {
        door.speak(context, Words.best(context.pathParam("language"), ""));
        String back = Optional.ofNullable(context.queryParams().get("back")).orElse(ROOT);
        replies.goTo(context, back.matches("/console(?:[/?][\\x21-\\x7e]*)?") ? back : ROOT);
    }

    private void nothing(RoutingContext context) {
        Locale locale = door.language(context.request());
        replies.refuse(context, 404, Words.in(locale).text("problem.nothing"));
    }

    @Override
    public void close() {
        history.close();
        workers.close();
    }
}
