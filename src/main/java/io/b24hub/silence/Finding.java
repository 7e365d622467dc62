package io.b24hub.silence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a silence is trouble.
 *
 * @param at when it was found
 * @param changed how many entities at least have changed unheard; 0 when the portal could not be asked
 * @param newest when the last of them changed
 * @param trouble why the portal could not be asked; empty when it was
 */
record Finding(Instant at, int changed, Instant newest, String trouble) {

    static Optional<Finding> of(JsonNode json) {
        return json.isObject()
                ? Optional.of(new Finding(
                        Instant.ofEpochSecond(json.path("at").asLong()),
                        json.path("changed").asInt(),
                        Instant.ofEpochSecond(json.path("newest").asLong()),
                        json.path("trouble").asText()))
                : Optional.empty();
    }

    void write(ObjectNode json) {
        json.put("at", at.getEpochSecond())
                .put("changed", changed)
                .put("newest", newest.getEpochSecond())
                .put("trouble", trouble);
    }
}
