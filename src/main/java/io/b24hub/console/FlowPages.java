package io.b24hub.console;

import io.b24hub.application.ApplicationStatus;
import io.b24hub.bitrix.PortalState;
import io.b24hub.manage.BadRequest;
import io.b24hub.manage.HubParts;
import io.b24hub.manage.HubStatus;
import io.b24hub.operate.Operations;
import io.b24hub.source.SourceStatus;
import io.b24hub.store.Hold;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Flows and destinations with what may be done about them, and the portals' limits. */
final class FlowPages {

    private static final int EVERY_SECONDS = 2;
    private static final Map<String, Duration> SPANS = Map.of(
            "10m",
            Duration.ofMinutes(10),
            "1h",
            Duration.ofHours(1),
            "8h",
            Duration.ofHours(8),
            "1d",
            Duration.ofDays(1));

    private final ConsoleParts parts;
    private final HubParts hub;

    FlowPages(ConsoleParts parts) {
        this.parts = parts;
        hub = parts.hub();
    }

    /** A flow, a destination, and what holds it. */
    record Held<T>(T of, Optional<Hold> hold) {}

    /** A portal's traffic with its maps as lists. */
    record Traffic(
            PortalState state,
            Optional<HubStatus.Heard> heard,
            List<Pair> waiting,
            List<Pair> operating,
            List<Pair> paused,
            Optional<SourceStatus> sources,
            Optional<ApplicationStatus> application) {

        static Traffic of(PortalState state, HubStatus status) {
            return new Traffic(
                    state,
                    status.heardFrom(state.portal()),
                    Pair.of(state.waiting(), lane -> lane.name().toLowerCase(Locale.ROOT)),
                    Pair.of(state.operating(), Function.identity()),
                    Pair.of(state.paused(), Function.identity()),
                    status.sources(state.portal()),
                    status.application(state.portal()));
        }
    }

    void mount(Router router, Replies replies) {
        replies.get(router, "/flows", visit -> flows());
        replies.get(router, "/portals", visit -> portals());
        replies.post(router, "/pause", this::pause);
        replies.post(router, "/resume", this::resume);
        replies.post(router, "/drain", visit -> done(hub.operations().drain(visit.actor())::join));
        replies.post(router, "/undrain", visit -> done(hub.operations().undrain(visit.actor())::join));
    }

    private Answer flows() {
        HubStatus status = parts.status().read();
        Operations operations = hub.operations();
        List<Hold> holds = operations.holds();
        Map<String, Object> model = new HashMap<>();
        model.put("status", status);
        model.put("drained", operations.isDrained());
        model.put(
                "flows",
                status.flows().stream()
                        .map(flow -> new Held<>(flow, hold(holds, Hold.Kind.FLOW, flow.id())))
                        .toList());
        model.put(
                "destinations",
                status.destinations().stream()
                        .map(each -> new Held<>(each, hold(holds, Hold.Kind.DESTINATION, each.name())))
                        .toList());
        model.put("files", List.copyOf(hub.flows().get()));
        return new Answer.Page("flows", EVERY_SECONDS, model);
    }

    private static Optional<Hold> hold(List<Hold> holds, Hold.Kind kind, String name) {
        return holds.stream()
                .filter(hold -> hold.kind() == kind && hold.name().equals(name))
                .findFirst();
    }

    private Answer portals() {
        HubStatus status = parts.status().read();
        List<Traffic> portals =
                status.portals().stream().map(each -> Traffic.of(each, status)).toList();
        return new Answer.Page(
                "portals",
                EVERY_SECONDS,
                Map.of("portals", portals, "tokens", status.intake().tokens()));
    }

    private Answer pause(Visit visit) {
        Instant now = hub.clock().instant();
        Optional<Instant> until = visit.sent("for").map(span -> now.plus(span(span)));
        return done(hub.operations()
                .pause(
                        kind(visit),
                        visit.needed("name"),
                        until,
                        visit.sent("reason").orElse(""),
                        visit.actor())::join);
    }

    private Answer resume(Visit visit) {
        return done(hub.operations().resume(kind(visit), visit.needed("name"), visit.actor())::join);
    }

    private static Duration span(String word) {
        return Optional.ofNullable(SPANS.get(word)).orElseThrow(() -> new BadRequest("for: there is no " + word));
    }

    private static Hold.Kind kind(Visit visit) {
        try {
            return Hold.Kind.of(visit.needed("kind"));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("kind: there is no such kind; there are flow and destination");
        }
    }

    private static Answer done(Runnable work) {
        work.run();
        return new Answer.Elsewhere(Console.ROOT + "/flows");
    }
}
