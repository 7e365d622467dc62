package io.b24hub.route;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Lets the values below {@code parameters} of a {@code bitrix24:} step arrive as they were written. Camel (4.17.0) joins them
 * into an address without encoding them and takes that apart again: a plus sign becomes a space, an ampersand ends the
 * value, {@code %41} becomes A. Values with one of these, and settings, which may have them, are put into {@code RAW(...)}.
 * Lines stay where they are.
 */
final class AsWritten {

    private AsWritten() {}

    /** The text for Camel; the same text when it is no YAML, or when there is nothing to protect. */
    static String protect(String yaml) {
        if (!yaml.contains("bitrix24:")) {
            return yaml;
        }
        // by place: an anchor may be met twice
        SortedMap<Integer, ScalarNode> values = new TreeMap<>();
        try {
            LoadSettings marks = LoadSettings.builder().setUseMarks(true).build();
            new Compose(marks).composeString(yaml).ifPresent(root -> collect(root, values));
        } catch (YamlEngineException e) {
            // Camel says it better
            return yaml;
        }
        int[] codePoints = yaml.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (ScalarNode value : values.values()) {
            int start = value.getStartMark().orElseThrow().getIndex();
            int end = value.getEndMark().orElseThrow().getIndex();
            text.append(new String(codePoints, done, start - done)).append(quoted(value));
            done = end;
        }
        return text.append(new String(codePoints, done, codePoints.length - done))
                .toString();
    }

    private static void collect(Node node, SortedMap<Integer, ScalarNode> values) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> collect(item, values));
        } else if (node instanceof MappingNode map) {
            boolean ours = child(map, "uri")
                    .filter(uri -> uri instanceof ScalarNode scalar
                            && scalar.getValue().startsWith("bitrix24:"))
                    .isPresent();
            for (NodeTuple entry : map.getValue()) {
                if (ours && named(entry, "parameters") && entry.getValueNode() instanceof MappingNode parameters) {
                    parameters.getValue().forEach(parameter -> note(parameter.getValueNode(), values));
                } else {
                    collect(entry.getValueNode(), values);
                }
            }
        }
    }

    private static Optional<Node> child(MappingNode map, String key) {
        return map.getValue().stream()
                .filter(entry -> named(entry, key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static boolean named(NodeTuple entry, String key) {
        return entry.getKeyNode() instanceof ScalarNode name && key.equals(name.getValue());
    }

    private static void note(Node node, SortedMap<Integer, ScalarNode> values) {
        if (node instanceof ScalarNode value
                && !value.getValue().startsWith("RAW")
                && (value.getValue().matches("(?s).*[+&%].*")
                        || value.getValue().contains("{{"))
                && sameLine(value)) {
            values.put(value.getStartMark().orElseThrow().getIndex(), value);
        }
    }

    private static boolean sameLine(ScalarNode value) {
        return value.getStartMark().orElseThrow().getLine()
                == value.getEndMark().orElseThrow().getLine();
    }

    private static String quoted(ScalarNode value) {
        String text = value.getValue()
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return "\"RAW(" + text + ")\"";
    }
}
