package io.b24hub.validate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Questions to a YAML tree. Stateless. */
final class Nodes {

    private Nodes() {}

    /** The line, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** The text of a scalar. */
    static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    /** What stands below a key. */
    static Optional<Node> child(Node node, String key) {
        return Optional.ofNullable(entries(node).get(key));
    }

    static Optional<String> text(Node node, String key) {
        return child(node, key).flatMap(Nodes::text);
    }

    /** The entries of a mapping; none of anything else. */
    static Map<String, Node> entries(Node node) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                text(tuple.getKeyNode()).ifPresent(key -> entries.put(key, tuple.getValueNode()));
            }
        }
        return entries;
    }

    /** Visits each entry of each mapping, outer ones first: key and value. */
    static void each(Node node, BiConsumer<String, Node> visit) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> each(item, visit));
        } else {
            entries(node).forEach((key, value) -> {
                visit.accept(key, value);
                each(value, visit);
            });
        }
    }

    /** Visits each scalar that is a value. */
    static void eachText(Node node, BiConsumer<String, Integer> visit) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> eachText(item, visit));
        } else if (node instanceof ScalarNode scalar) {
            visit.accept(scalar.getValue(), line(scalar));
        } else {
            entries(node).values().forEach(value -> eachText(value, visit));
        }
    }
}
