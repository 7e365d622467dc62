package io.b24hub.silence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store keeps of one portal, as text: some 1,200 characters for each family. */
final class Learned {

    private static final Logger LOG = LoggerFactory.getLogger(Learned.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Learned() {}

    /** The families by key. What cannot be read is learned anew. */
    static Map<String, Heard> read(String text) {
        Map<String, Heard> families = new TreeMap<>();
        try {
            JsonNode json = JSON.readTree(text);
            json.properties().forEach(each -> families.put(each.getKey(), Heard.of(each.getValue())));
        } catch (JsonProcessingException e) {
            LOG.warn("What was learned of a portal's rhythm cannot be read and is learned anew");
        }
        return families;
    }

    /** A family that nothing is known of. */
    static Heard nothing() {
        return Heard.of(JSON.createObjectNode());
    }

    static String write(Map<String, Heard> families) {
        ObjectNode json = JSON.createObjectNode();
        families.forEach((key, heard) -> heard.write(json.putObject(key)));
        return json.toString();
    }
}
