package io.b24hub.emulator;

import io.b24hub.emulator.PortalBooks.Entry;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the portal offers under {@code /_emulator/} beside what all emulators do. Thread-safe. */
final class PortalControl {

    static final String EXPLANATION = """
            Plays a Bitrix24 cloud portal.
            REST: /rest/{user}/{secret}/{method}, at most 50 calls at once and 2 per second.
            An application's REST: /rest/{method} with auth=<access token>; its tokens: /oauth/token/.
            POST   /_emulator/install    gives tokens and secrets of a local application
            POST   /_emulator/handler    {"url": "http://127.0.0.1:8080/bitrix24/main"}: send events there
            POST   /_emulator/send       {"event": "ONCRMDEALUPDATE", "data": {"FIELDS": {"ID": 1}}}
            POST   /_emulator/burst      {"n": 1000, "parallel": 8}
            POST   /_emulator/life       {"everyMillis": 3000}; 0 ends it. With "seed": 7 anything may happen
            POST   /_emulator/losses     {"percent": 5, "delaySeconds": 60, "seed": 7}; 0 and 0 end it
            GET    /_emulator/sent       what became of the events
            GET    /_emulator/books      every change and what became of its event, newest 1,000; also with
                                         ?kind=deal&id=7&what=stage_moved&fate=dropped""";

    private static final int USUAL_PARALLEL = 8;
    private static final int SHOWN_CALLS = 100;
    private static final int SHOWN_CHANGES = 1_000;

    private final PortalEmulator portal;

    PortalControl(PortalEmulator portal) {
        this.portal = portal;
    }

    Optional<Reply> answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "POST /_emulator/handler" -> {
                portal.webhook()
                        .sendTo(URI.create(String.valueOf(Control.body(call).get("url"))));
                yield Optional.of(Control.json(Map.of("sending", true)));
            }
            case "POST /_emulator/install" -> Optional.of(install());
            case "POST /_emulator/send" -> Optional.of(send(Control.body(call)));
            case "POST /_emulator/burst" -> Optional.of(burst(Control.body(call)));
            case "POST /_emulator/life" -> Optional.of(live(Control.body(call)));
            case "POST /_emulator/losses" -> Optional.of(lose(Control.body(call)));
            case "GET /_emulator/sent" -> Optional.of(sent());
            case "GET /_emulator/books" -> Optional.of(books(RestParams.ofQuery(call.query())));
            default -> Optional.empty();
        };
    }

    private Reply install() {
        PortalApplication application = portal.application();
        PortalApplication.Tokens tokens = application.install();
        return Control.json(Map.of(
                "client_id", application.clientId(),
                "client_secret", application.clientSecret(),
                "application_token", application.applicationToken(),
                "access_token", tokens.access(),
                "refresh_token", tokens.refresh(),
                "rest", application.restUri().toString(),
                "oauth", application.tokenUri().toString()));
    }

    private Reply burst(Map<String, Object> body) {
        int calls = Control.number(body, "n", 100);
        portal.burst(calls, Control.number(body, "parallel", USUAL_PARALLEL));
        return Control.json(Map.of("sending", calls));
    }

    private Reply send(Map<String, Object> body) {
        String event = String.valueOf(body.getOrDefault("event", ""));
        if (event.isEmpty()) {
            throw new IllegalArgumentException("\"event\" is missing, for example ONCRMDEALADD");
        }
        portal.webhook().send(event, new RestParams(body).map("data"));
        return Control.json(Map.of("sending", event));
    }

    private Reply live(Map<String, Object> body) {
        int millis = Control.number(body, "everyMillis", 3_000);
        portal.life().stop();
        portal.day().stop();
        if (millis > 0 && body.containsKey("seed")) {
            portal.day().start(Duration.ofMillis(millis), Control.number(body, "seed", 0));
        } else if (millis > 0) {
            portal.life().start(Duration.ofMillis(millis));
        }
        return Control.json(Map.of("living", millis > 0));
    }

    private Reply lose(Map<String, Object> body) {
        int percent = Control.number(body, "percent", 0);
        Duration delay = Duration.ofSeconds(Control.number(body, "delaySeconds", 0));
        portal.queue().suffer(new Losses(percent / 100.0, delay, Control.number(body, "seed", 0)));
        return Control.json(Map.of("losing", percent > 0, "delaying", !delay.isZero()));
    }

    private Reply sent() {
        WebhookSender.Tally tally = portal.webhook().tally();
        List<Map<String, Object>> newest = newest(portal.webhook().sent(), SHOWN_CALLS).stream()
                .map(call -> Map.<String, Object>of(
                        "at", call.at().toString(),
                        "event", call.event(),
                        "status", call.status().orElse(0),
                        "millis", call.took().toMillis()))
                .toList();
        return Control.json(Map.of(
                "sent", tally.sent(),
                "accepted", tally.accepted(),
                "refused", tally.refused(),
                "failed", tally.failed(),
                "newest", newest));
    }

    private Reply books(RestParams query) {
        Map<String, Object> fates = new TreeMap<>();
        portal.books().fates().forEach((fate, times) -> fates.put(word(fate), times));
        List<Entry> found = portal.books().entries(wanted(query));
        return Control.json(Map.of(
                "fates",
                fates,
                "found",
                found.size(),
                "changes",
                newest(found, SHOWN_CHANGES).stream().map(PortalControl::shown).toList()));
    }

    private static Predicate<Entry> wanted(RestParams query) {
        return entry -> query.value("kind").stream().allMatch(word(entry.kind())::equals)
                && query.number("id").stream().allMatch(id -> id == entry.id())
                && query.value("what").stream().allMatch(word(entry.what())::equals)
                && query.value("fate").stream().allMatch(word(entry.fate())::equals);
    }

    private static Map<String, Object> shown(Entry entry) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("number", entry.number());
        shown.put("at", entry.at().toString());
        shown.put("kind", word(entry.kind()));
        shown.put("entityTypeId", entry.kind().entityTypeId());
        shown.put("id", entry.id());
        shown.put("what", word(entry.what()));
        shown.put("stage", entry.stage());
        shown.put("event", entry.event());
        shown.put("heldMillis", entry.held());
        shown.put("fate", word(entry.fate()));
        return shown;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <T> List<T> newest(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }
}
