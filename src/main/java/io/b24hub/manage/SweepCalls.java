package io.b24hub.manage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.store.LedgerRow;
import io.b24hub.sweep.SweepReport;
import io.b24hub.sweep.SweepRequest;
import io.b24hub.sweep.SweepStatus;
import io.b24hub.sweep.TypeReport;
import java.time.Instant;

/** The part of the API that is about sweeps. Thread-safe. */
final class SweepCalls {

    private static final int DAYS = 7;
    private static final int MOST_DAYS = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubParts parts;
    private final SweepOnDemand onDemand;

    SweepCalls(HubParts parts) {
        this.parts = parts;
        onDemand = new SweepOnDemand(parts.sweeper(), parts.operations());
    }

    /** How it goes, and the ledger of the last days. */
    ObjectNode status(Calls.Call call) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode types = json.putArray("types");
        parts.sweeper().status().forEach(status -> add(types.addObject(), status));
        ArrayNode ledger = json.putArray("ledger");
        parts.sweeper().ledger().last(days(call)).forEach(row -> add(ledger.addObject(), row));
        return json;
    }

    private static int days(Calls.Call call) {
        String text = call.query().contains("days") ? call.query().get("days") : String.valueOf(DAYS);
        if (!text.matches("\\d{1,4}")) {
            throw new BadRequest("days: " + text + " is no number of days");
        }
        return Math.min(MOST_DAYS, Integer.parseInt(text));
    }

    private static void add(ObjectNode json, SweepStatus status) {
        json.put("portal", status.portal())
                .put("type", status.type())
                .put("lastAt", status.lastAt().toString())
                .put("injected", status.injected())
                .put("heard", status.heard())
                .put("commands", status.commands())
                .put("requests", rounded(status.requests()));
        status.upTo().ifPresent(time -> json.put("upTo", time.toString()));
        status.trouble().ifPresent(why -> json.put("trouble", why));
    }

    private static void add(ObjectNode json, LedgerRow row) {
        json.put("day", row.entry().day().toString())
                .put("portal", row.entry().portal())
                .put("type", row.entry().type())
                .put("changed", row.changed())
                .put("heard", row.heard())
                .put("healed", row.healed())
                .put("unexplained", row.unexplained())
                .put("late", row.late());
    }

    /** Sweeps now, or looks what a sweep would find. Waits for the end. */
    ObjectNode sweep(Calls.Call call) {
        Instant now = parts.clock().instant();
        SweepRequest request = new SweepRequest(
                call.text("portal"),
                call.text("type"),
                call.text("since").map(time -> Filters.time("since", time, now)),
                call.body().path("dryRun").asBoolean());
        try {
            return json(onDemand.run(request, call.actor()));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(e.getMessage());
        }
    }

    private static ObjectNode json(SweepReport report) {
        ObjectNode json = JSON.createObjectNode();
        json.put("at", report.at().toString())
                .put("tookMillis", report.took().toMillis())
                .put("dryRun", report.dryRun())
                .put("injected", report.injected())
                .put("commands", report.commands())
                .put("requests", rounded(report.requests()));
        ArrayNode types = json.putArray("types");
        report.types().forEach(type -> add(types.addObject(), type));
        return json;
    }

    private static void add(ObjectNode json, TypeReport type) {
        json.put("portal", type.portal()).put("type", type.type());
        type.from().ifPresent(time -> json.put("from", time.toString()));
        type.to().ifPresent(time -> json.put("to", time.toString()));
        json.put("listed", type.listed())
                .put("heard", type.heard())
                .put("injected", type.injected())
                .put("commands", type.cost().commands())
                .put("requests", rounded(type.cost().requests()));
        ArrayNode sample = json.putArray("sample");
        type.sample().forEach(sample::add);
        type.trouble().ifPresent(why -> json.put("trouble", why));
    }

    private static double rounded(double requests) {
        return Math.round(requests * 100) / 100.0;
    }
}
