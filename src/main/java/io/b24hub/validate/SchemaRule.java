package io.b24hub.validate;

import io.b24hub.validate.YamlSchema.Shape;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Steps and keys that Camel's YAML language does not have, and values of the wrong kind. Thread-safe. */
final class SchemaRule {

    private final YamlSchema schema = new YamlSchema();

    void look(YamlFile file, Remarks remarks) {
        Shape top = schema.top();
        ((SequenceNode) file.root()).getValue().forEach(item -> new Walk(file.name(), remarks).look(item, top, ""));
    }

    private record Walk(String file, Remarks remarks) {

        void look(Node node, Shape shape, String below) {
            if (node instanceof MappingNode map) {
                mapping(map, shape, below);
            } else if (node instanceof SequenceNode list) {
                if (shape.takesList()) {
                    Shape item = shape.item();
                    list.getValue().forEach(each -> look(each, item, below));
                } else {
                    error(node, "\"" + below + "\" does not take a list", "take the dash away");
                }
            } else if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
                scalar(scalar, shape, below);
            }
        }

        private void mapping(MappingNode map, Shape shape, String below) {
            if (!shape.takesMapping()) {
                error(
                        map,
                        shape.takesList()
                                ? "\"" + below + "\" takes a list"
                                : "\"" + below + "\" takes a value, and nothing below it",
                        shape.takesList() ? "put a dash before each entry" : "");
                return;
            }
            if (shape.takesAnyKey()) {
                return;
            }
            for (NodeTuple entry : map.getValue()) {
                Nodes.text(entry.getKeyNode()).ifPresent(key -> entry(entry, key, shape, below));
            }
            Map<String, Node> entries = Nodes.entries(map);
            if (shape.isSingle() && entries.size() > 1 && shape.keys().containsAll(entries.keySet())) {
                Node second = map.getValue().get(1).getKeyNode();
                error(
                        second,
                        "two entries share one dash",
                        "put a dash before \"" + Nodes.text(second).orElse("") + "\"");
            }
            TreeSet<String> missing = new TreeSet<>(shape.required());
            missing.removeIf(key -> entries.keySet().stream()
                    .anyMatch(has ->
                            has.equals(key) || StringHelper.dashToCamelCase(has).equals(key)));
            if (!missing.isEmpty() && !shape.isStep()) {
                error(map, "\"" + below + "\" needs " + String.join(" and ", missing), "");
            }
        }

        private void entry(NodeTuple entry, String written, Shape shape, String below) {
            // Camel takes both ways to write a key, but only one to write a step
            String key = shape.isStep() ? written : StringHelper.dashToCamelCase(written);
            if (shape.keys().contains(key)) {
                look(entry.getValueNode(), shape.below(key), key);
                return;
            }
            String suggestion = Spelling.didYouMean(written, shape.keys());
            if (shape.isStep()) {
                error(
                        entry.getKeyNode(),
                        "there is no step \"" + written + "\"",
                        suggestion.isEmpty() ? indented(written) : suggestion);
            } else if (below.isEmpty()) {
                error(
                        entry.getKeyNode(),
                        "\"" + written + "\" cannot stand at the top of a route file",
                        suggestion.isEmpty() ? "a flow begins with \"- route:\"" : suggestion);
            } else {
                error(entry.getKeyNode(), "\"" + below + "\" has no \"" + written + "\"", suggestion);
            }
        }

        private static String indented(String key) {
            return key.matches("id|description|parameters|uri|steps|expression|simple|constant")
                    ? "\"" + key + "\" belongs to the step above it; indent it further"
                    : "";
        }

        private void scalar(ScalarNode scalar, Shape shape, String below) {
            String value = scalar.getValue();
            if (!shape.takesText() && shape.isStep()) {
                error(
                        scalar,
                        "a step is a name with a colon and what belongs to it",
                        shape.keys().contains(value) ? "write \"" + value + ": {}\"" : "");
            } else if (!shape.takesText()) {
                error(
                        scalar,
                        "\"" + below + "\" takes no text here",
                        shape.takesList() ? "a list goes below it" : "its options go below it, further indented");
            } else if (!Address.isOpen(value)) {
                kind(scalar, value, shape, below);
            }
        }

        private void kind(ScalarNode scalar, String value, Shape shape, String below) {
            if (shape.isOnly("boolean") && !value.matches("(?i)true|false")) {
                error(scalar, "\"" + below + "\" must be true or false, not \"" + value + "\"", "");
            } else if ((shape.isOnly("number") || shape.isOnly("integer"))
                    && !value.matches("[-+]?[\\d_]+(\\.\\d+)?")) {
                error(scalar, "\"" + below + "\" must be a number, not \"" + value + "\"", "");
            } else if (!shape.values().isEmpty()
                    && shape.values().stream().noneMatch(value::equalsIgnoreCase)
                    && shape.isOnly("string")) {
                error(
                        scalar,
                        "\"" + below + "\" cannot be \"" + value + "\"",
                        Optional.of(Spelling.didYouMean(value, shape.values()))
                                .filter(words -> !words.isEmpty())
                                .orElse("one of " + String.join(", ", shape.values())));
            }
        }

        private void error(Node node, String reason, String suggestion) {
            remarks.error(file, Nodes.line(node), reason, suggestion);
        }
    }
}
