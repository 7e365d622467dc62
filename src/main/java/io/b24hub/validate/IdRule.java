package io.b24hub.validate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Ids of routes and steps. That route ids are unique over all files, the reading of all files finds out. Stateless. */
final class IdRule {

    private IdRule() {}

    static void look(YamlFile file, Remarks remarks) {
        Map<String, Integer> seen = new HashMap<>();
        for (Node route : file.routes()) {
            Nodes.each(route, (key, value) -> {
                if (key.equals("id") && Nodes.text(value).isPresent()) {
                    String id = Nodes.text(value).orElseThrow();
                    Integer before = seen.putIfAbsent(id, Nodes.line(value));
                    if (before != null) {
                        remarks.error(
                                file.name(),
                                Nodes.line(value),
                                "the id \"" + id + "\" is there already, in line " + before,
                                "give each step an id of its own");
                    }
                }
            });
        }
        if (!file.file().isSupport() && !file.file().isTemplates()) {
            name(file, remarks);
        }
    }

    private static void name(YamlFile file, Remarks remarks) {
        String flow = file.file().flow();
        file.top("route").stream()
                .findFirst()
                .flatMap(route -> Nodes.child(route, "id"))
                .ifPresent(id -> {
                    if (!Nodes.text(id).orElse(flow).equals(flow)) {
                        differs(file, id, flow, remarks);
                    }
                });
        List<Node> instances = file.top("templatedRoute");
        instances.stream()
                .flatMap(instance -> Nodes.child(instance, "routeId").stream())
                .forEach(id -> {
                    if (!Nodes.text(id).orElse(flow).startsWith(flow)) {
                        differs(file, id, flow, remarks);
                    }
                });
    }

    private static void differs(YamlFile file, Node id, String flow, Remarks remarks) {
        remarks.warning(
                file.name(),
                Nodes.line(id),
                "the id \"" + Nodes.text(id).orElse("") + "\" is not the name of the file, by which people look for it",
                "call it " + flow + ", or rename the file; deliveries are remembered under the id");
    }
}
