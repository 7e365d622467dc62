package io.b24hub.bitrix;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A portal's REST traffic at one moment, for operators. Counts begin at the start of the process. Taking one is cheap.
 *
 * @param portal the portal's name
 * @param level drops in the bucket, as far as the hub knows; 0 without a limit
 * @param capacity drops that this hub may have in it; 0 without a limit
 * @param waiting calls that wait to leave, by lane; every lane is there
 * @param onTheWay HTTP calls that have no answer yet
 * @param sent HTTP calls made
 * @param carried calls of flows that those carried; carried / sent says how well they are packed
 * @param shared calls that needed no sending, because an equal one's answer served them too
 * @param refusals HTTP calls that the portal refused because of the request limit
 * @param paused methods that are left alone, until when
 * @param operating seconds of computing time used in the last ten minutes, by method, where the portal tells it
 * @param stopped why nothing is sent, as advice for a person; empty when all is well
 */
public record PortalState(
        String portal,
        double level,
        int capacity,
        Map<CallLane, Integer> waiting,
        int onTheWay,
        long sent,
        long carried,
        long shared,
        long refusals,
        Map<String, Instant> paused,
        Map<String, Double> operating,
        Optional<String> stopped) {

    public PortalState {
        waiting = Map.copyOf(waiting);
        paused = Map.copyOf(paused);
        operating = Map.copyOf(operating);
    }
}
