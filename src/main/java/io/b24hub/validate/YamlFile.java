package io.b24hub.validate;

import io.b24hub.route.RouteFile;
import io.b24hub.validate.Address.Kind;
import io.b24hub.validate.Address.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML route file as a tree with lines. Immutable. */
final class YamlFile {

    private static final Set<String> SENDS =
            Set.of("to", "wireTap", "poll", "interceptSendToEndpoint", "deadLetterUri");
    private static final Set<String> ENRICHES = Set.of("enrich", "pollEnrich");

    private final RouteFile file;
    private final Node root;

    private YamlFile(RouteFile file, Node root) {
        this.file = file;
        this.root = root;
    }

    /** Reads a file; tells why when it is no YAML. */
    static Optional<YamlFile> read(RouteFile file, Remarks remarks) {
        if (file.text().isBlank()) {
            remarks.error(file.name(), 0, "the file is empty", "b24hub new flow writes one to start from");
            return Optional.empty();
        }
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setUseMarks(true)
                    .setLabel(file.name())
                    .build();
            Optional<Node> root = new Compose(settings).composeString(file.text());
            if (root.filter(SequenceNode.class::isInstance).isEmpty()) {
                remarks.error(
                        file.name(),
                        root.map(Nodes::line).orElse(0),
                        "a route file is a list",
                        "begin it with \"- route:\"");
                return Optional.empty();
            }
            return root.map(node -> new YamlFile(file, node));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            remarks.error(
                    file.name(),
                    line,
                    "this is not YAML: " + e.getProblem(),
                    "look at the indentation, and put texts with : # { } or quotes into quotes");
            return Optional.empty();
        } catch (YamlEngineException e) {
            remarks.error(file.name(), 0, "this is not YAML", "");
            return Optional.empty();
        }
    }

    RouteFile file() {
        return file;
    }

    String name() {
        return file.name();
    }

    Node root() {
        return root;
    }

    /** The entries at the top with a name, for example all routes. */
    List<Node> top(String name) {
        return ((SequenceNode) root)
                .getValue().stream()
                        .flatMap(item -> Nodes.child(item, name).stream())
                        .toList();
    }

    /** All routes, those inside templates too. */
    List<Node> routes() {
        List<Node> routes = new ArrayList<>(top("route"));
        top("from").forEach(routes::add);
        top("routeTemplate")
                .forEach(template -> routes.add(Nodes.child(template, "route").orElse(template)));
        return routes;
    }

    /** All addresses below a node. */
    List<Address> addresses(Node node) {
        List<Address> addresses = new ArrayList<>();
        Nodes.each(node, (key, value) -> {
            if (ENRICHES.contains(key)) {
                Nodes.text(value, "constant")
                        .ifPresent(uri -> addresses.add(Address.of(
                                Kind.TO,
                                uri,
                                Nodes.line(Nodes.child(value, "constant").orElseThrow()),
                                Map.of())));
            } else if (Nodes.text(value).isPresent()
                    && (SENDS.contains(key) || key.equals("from") || key.equals("toD"))) {
                addresses.add(Address.of(kind(key), Nodes.text(value).orElseThrow(), Nodes.line(value), Map.of()));
            } else {
                Nodes.child(value, "uri")
                        .filter(uri -> Nodes.text(uri).isPresent())
                        .ifPresent(uri -> addresses.add(Address.of(
                                kind(key), Nodes.text(uri).orElseThrow(), Nodes.line(uri), parameters(value))));
            }
        });
        return addresses;
    }

    private static Kind kind(String key) {
        return switch (key) {
            case "from" -> Kind.FROM;
            case "toD" -> Kind.DYNAMIC;
            default -> Kind.TO;
        };
    }

    private static Map<String, Option> parameters(Node step) {
        Map<String, Option> parameters = new LinkedHashMap<>();
        Nodes.child(step, "parameters").ifPresent(node -> Nodes.entries(node).forEach((name, value) -> Nodes.text(value)
                .ifPresent(text -> parameters.put(name, new Option(text, Nodes.line(value))))));
        return parameters;
    }
}
