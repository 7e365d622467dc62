package io.b24hub.emulator;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a row of the portal.
 *
 * @param row as it is after the change; before it, for a deletion
 * @param movedStage whether an update put it into another stage
 * @param movedFunnel whether an update put it into another funnel
 */
record Change(
        Instant at, Kind kind, What what, long id, Map<String, Object> row, boolean movedStage, boolean movedFunnel) {

    enum What {
        ADD,
        UPDATE,
        DELETE
    }
}
