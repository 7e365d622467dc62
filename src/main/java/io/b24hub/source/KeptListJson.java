package io.b24hub.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.address.IpRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link KeptList} as the store remembers it. */
final class KeptListJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KeptListJson() {}

    static String write(KeptList list) {
        ObjectNode json = JSON.createObjectNode();
        list.polledAt().ifPresent(at -> json.put("polledAt", at.toString()));
        list.readAt().ifPresent(at -> json.put("readAt", at.toString()));
        write(list.listed(), json.putArray("listed"));
        write(list.doubtful(), json.putArray("doubtful"));
        json.put("shrunken", list.shrunken());
        ObjectNode gone = json.putObject("gone");
        list.gone().forEach((range, since) -> gone.put(range.toString(), since.toString()));
        json.put("trouble", list.trouble());
        return json.toString();
    }

    private static void write(Set<IpRange> ranges, ArrayNode json) {
        ranges.forEach(range -> json.add(range.toString()));
    }

    /** What is no list was not written by this program, and is as good as nothing. */
    static KeptList read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            Map<IpRange, Instant> gone = new LinkedHashMap<>();
            json.path("gone").properties().forEach(each -> IpRange.parse(each.getKey())
                    .ifPresent(range ->
                            gone.put(range, Instant.parse(each.getValue().asText()))));
            return new KeptList(
                    time(json.path("polledAt")),
                    time(json.path("readAt")),
                    ranges(json.path("listed")),
                    ranges(json.path("doubtful")),
                    json.path("shrunken").asInt(),
                    gone,
                    json.path("trouble").asText());
        } catch (JsonProcessingException | DateTimeException e) {
            return KeptList.NONE;
        }
    }

    private static Optional<Instant> time(JsonNode json) {
        return json.isTextual() ? Optional.of(Instant.parse(json.asText())) : Optional.empty();
    }

    private static Set<IpRange> ranges(JsonNode json) {
        Set<IpRange> ranges = new LinkedHashSet<>();
        json.forEach(each -> IpRange.parse(each.asText()).ifPresent(ranges::add));
        return ranges;
    }
}
