package io.b24hub.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.manage.BadRequest;
import io.b24hub.manage.HubParts;
import io.b24hub.manage.HubStatus;
import io.b24hub.operate.BulkChange;
import io.b24hub.operate.NotPossible;
import io.b24hub.operate.Story;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.vertx.ext.web.Router;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The search, and the page of one event with what may be done about its deliveries. */
final class EventPages {

    private static final int EVERY_SECONDS = 2;
    private static final Pattern EVENT = Pattern.compile("[0-9A-Za-z]{26}");
    private static final Pattern ENTITY = Pattern.compile("[a-z][a-z0-9_-]*:\\S+");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConsoleParts parts;
    private final HubParts hub;

    EventPages(ConsoleParts parts) {
        this.parts = parts;
        hub = parts.hub();
    }

    void mount(Router router, Replies replies) {
        replies.get(router, "/events", this::search);
        replies.get(router, "/find", this::find);
        replies.get(router, "/events/:event", this::event);
        replies.post(router, "/deliveries/:delivery/:verb", this::change);
    }

    /** One box for whatever an operator has at hand. */
    private Answer find(Visit visit) {
        String words = visit.asked("q").orElse("");
        if (EVENT.matcher(words).matches()) {
            return new Answer.Elsewhere(Console.ROOT + "/events/" + words);
        } else if (words.matches("\\d{1,18}")) {
            return hub.store()
                    .delivery(Long.parseLong(words))
                    .map(delivery -> (Answer) new Answer.Elsewhere(Console.ROOT + "/events/" + delivery.eventId()))
                    .orElseThrow(() -> new NotPossible("There is no delivery " + words));
        }
        String field = ENTITY.matcher(words).matches() ? "entity" : "text";
        return new Answer.Elsewhere(
                Console.ROOT + "/events?" + field + "=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
    }

    private Answer search(Visit visit) {
        HubStatus status = parts.status().read();
        Search search = Search.of(visit, hub.clock().instant(), parts.zone());
        long open = status.flows().stream()
                .mapToLong(flow -> flow.due() + flow.inHand() + flow.parked())
                .sum();
        Search.Found found = search.step(hub.store(), open);
        Map<String, Object> model = new HashMap<>();
        Search.FIELDS.forEach(name -> model.put("f_" + name, search.asked().getOrDefault(name, "")));
        model.put("found", found.deliveries());
        model.put("whole", found.whole());
        model.put("next", found.next().map(search::path).orElse(""));
        model.put("lookedTo", found.next().orElse(0L));
        model.put("flows", status.flows().stream().map(HubStatus.Flow::id).toList());
        model.put(
                "states",
                Arrays.stream(DeliveryState.values()).map(DeliveryState::word).toList());
        model.put("narrowed", !search.asked().isEmpty());
        model.put("query", search.query());
        return new Answer.Page("events", 0, model);
    }

    private Answer event(Visit visit) {
        Story story = hub.explain().event(visit.path("event"));
        Map<String, Object> model = new HashMap<>();
        model.put("story", story);
        model.put("event", story.event());
        model.put("payload", pretty(story.event().data()));
        boolean moving = story.flows().stream()
                .flatMap(flow -> flow.deliveries().stream())
                .anyMatch(part -> part.delivery().endedAt().isEmpty());
        return new Answer.Page("event", moving ? EVERY_SECONDS : 0, model);
    }

    private static String pretty(Object data) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer change(Visit visit) {
        long number = visit.number("delivery");
        DeliveryRecord delivery =
                hub.store().delivery(number).orElseThrow(() -> new NotPossible("There is no delivery " + number));
        BulkChange.Done end = hub.operations()
                .change(verb(visit.path("verb")), number, visit.sent("reason").orElse(""), visit.actor())
                .join();
        if (end.changed() == 0) {
            throw new NotPossible(
                    "Nothing was changed: the delivery went on by itself in the meantime. " + end.reason());
        }
        return new Answer.Elsewhere(Console.ROOT + "/events/" + delivery.eventId());
    }

    /** {@code retry-now}, {@code replay}, {@code park} or {@code drop}. */
    static Change verb(String word) {
        try {
            return Change.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("change: there is no " + word + "; there are retry-now, replay, park and drop");
        }
    }
}
