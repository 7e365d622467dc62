package io.b24hub.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * What a preview was about, and with that the limit of what may be changed: no delivery that is newer than the preview,
 * and not more than it counted. As a record for Java, as {@linkplain #text() text} for everybody else.
 *
 * @param change what is to be done
 * @param filter to which deliveries; only states in which it can be done
 * @param after numbers above this one only
 * @param upTo numbers up to this one only
 * @param most at most so many; the largest number there is when they were not counted
 */
public record Bound(Change change, DeliveryFilter filter, long after, long upTo, long most) {

    /** In place of a number of deliveries that nobody has counted. */
    static final long UNCOUNTED = Long.MAX_VALUE;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether somebody knows how many there were. */
    public boolean isCounted() {
        return most != UNCOUNTED;
    }

    /** One word of letters, digits, dashes and underscores; {@link #parse} reads it back. */
    public String text() {
        ObjectNode json = JSON.createObjectNode();
        json.put("change", change.name());
        json.put("after", after);
        json.put("upTo", upTo);
        json.put("most", most);
        filter.states().stream().sorted().forEach(state -> json.withArray("states")
                .add(state.word()));
        put(json, "flow", filter.flow());
        put(json, "portal", filter.portal());
        put(json, "type", filter.type());
        put(json, "entity", filter.entity());
        put(json, "event", filter.eventId());
        put(json, "from", filter.from().map(Instant::toString));
        put(json, "to", filter.to().map(Instant::toString));
        put(json, "text", filter.text());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void put(ObjectNode json, String name, Optional<String> value) {
        value.ifPresent(text -> json.put(name, text));
    }

    /**
     * The inverse of {@link #text()}.
     *
     * @throws NotPossible when it is none
     */
    public static Bound parse(String text) {
        try {
            JsonNode json = JSON.readTree(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            return new Bound(
                    Change.valueOf(json.path("change").asText()),
                    filter(json),
                    json.path("after").asLong(),
                    json.path("upTo").asLong(),
                    json.path("most").asLong());
        } catch (IllegalArgumentException | DateTimeException | JsonProcessingException e) {
            throw new NotPossible(
                    "This is no token of a preview; ask for the preview again and take its token as it is");
        }
    }

    private static DeliveryFilter filter(JsonNode json) {
        Set<DeliveryState> states = EnumSet.noneOf(DeliveryState.class);
        for (Iterator<JsonNode> each = json.path("states").elements(); each.hasNext(); ) {
            states.add(DeliveryState.of(each.next().asText()));
        }
        return new DeliveryFilter(
                states,
                text(json, "flow"),
                text(json, "portal"),
                text(json, "type"),
                text(json, "entity"),
                text(json, "event"),
                text(json, "from").map(Instant::parse),
                text(json, "to").map(Instant::parse),
                text(json, "text"));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.ofNullable(json.get(name)).map(JsonNode::asText);
    }

    /** For people, and for the record of what was done. */
    @Override
    public String toString() {
        return after + 1 == upTo ? "delivery " + upTo : Wording.of(filter) + ", up to delivery " + upTo;
    }
}
