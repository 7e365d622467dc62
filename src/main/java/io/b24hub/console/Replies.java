package io.b24hub.console;

import io.b24hub.manage.BadRequest;
import io.b24hub.operate.NotPossible;
import io.b24hub.store.StoreUnavailable;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests past the door to the threads that may wait for the store, and pages back. Failures become pages that say
 * what is wrong.
 *
 * <p>This class is thread-safe.
 */
final class Replies {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final long LARGEST_FORM = 64 * 1024;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Door door;
    private final WorkerExecutor workers;
    private final Templates templates;
    private final Supplier<Map<String, Object>> frame;

    /** @param frame what every page shows beside its own */
    Replies(Door door, WorkerExecutor workers, Templates templates, Supplier<Map<String, Object>> frame) {
        this.door = door;
        this.workers = workers;
        this.templates = templates;
        this.frame = frame;
    }

    /** What answers a request; may wait. */
    @FunctionalInterface
    interface Work {
        Answer answer(Visit visit);
    }

    void get(Router router, String path, Work work) {
        router.get(Console.ROOT + path).handler(context -> letIn(context, work));
    }

    void post(Router router, String path, Work work) {
        router.post(Console.ROOT + path)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_FORM))
                .handler(context -> letIn(context, work));
    }

    private void letIn(RoutingContext context, Work work) {
        Door.Decision decision = door.decide(context);
        if (decision instanceof Door.Decision.In in) {
            workers.executeBlocking(() -> text(in.visit(), work.answer(in.visit())), false)
                    .onSuccess(ready -> send(context, ready))
                    .onFailure(failure -> fail(in.visit(), failure));
        } else if (decision instanceof Door.Decision.No no) {
            Locale locale = door.language(context.request());
            refuse(context, 403, Words.in(locale).text(no.why()));
        } else {
            goTo(context, Console.ROOT + "/login");
        }
    }

    private record Ready(int status, String body, String path) {}

    private Ready text(Visit visit, Answer answer) {
        if (answer instanceof Answer.Page page) {
            return new Ready(page.status(), render(visit, page), "");
        }
        return new Ready(303, "", ((Answer.Elsewhere) answer).path());
    }

    private String render(Visit visit, Answer.Page page) {
        Map<String, Object> model = new HashMap<>(frame.get());
        model.put("user", visit.user());
        model.put("key", visit.key());
        model.put("inside", true);
        addCommon(model, visit.context(), visit.locale(), page);
        return templates.render(page.template(), model, visit.locale());
    }

    private void addCommon(Map<String, Object> model, RoutingContext context, Locale locale, Answer.Page page) {
        model.put("guarded", door.isGuarded());
        model.put("language", locale.getLanguage());
        model.put(
                "here",
                context.request().method().name().equals("GET")
                        ? context.request().uri()
                        : Console.ROOT);
        model.put("every", page.every());
        model.put("page", page.template());
        model.putAll(page.model());
    }

    private void fail(Visit visit, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        int status = 500;
        String message = Words.in(visit.locale()).text("problem.fault");
        if (cause instanceof BadRequest) {
            status = 400;
            message = cause.getMessage();
        } else if (cause instanceof NotPossible) {
            status = visit.context().request().method().name().equals("GET") ? 404 : 409;
            message = cause.getMessage();
        } else if (cause instanceof StoreUnavailable) {
            status = 503;
            message = cause.getMessage();
        } else if (cause instanceof RejectedExecutionException) {
            status = 503; // the hub is stopping
        } else {
            LOG.error("The console failed: {}", visit.context().normalizedPath(), cause);
        }
        refuse(visit.context(), status, message);
    }

    /** A page that says what is wrong; needs nothing of the store. */
    void refuse(RoutingContext context, int status, String message) {
        outside(context, new Answer.Page(status, "problem", 0, Map.of("message", message)));
    }

    /** A page for whom the door has not let in, or when nothing can be known of the hub. */
    void outside(RoutingContext context, Answer.Page page) {
        Locale locale = door.language(context.request());
        Map<String, Object> model = new HashMap<>();
        model.put("inside", false);
        addCommon(model, context, locale, page);
        send(context, new Ready(page.status(), templates.render(page.template(), model, locale), ""));
    }

    void goTo(RoutingContext context, String path) {
        send(context, new Ready(303, "", path));
    }

    private static void send(RoutingContext context, Ready ready) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        protect(response);
        if (ready.status() == 303) {
            response.putHeader(HttpHeaders.LOCATION, ready.path());
        }
        response.setStatusCode(ready.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .end(ready.body());
    }

    /** What a browser may do with a page of the console; the listener adds the other headers. */
    static void protect(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", POLICY);
    }
}
