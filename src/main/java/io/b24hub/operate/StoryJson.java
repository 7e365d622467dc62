package io.b24hub.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.event.EventJson;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryRecord;
import java.io.UncheckedIOException;

/** A story, and its parts, for programs. What is absent is left out; times are ISO-8601, spans are milliseconds. */
public final class StoryJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StoryJson() {}

    static String of(Story story) {
        ObjectNode json = JSON.createObjectNode();
        json.put("at", story.at().toString());
        try {
            json.set("event", JSON.readTree(EventJson.toJson(story.event())));
            json.put("verified", story.verified());
            json.put("delayMillis", story.delay().toMillis());
            story.flows().forEach(flow -> json.withArray("flows").add(flow(flow)));
            story.notKept().forEach(json.withArray("notKept")::add);
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode flow(Story.FlowPart flow) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", flow.id()).put("wanted", flow.wanted()).put("why", flow.why());
        flow.deliveries().forEach(part -> json.withArray("deliveries").add(delivery(part)));
        return json;
    }

    private static ObjectNode delivery(Story.DeliveryPart part) {
        ObjectNode json = delivery(part.delivery());
        part.waitsBehind().ifPresent(behind -> json.put("waitsBehind", behind));
        part.carries().forEach(json.withArray("carries")::add);
        ArrayNode attempts = json.withArray("attempts");
        part.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        return json.put("next", part.next());
    }

    /** A delivery as a list shows it. */
    public static ObjectNode delivery(DeliveryRecord delivery) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", delivery.id())
                .put("event", delivery.eventId())
                .put("flow", delivery.flow())
                .put("type", delivery.type())
                .put("entity", delivery.entityKey())
                .put("state", delivery.state().word())
                .put("blocked", delivery.blocked())
                .put("failures", delivery.failures())
                .put("createdAt", delivery.createdAt().toString())
                .put("dueAt", delivery.dueAt().toString());
        delivery.endedAt().ifPresent(at -> json.put("endedAt", at.toString()));
        json.put("reason", delivery.reason());
        delivery.mergedInto().ifPresent(into -> json.put("mergedInto", into));
        delivery.replayOf().ifPresent(of -> json.put("replayOf", of));
        return json;
    }

    private static ObjectNode attempt(Attempt attempt) {
        ObjectNode json = JSON.createObjectNode();
        json.put("began", attempt.began().toString())
                .put("tookMillis", attempt.took().toMillis())
                .put("result", attempt.result().word());
        attempt.status().ifPresent(status -> json.put("status", status));
        json.put("reason", attempt.reason()).put("response", attempt.response());
        attempt.steps().forEach(json.withArray("steps")::add);
        return json;
    }
}
