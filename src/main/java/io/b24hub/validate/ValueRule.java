package io.b24hub.validate;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Values of events that decide where something goes or what is run, in place of being sent: what a client types into a form
 * is a value. Ids, types and names of portals are none of those: the hub checks them. Stateless.
 */
final class ValueRule {

    /** What people type. A body that is none of our events may be anything. */
    private static final Pattern TYPED =
            Pattern.compile("\\$(?:simple)?\\{(?:body|bodyAs\\([^)]*\\)|mandatoryBodyAs\\([^)]*\\))"
                    + "(?:}|(?:\\[\\d+])?(?:\\.|\\?\\.)(?:fields|data|names|related)\\b)");

    private static final Set<String> STEERING = Set.of(
            "camelhttpuri",
            "camelresthttpuri",
            "camelhttppath",
            "camelsqlquery",
            "camelfilename",
            "cameloverrulefilename",
            "camelkafkaoverridetopic",
            "kafka.override_topic",
            "camellanguagescript",
            "cameltemplatelocation",
            "cameltemplate");
    private static final Set<String> PATHS = Set.of("fileName", "tempFileName", "doneFileName");
    private static final String HINT = "choose between fixed ones with choice, or send the value as a value";

    private ValueRule() {}

    static void look(YamlFile file, Remarks remarks) {
        for (Address address : file.addresses(file.root())) {
            if (address.kind() == Address.Kind.DYNAMIC && isTyped(address.text())) {
                warn(file, address.line(), "part of an address", remarks);
            }
            address.options().forEach((name, option) -> {
                if (PATHS.contains(name) && isTyped(option.value())) {
                    warn(file, option.line(), "part of a file's path", remarks);
                }
            });
        }
        headers(file, file.root(), remarks);
    }

    private static void headers(YamlFile file, Node node, Remarks remarks) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> headers(file, item, remarks));
            return;
        }
        Nodes.entries(node).forEach((key, value) -> {
            Nodes.text(value, "name")
                    .filter(name -> key.startsWith("setHeader"))
                    .ifPresent(name -> {
                        if (isTyped(name)) {
                            warn(file, Nodes.line(value), "the name of a header", remarks);
                        } else if (STEERING.contains(name.toLowerCase(Locale.ROOT))) {
                            Nodes.eachText(value, (text, line) -> {
                                if (isTyped(text)) {
                                    warn(file, line, "what " + name + " decides", remarks);
                                }
                            });
                        }
                    });
            headers(file, value, remarks);
        });
    }

    private static boolean isTyped(String text) {
        return TYPED.matcher(text).find();
    }

    private static void warn(YamlFile file, int line, String what, Remarks remarks) {
        remarks.warning(file.name(), line, "what people type becomes " + what, HINT);
    }
}
