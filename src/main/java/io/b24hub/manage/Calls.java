package io.b24hub.manage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.operate.Actor;
import io.b24hub.operate.NotPossible;
import io.b24hub.store.StoreUnavailable;
import io.vertx.core.MultiMap;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes calls of the API to the threads that may wait for the store, and their answers back. Failures become statuses: 400
 * not understood, 404 not there, 409 makes no sense now, 503 the store cannot be reached.
 *
 * <p>This class is thread-safe.
 */
final class Calls {

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final long LARGEST_BODY = 64 * 1024;
    private static final String ACTOR = "actor";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Access access;
    private final WorkerExecutor workers;

    Calls(Access access, WorkerExecutor workers) {
        this.access = access;
        this.workers = workers;
    }

    /** What answers a call; may wait. */
    @FunctionalInterface
    interface Answering {
        ObjectNode answer(Call call);
    }

    /**
     * A call that was let in.
     *
     * @param context the request
     * @param actor who calls
     * @param body the JSON object that came with it; empty when none came
     */
    record Call(RoutingContext context, Actor actor, JsonNode body) {

        String path(String name) {
            return context.pathParam(name);
        }

        MultiMap query() {
            return context.queryParams();
        }

        Optional<String> text(String name) {
            return Optional.of(body.path(name).asText("").strip()).filter(text -> !text.isEmpty());
        }

        String need(String name) {
            return text(name).orElseThrow(() -> new BadRequest("The member \"" + name + "\" is missing"));
        }
    }

    void get(Router router, String path, Answering work) {
        router.get(path).handler(context -> whoMay(context).ifPresent(actor -> answer(context, actor, work)));
    }

    /** Who may not is refused before the body is read. */
    void post(Router router, String path, Answering work) {
        router.post(path).handler(context -> whoMay(context).ifPresent(actor -> {
            context.put(ACTOR, actor);
            context.next();
        }));
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .handler(context -> answer(context, context.get(ACTOR), work));
    }

    /** Text that is no JSON. */
    void text(Router router, String path, String type, Supplier<String> work) {
        router.get(path).handler(context -> whoMay(context).ifPresent(actor -> workers.executeBlocking(work::get, false)
                .onSuccess(text -> send(context, 200, type, text))
                .onFailure(failure -> fail(context, failure))));
    }

    private void answer(RoutingContext context, Actor actor, Answering work) {
        workers.executeBlocking(() -> work.answer(new Call(context, actor, body(context))), false)
                .onSuccess(answer -> send(context, 200, answer))
                .onFailure(failure -> fail(context, failure));
    }

    /** Who calls; empty when that was refused, and answered. */
    private Optional<Actor> whoMay(RoutingContext context) {
        Access.Decision decision = access.decide(context.request());
        if (decision.actor().isEmpty()) {
            if (decision.status() == 401) {
                context.response().putHeader("WWW-Authenticate", "Basic realm=\"b24hub\", charset=\"UTF-8\"");
            }
            if (!decision.pause().isZero()) {
                long seconds = decision.pause().plusMillis(999).toSeconds();
                context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            }
            send(context, decision.status(), error(decision.why()));
        }
        return decision.actor();
    }

    private static JsonNode body(RoutingContext context) {
        String text = context.body() == null ? null : context.body().asString("UTF-8");
        if (text == null || text.isBlank()) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode body = JSON.readTree(text);
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            // told below, without repeating what was sent
        }
        throw new BadRequest("The body must be a JSON object");
    }

    private static void fail(RoutingContext context, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BadRequest) {
            send(context, 400, error(cause.getMessage()));
        } else if (cause instanceof NotPossible) {
            send(context, context.request().method().name().equals("GET") ? 404 : 409, error(cause.getMessage()));
        } else if (cause instanceof StoreUnavailable) {
            send(context, 503, error(cause.getMessage()));
        } else {
            LOG.error("A call of the API failed: {}", context.normalizedPath(), cause);
            send(context, 500, error("This is a fault of the hub; its log tells more"));
        }
    }

    private static ObjectNode error(String why) {
        return JSON.createObjectNode().put("error", why);
    }

    private static void send(RoutingContext context, int status, ObjectNode json) {
        send(context, status, "application/json; charset=utf-8", json.toString());
    }

    private static void send(RoutingContext context, int status, String type, String text) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(text);
    }
}
