package io.b24hub.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.address.IpRange;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A list as Bitrix24 publishes it: {@code {"nodes":["3.217.33.54","52.29.163.104"]}}. IPv6 and ranges are read too, though
 * none were seen. A few entries that are no addresses are left out; a list of which less than half can be read, or none, is
 * nonsense, and so is one without end. A range so wide that it would allow a good part of the Internet is no address
 * either.
 */
public final class PublishedList {

    /** Bytes that a list may have. */
    static final int MOST_BYTES = 1 << 20;

    private static final int MOST_NODES = 10_000;
    private static final int WIDEST_FOUR = 8;
    private static final int WIDEST_SIX = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private PublishedList() {}

    /**
     * Reads a list.
     *
     * @return at least one address
     * @throws BadList when it is nonsense
     */
    public static Set<IpRange> read(byte[] body) throws BadList {
        JsonNode nodes = nodes(body);
        if (nodes.isEmpty()) {
            throw new BadList("it is empty");
        }
        if (nodes.size() > MOST_NODES) {
            throw new BadList("it has " + nodes.size() + " entries, more than " + MOST_NODES);
        }
        Set<IpRange> read = new LinkedHashSet<>();
        int bad = 0;
        for (JsonNode node : nodes) {
            Optional<IpRange> range = IpRange.parse(node.asText("").strip()).filter(PublishedList::isNarrow);
            range.ifPresent(read::add);
            bad += range.isPresent() ? 0 : 1;
        }
        if (read.isEmpty() || 2 * bad > nodes.size()) {
            throw new BadList(bad + " of its " + nodes.size() + " entries are no addresses");
        }
        return read;
    }

    private static JsonNode nodes(byte[] body) throws BadList {
        try {
            JsonNode nodes = JSON.readTree(body).path("nodes");
            if (nodes.isArray()) {
                return nodes;
            }
        } catch (JsonProcessingException e) {
            throw new BadList("it is not JSON");
        } catch (IOException e) {
            throw new BadList("it cannot be read");
        }
        throw new BadList("it has no list \"nodes\"");
    }

    private static boolean isNarrow(IpRange range) {
        return range.bits() >= (range.first() instanceof Inet4Address ? WIDEST_FOUR : WIDEST_SIX);
    }
}
