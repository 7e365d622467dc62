package io.b24hub.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.operate.Bound;
import io.b24hub.operate.BulkChange;
import io.b24hub.operate.NotPossible;
import io.b24hub.operate.Parked;
import io.b24hub.operate.Preview;
import io.b24hub.operate.Reload;
import io.b24hub.operate.StoryJson;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.Hold;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The JSON API, version 1. Names and meanings stay; new members may come. Every answer is a JSON object; one that is no
 * success has the member {@code error}.
 *
 * <p>This class is thread-safe.
 */
final class Api {

    static final String ROOT = "/api/v1";

    private static final int MOST = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubParts parts;
    private final StatusReader status;
    private final Changes changes;

    Api(HubParts parts, StatusReader status) {
        this.parts = parts;
        this.status = status;
        changes = parts.changes();
    }

    void mount(Router router, Calls calls) {
        calls.get(router, ROOT + "/status", call -> StatusJson.of(status.read()));
        calls.get(router, ROOT + "/deliveries", this::deliveries);
        calls.get(router, ROOT + "/deliveries/:delivery", this::delivery);
        calls.get(
                router,
                ROOT + "/events/:event",
                call -> tree(parts.explain().event(call.path("event")).json()));
        calls.get(router, ROOT + "/entities/:entity", this::entity);
        calls.get(
                router,
                ROOT + "/parked",
                call -> tree(Parked.of(parts.store(), filter(call.query())).json()));
        calls.get(router, ROOT + "/actions", this::actions);
        SweepCalls sweeps = new SweepCalls(parts);
        calls.get(router, ROOT + "/sweep", sweeps::status);
        calls.post(router, ROOT + "/sweep", sweeps::sweep);
        calls.post(router, ROOT + "/pause", this::pause);
        calls.post(router, ROOT + "/resume", this::resume);
        calls.post(router, ROOT + "/reload", this::reload);
        calls.post(router, ROOT + "/drain", call -> done(parts.operations().drain(call.actor())::join));
        calls.post(router, ROOT + "/undrain", call -> done(parts.operations().undrain(call.actor())::join));
        calls.post(router, ROOT + "/preview", this::preview);
        calls.post(router, ROOT + "/changes", this::begin);
        calls.get(router, ROOT + "/changes/:change", call -> change(number(call.path("change"))));
        calls.post(router, ROOT + "/changes/:change/cancel", this::cancel);
        calls.post(router, ROOT + "/deliveries/:delivery/:verb", this::one);
    }

    private ObjectNode deliveries(Calls.Call call) {
        MultiMap query = call.query();
        int limit = Math.min(MOST, query.contains("limit") ? number(query.get("limit")) : 50);
        long before = query.contains("before") ? id(query.get("before")) : Long.MAX_VALUE;
        List<DeliveryRecord> found = parts.store().find(filter(query), before, limit);
        ObjectNode json = JSON.createObjectNode();
        ArrayNode all = json.putArray("deliveries");
        found.forEach(delivery -> all.add(StoryJson.delivery(delivery)));
        if (found.size() == limit && limit > 0) {
            json.put("before", found.get(limit - 1).id());
        }
        return json;
    }

    private ObjectNode delivery(Calls.Call call) {
        long id = id(call.path("delivery"));
        return parts.store()
                .delivery(id)
                .map(StoryJson::delivery)
                .orElseThrow(() -> new NotPossible("There is no delivery " + id));
    }

    private ObjectNode entity(Calls.Call call) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode stories = json.putArray("events");
        Optional<String> portal = Optional.ofNullable(call.query().get("portal"));
        int limit = call.query().contains("limit") ? number(call.query().get("limit")) : 5;
        parts.explain()
                .entity(call.path("entity"), portal, Math.min(50, limit))
                .forEach(story -> stories.add(tree(story.json())));
        return json;
    }

    private ObjectNode actions(Calls.Call call) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode all = json.putArray("actions");
        int limit = call.query().contains("limit") ? number(call.query().get("limit")) : MOST;
        parts.operations().actions(Math.min(MOST, limit)).forEach(action -> all.addObject()
                .put("at", action.at().toString())
                .put("origin", action.origin())
                .put("action", action.action())
                .put("target", action.target())
                .put("changed", action.changed()));
        return json;
    }

    private ObjectNode pause(Calls.Call call) {
        Instant now = parts.clock().instant();
        Optional<Instant> until = call.text("for")
                .map(span -> now.plus(Duration.between(Filters.time("for", span, now), now)))
                .or(() -> call.text("until").map(time -> Filters.time("until", time, now)));
        Hold hold = parts.operations()
                .pause(kind(call), call.need("name"), until, call.text("reason").orElse(""), call.actor())
                .join();
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", hold.kind().word()).put("name", hold.name());
        hold.until().ifPresent(end -> json.put("until", end.toString()));
        return json;
    }

    private ObjectNode resume(Calls.Call call) {
        boolean lifted = parts.operations()
                .resume(kind(call), call.need("name"), call.actor())
                .join()
                .isPresent();
        return JSON.createObjectNode().put("lifted", lifted);
    }

    private ObjectNode preview(Calls.Call call) {
        JsonNode filter = call.body().path("filter");
        Preview preview = parts.operations()
                .preview(
                        change(call.need("change")),
                        Filters.read(
                                name -> filter.path(name).asText(""),
                                parts.clock().instant()),
                        call.body().path("all").asBoolean());
        ObjectNode json = JSON.createObjectNode();
        json.put("token", preview.bound().text())
                .put("what", preview.bound().toString())
                .put("count", preview.count());
        preview.takes().ifPresent(takes -> json.put("takesMillis", takes.toMillis()));
        ArrayNode sample = json.putArray("sample");
        preview.sample().forEach(delivery -> sample.add(StoryJson.delivery(delivery)));
        return json;
    }

    private ObjectNode begin(Calls.Call call) {
        int number = changes.begin(
                Bound.parse(call.need("token")), call.text("reason").orElse(""), call.actor());
        return change(number);
    }

    private ObjectNode one(Calls.Call call) {
        BulkChange.Done end = parts.operations()
                .change(
                        change(call.path("verb")),
                        id(call.path("delivery")),
                        call.text("reason").orElse(""),
                        call.actor())
                .join();
        return JSON.createObjectNode()
                .put("changed", end.changed())
                .put("end", end.end().name().toLowerCase(Locale.ROOT))
                .put("reason", end.reason());
    }

    private DeliveryFilter filter(MultiMap query) {
        return Filters.read(query::get, parts.clock().instant());
    }

    private static Hold.Kind kind(Calls.Call call) {
        try {
            return Hold.Kind.of(call.need("kind"));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("kind: there is no " + call.need("kind") + "; there are flow and destination");
        }
    }

    /** {@code retry-now}, {@code replay}, {@code park} or {@code drop}. */
    private static Change change(String word) {
        try {
            return Change.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("change: there is no " + word + "; there are retry-now, replay, park and drop");
        }
    }

    private static int number(String text) {
        return (int) Math.min(Integer.MAX_VALUE, id(text));
    }

    private static long id(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new BadRequest(text + " is no number");
        }
        return Long.parseLong(text);
    }

    private ObjectNode reload(Calls.Call call) {
        Reload.Outcome outcome = parts.reload().apply(call.actor());
        ObjectNode json = JSON.createObjectNode();
        outcome.changes().forEach(json.putArray("changes")::add);
        outcome.atRestart().forEach(json.putArray("atRestart")::add);
        return json;
    }

    private ObjectNode cancel(Calls.Call call) {
        int number = number(call.path("change"));
        changes.cancel(number, call.actor());
        return change(number);
    }

    private ObjectNode change(int number) {
        BulkChange change = changes.find(number)
                .orElseThrow(
                        () -> new NotPossible("There is no such change; the last hundred since the start are known"));
        ObjectNode json = JSON.createObjectNode();
        json.put("id", number).put("what", change.bound().toString()).put("changed", change.changed());
        if (change.bound().isCounted()) {
            json.put("of", change.bound().most());
        }
        if (change.done().isDone()) {
            BulkChange.Done done = change.done().join();
            json.put("changed", done.changed())
                    .put("end", done.end().name().toLowerCase(Locale.ROOT))
                    .put("reason", done.reason());
        }
        return json;
    }

    private static ObjectNode done(Runnable work) {
        work.run();
        return JSON.createObjectNode().put("done", true);
    }

    private static ObjectNode tree(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
