package io.b24hub.console;

import io.b24hub.manage.HubParts;
import io.b24hub.operate.Bound;
import io.b24hub.operate.BulkChange;
import io.b24hub.operate.NotPossible;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Parked;
import io.b24hub.operate.Preview;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.vertx.ext.web.Router;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What waits for a person, and changes of many: first the preview, then the change and how far it is. */
final class ParkedPages {

    private static final int EVERY_SECONDS = 10;
    private static final int MOST_GROUPS = 100;

    /** Of so many a page is still made in good time. */
    private static final int LOOKED_AT = 5_000;

    private final HubParts hub;
    private final ZoneId zone;

    ParkedPages(ConsoleParts parts) {
        hub = parts.hub();
        zone = parts.zone();
    }

    /**
     * Deliveries parked for one cause.
     *
     * @param event the newest one's event; empty when it was forgotten
     * @param query of the address of a preview
     */
    record Cause(Parked.Group group, String event, String query) {}

    void mount(Router router, Replies replies) {
        replies.get(router, "/parked", visit -> parked());
        replies.get(router, "/preview", this::preview);
        replies.post(router, "/changes", this::begin);
        replies.get(router, "/changes/:change", this::progress);
        replies.post(router, "/changes/:change/cancel", this::cancel);
    }

    private Answer parked() {
        Parked parked = Parked.of(hub.store(), DeliveryFilter.ALL, LOOKED_AT);
        List<Cause> causes =
                parked.groups().stream().limit(MOST_GROUPS).map(this::cause).toList();
        Map<String, Object> model = new HashMap<>();
        model.put("causes", causes);
        model.put("parked", parked);
        model.put("hidden", parked.groups().size() - causes.size());
        return new Answer.Page("parked", EVERY_SECONDS, model);
    }

    private Cause cause(Parked.Group group) {
        String query = "flow=" + encode(group.flow()) + "&state=parked&text=" + encode(telling(group.reason()));
        return new Cause(
                group,
                hub.store()
                        .delivery(group.example())
                        .map(DeliveryRecord::eventId)
                        .orElse(""),
                query);
    }

    /** What reasons of one cause have in common: their longest part without a number in it. */
    static String telling(String reason) {
        return Arrays.stream(reason.split("\\d+"))
                .map(String::strip)
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer preview(Visit visit) {
        String verb = visit.asked("change").orElse("replay");
        DeliveryFilter filter = Search.filter(visit, hub.clock().instant(), zone);
        Preview preview = hub.operations()
                .glance(EventPages.verb(verb), filter, visit.asked("all").isPresent());
        Map<String, Object> model = new HashMap<>();
        model.put("verb", verb);
        model.put("preview", preview);
        model.put("lookedAt", Operations.LOOKED_AT);
        model.put("token", preview.bound().text());
        model.put("what", preview.bound().toString());
        return new Answer.Page("preview", model);
    }

    private Answer begin(Visit visit) {
        Bound bound = Bound.parse(visit.needed("token"));
        int number = hub.changes().begin(bound, visit.sent("reason").orElse(""), visit.actor());
        return new Answer.Elsewhere(Console.ROOT + "/changes/" + number);
    }

    private Answer progress(Visit visit) {
        BulkChange change = known(visit);
        boolean done = change.done().isDone();
        Map<String, Object> model = new HashMap<>();
        model.put("number", visit.number("change"));
        model.put(
                "verb", change.bound().change().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        model.put("what", change.bound().toString());
        model.put("changed", done ? change.done().join().changed() : change.changed());
        model.put("of", change.bound().isCounted() ? change.bound().most() : 0L);
        model.put("done", done);
        model.put("end", done ? change.done().join().end().name().toLowerCase(Locale.ROOT) : "");
        model.put("reason", done ? change.done().join().reason() : "");
        return new Answer.Page("change", done ? 0 : 1, model);
    }

    private Answer cancel(Visit visit) {
        known(visit);
        hub.changes().cancel((int) Math.min(Integer.MAX_VALUE, visit.number("change")), visit.actor());
        return new Answer.Elsewhere(Console.ROOT + "/changes/" + visit.number("change"));
    }

    private BulkChange known(Visit visit) {
        int number = (int) Math.min(Integer.MAX_VALUE, visit.number("change"));
        return hub.changes()
                .find(number)
                .orElseThrow(
                        () -> new NotPossible(
                                "There is no such change; the last hundred since the start are known. What people did lists all"));
    }
}
