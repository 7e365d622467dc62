package io.b24hub.validate;

import io.b24hub.validate.Address.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The route templates of all YAML files, and the routes that are made of them. Immutable. */
final class TemplateIndex {

    private final Map<String, Template> templates = new HashMap<>();

    /** A template, with the defaults of its parameters. */
    record Template(YamlFile file, Node node, Map<String, String> defaults) {}

    TemplateIndex(List<YamlFile> files) {
        for (YamlFile file : files) {
            for (Node node : file.top("routeTemplate")) {
                Nodes.text(node, "id")
                        .ifPresent(id -> templates.put(id, new Template(file, node, parameters(node, "defaultValue"))));
            }
        }
    }

    private static Map<String, String> parameters(Node node, String value) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (Nodes.child(node, "parameters").orElse(node) instanceof SequenceNode list) {
            list.getValue().forEach(item -> Nodes.text(item, "name")
                    .ifPresent(
                            name -> parameters.put(name, Nodes.text(item, value).orElse(""))));
        }
        return parameters;
    }

    /** Names of the parameters of a file's templates; empty when it has no templates. */
    static Optional<Set<String>> parametersOf(YamlFile file) {
        List<Node> own = file.top("routeTemplate");
        Set<String> names = new HashSet<>();
        own.forEach(
                template -> names.addAll(parameters(template, "defaultValue").keySet()));
        return own.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    /** The template of an entry {@code templatedRoute}. */
    Optional<Template> of(Node instance) {
        return Nodes.text(instance, "routeTemplateRef").map(templates::get);
    }

    /** Where routes that are made of templates begin, with the values filled in. The lines are those of the instances. */
    List<Address> beginnings(YamlFile file) {
        return file.top("templatedRoute").stream()
                .flatMap(instance -> of(instance).stream().flatMap(template -> beginnings(instance, template).stream()))
                .toList();
    }

    private static List<Address> beginnings(Node instance, Template template) {
        Map<String, String> values = new HashMap<>(template.defaults());
        values.putAll(parameters(instance, "value"));
        return template.file().addresses(template.node()).stream()
                .filter(address -> address.kind() == Kind.FROM)
                .map(address -> address.with(text -> fill(text, values)))
                .map(address -> at(address, Nodes.line(instance)))
                .toList();
    }

    private static Address at(Address address, int line) {
        Map<String, Address.Option> options = new LinkedHashMap<>();
        address.options().forEach((name, option) -> options.put(name, new Address.Option(option.value(), line)));
        return new Address(address.kind(), address.text(), line, options);
    }

    private static String fill(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            if (!value.getValue().isEmpty()) {
                filled = filled.replace("{{" + value.getKey() + "}}", value.getValue());
            }
        }
        return filled;
    }
}
