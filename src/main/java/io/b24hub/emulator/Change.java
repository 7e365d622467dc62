package io.b24hub.emulator;

import java.util.Map;

/**
 * Something that happened to a row of the portal.
 *
 * @param row as it is after the change; before it, for a deletion
 * @param movedFunnel whether an update put a deal into another funnel
 */
record Change(Kind kind, What what, long id, Map<String, Object> row, boolean movedFunnel) {

    enum What {
        ADD,
        UPDATE,
        DELETE
    }
}
