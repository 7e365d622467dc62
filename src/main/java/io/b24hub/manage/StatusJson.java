package io.b24hub.manage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.application.ApplicationStatus;
import io.b24hub.bitrix.PortalState;
import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.delivery.FlowSnapshot;
import io.b24hub.intake.Refusal;
import io.b24hub.operate.RetentionStatus;
import io.b24hub.store.CommitStats;
import io.b24hub.store.Hold;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** {@link HubStatus} for programs: times are ISO-8601, spans are milliseconds, what is absent is left out. */
public final class StatusJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StatusJson() {}

    /** All of it. */
    public static ObjectNode of(HubStatus status) {
        ObjectNode json = JSON.createObjectNode();
        json.put("at", status.at().toString())
                .put("version", status.version())
                .put("startedAt", status.startedAt().toString())
                .put("instances", status.instances())
                .put("running", status.running())
                .put("drained", status.drained());
        json.set("intake", intake(status.intake()));
        ArrayNode flows = json.putArray("flows");
        status.flows().forEach(flow -> flows.add(flow(flow)));
        ArrayNode destinations = json.putArray("destinations");
        status.destinations().forEach(destination -> destinations.add(destination(destination)));
        ArrayNode portals = json.putArray("portals");
        status.portals().forEach(portal -> {
            ObjectNode each = portal(portal, status.heardFrom(portal.portal()));
            status.sources(portal.portal()).ifPresent(sources -> each.set("sources", SourceJson.of(sources)));
            status.application(portal.portal()).ifPresent(own -> each.set("application", application(own)));
            portals.add(each);
        });
        ArrayNode holds = json.putArray("holds");
        status.holds().forEach(hold -> holds.add(hold(hold)));
        json.set("store", store(status.store(), status.commits()));
        return json;
    }

    private static ObjectNode intake(HubStatus.Intake intake) {
        ObjectNode json = JSON.createObjectNode();
        json.put("accepted", intake.accepted())
                .put("lastMinute", intake.lastMinute())
                .put("repeated", intake.repeated())
                .put("typicalAnswerMillis", intake.typicalAnswer().toMillis())
                .put("slowAnswerMillis", intake.slowAnswer().toMillis())
                .put("objectiveMillis", intake.objective().toMillis())
                .put("lateAnswers", intake.late());
        intake.certificateEnds().ifPresent(ends -> json.put("certificateEnds", ends.toString()));
        ObjectNode refused = json.putObject("refused");
        new TreeMap<>(intake.refused()).forEach((reason, count) -> refused.put(word(reason), count));
        ArrayNode tokens = json.putArray("tokens");
        intake.tokens().forEach(token -> {
            ObjectNode use = tokens.addObject()
                    .put("portal", token.portal())
                    .put("fingerprint", token.fingerprint())
                    .put("calls", token.calls());
            token.lastUsed().ifPresent(at -> use.put("lastUsed", at.toString()));
        });
        json.putObject("guessing")
                .put("noisy", intake.guessing().noisy())
                .put("slowed", intake.guessing().slowed())
                .put("cut", intake.guessing().cut())
                .put("undecoded", intake.guessing().undecoded());
        ArrayNode last = json.putArray("lastRefused");
        intake.lastRefused().forEach(each -> last.addObject()
                .put("at", each.at().toString())
                .put("portal", each.portal())
                .put("client", each.client().getHostAddress())
                .put("reason", word(each.reason())));
        return json;
    }

    /** The word for a reason, as metrics use it, too: {@code wrong-token}. */
    static String word(Refusal reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ObjectNode flow(HubStatus.Flow flow) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", flow.id())
                .put("events", flow.known().events())
                .put("source", flow.known().source());
        flow.known().portal().ifPresent(portal -> json.put("portal", portal));
        json.put("on", flow.on())
                .put("due", flow.due())
                .put("running", flow.inHand())
                .put("parked", flow.parked());
        flow.oldest().ifPresent(oldest -> json.put("oldestMillis", oldest.toMillis()));
        flow.running().ifPresent(snapshot -> add(json, snapshot));
        return json;
    }

    private static void add(ObjectNode json, FlowSnapshot snapshot) {
        json.put("attempts", snapshot.running())
                .put("concurrency", snapshot.concurrency())
                .put("held", snapshot.held())
                .put("reason", snapshot.reason());
        snapshot.heldUntil().ifPresent(until -> json.put("heldUntil", until.toString()));
        snapshot.rate().ifPresent(rate -> json.putObject("rate")
                .put("count", rate.count())
                .put("perMillis", rate.per().toMillis()));
        snapshot.destinations().stream().sorted().forEach(json.withArray("destinations")::add);
    }

    private static ObjectNode destination(DestinationSnapshot destination) {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", destination.name())
                .put("breaker", destination.breaker().word())
                .put("failures", destination.failures());
        destination.since().ifPresent(since -> json.put("since", since.toString()));
        destination.nextProbe().ifPresent(at -> json.put("nextProbe", at.toString()));
        destination.flows().forEach(json.withArray("flows")::add);
        return json;
    }

    private static ObjectNode portal(PortalState portal, Optional<HubStatus.Heard> heard) {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", portal.portal())
                .put("level", Math.round(portal.level() * 10) / 10.0)
                .put("capacity", portal.capacity())
                .put("onTheWay", portal.onTheWay())
                .put("sent", portal.sent())
                .put("carried", portal.carried())
                .put("shared", portal.shared())
                .put("refusals", portal.refusals());
        portal.stopped().ifPresent(advice -> json.put("stopped", advice));
        heard.ifPresent(what -> add(json, what));
        ObjectNode waiting = json.putObject("waiting");
        new TreeMap<>(portal.waiting())
                .forEach((lane, calls) -> waiting.put(lane.name().toLowerCase(Locale.ROOT), calls));
        ObjectNode paused = json.putObject("paused");
        new TreeMap<>(portal.paused()).forEach((method, until) -> paused.put(method, until.toString()));
        ObjectNode operating = json.putObject("operatingSeconds");
        new TreeMap<>(portal.operating()).forEach(operating::put);
        return json;
    }

    private static ObjectNode application(ApplicationStatus own) {
        ObjectNode json = JSON.createObjectNode();
        json.put("state", own.state().word());
        own.lastPoll().ifPresent(at -> json.put("lastPoll", at.toString()));
        json.put("fetched", own.fetched()).put("repeated", own.repeated()).put("unreadable", own.unreadable());
        own.trouble().ifPresent(text -> json.put("trouble", text));
        return json;
    }

    private static void add(ObjectNode json, HubStatus.Heard heard) {
        heard.last().ifPresent(last -> json.put("lastEvent", last.toString()));
        heard.silence().ifPresent(text -> json.put("silence", text));
        json.put("late", heard.late());
        json.putObject("delay")
                .put("events", heard.delay().count())
                .put("halfMillis", heard.delay().half().toMillis())
                .put("mostMillis", heard.delay().most().toMillis())
                .put("longestMillis", heard.delay().longest().toMillis());
    }

    private static ObjectNode hold(Hold hold) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", hold.kind().word())
                .put("name", hold.name())
                .put("since", hold.since().toString())
                .put("reason", hold.reason())
                .put("origin", hold.origin());
        hold.until().ifPresent(until -> json.put("until", until.toString()));
        return json;
    }

    private static ObjectNode store(RetentionStatus retention, CommitStats commits) {
        return JSON.createObjectNode()
                .put("contentBytes", retention.contentBytes())
                .put("limitBytes", retention.limitBytes())
                .put("over", retention.over())
                .put("commits", commits.commits())
                .put("commitMeanMillis", millis(commits.mean()))
                .put("commitSlowMillis", millis(commits.slow()))
                .put("groupSize", Math.round(commits.groupSize() * 10) / 10.0);
    }

    /** With two digits: a commit may take less than one. */
    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 10_000.0) / 100.0;
    }
}
