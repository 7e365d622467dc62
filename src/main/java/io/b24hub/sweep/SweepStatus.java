package io.b24hub.sweep;

import java.time.Instant;
import java.util.Optional;

/**
 * How sweeping of one portal and type goes, as this process saw it. In a cluster one hub sweeps at a time; the others show
 * what they did when it was their turn.
 *
 * @param portal the portal's name
 * @param type {@code deal}, {@code dynamic-147}, {@code stage-2}
 * @param lastAt when the last sweep ended
 * @param upTo everything that changed up to this time, by the portal's clock, is known or was healed; empty when that could
 *     not be seen yet
 * @param injected events stored since this process began
 * @param heard changes found known since this process began
 * @param commands REST commands spent since this process began
 * @param requests HTTP calls these were
 * @param trouble why the last sweep was not complete; empty when it was
 */
public record SweepStatus(
        String portal,
        String type,
        Instant lastAt,
        Optional<Instant> upTo,
        long injected,
        long heard,
        long commands,
        double requests,
        Optional<String> trouble) {

    SweepStatus and(TypeReport report, Instant at) {
        return new SweepStatus(
                portal,
                type,
                at,
                report.to().or(() -> upTo),
                injected + report.injected(),
                heard + report.heard(),
                commands + report.cost().commands(),
                requests + report.cost().requests(),
                report.trouble());
    }

    static SweepStatus first(TypeReport report, Instant at) {
        return new SweepStatus(report.portal(), report.type(), at, Optional.empty(), 0, 0, 0, 0, Optional.empty())
                .and(report, at);
    }
}
