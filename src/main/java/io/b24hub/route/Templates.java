package io.b24hub.route;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.TemplatedRouteParameterDefinition;

/**
 * The route templates of all files, by file. Refuses what Camel (4.17.0) would take silently: a second template of the same
 * id, a parameter that the template does not have, and a route without an id.
 *
 * <p>Not thread-safe.
 */
final class Templates {

    private final Model model;
    private final Map<String, List<RouteTemplateDefinition>> byFile = new HashMap<>();

    Templates(Model model) {
        this.model = model;
    }

    /** Checks the templates of a file. */
    void check(RouteFile file, List<RouteTemplateDefinition> own) throws RouteMistake {
        Set<String> ids = new HashSet<>();
        for (RouteTemplateDefinition template : own) {
            String id = template.getId();
            if (!template.hasCustomIdAssigned()) {
                throw new RouteMistake(
                        Math.max(0, template.getLineNumber()), "a routeTemplate has no id; flows name it by that");
            }
            Optional<String> other = byFile.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(file.name()))
                    .filter(entry -> find(id, entry.getValue()).isPresent())
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (other.isPresent()) {
                throw new RouteMistake(
                        file.lineOf(id), "the routeTemplate \"" + id + "\" is there already, in " + other.get());
            }
            if (!ids.add(id)) {
                throw new RouteMistake(file.lineOf(id), "two routeTemplates of this file have the id \"" + id + "\"");
            }
            for (RouteTemplateParameterDefinition parameter : parameters(template)) {
                if (parameter.getName().contains(".")) {
                    throw new RouteMistake(
                            file.lineOf(parameter.getName()),
                            "the template parameter \"" + parameter.getName() + "\" has a dot, as settings do; take"
                                    + " another name, for example "
                                    + parameter.getName().replace('.', '-'));
                }
            }
        }
    }

    /** Checks a route that is made of a template, which may stand in the same file. */
    void check(RouteFile file, TemplatedRouteDefinition instance, List<RouteTemplateDefinition> own)
            throws RouteMistake {
        String ref = String.valueOf(instance.getRouteTemplateRef());
        if (instance.getRouteId() == null) {
            throw new RouteMistake(
                    file.lineOf(ref),
                    "a templatedRoute has no routeId; its deliveries are remembered under it, so begin it with the name of"
                            + " the file, for example " + file.flow());
        }
        Optional<RouteTemplateDefinition> template = find(ref, own).or(() -> find(ref));
        if (template.isEmpty()) {
            throw new RouteMistake(file.lineOf(ref), "there is no routeTemplate \"" + ref + "\"" + known(own));
        }
        Set<String> given = new TreeSet<>();
        Optional.ofNullable(instance.getParameters()).orElse(List.of()).stream()
                .map(TemplatedRouteParameterDefinition::getName)
                .forEach(given::add);
        List<RouteTemplateParameterDefinition> parameters = parameters(template.get());
        Set<String> names = parameters.stream()
                .map(RouteTemplateParameterDefinition::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : given) {
            if (!names.contains(name)) {
                throw new RouteMistake(
                        file.lineOf(name),
                        "the routeTemplate \"" + ref + "\" has no parameter \"" + name + "\"; it has "
                                + String.join(", ", names));
            }
        }
        Set<String> missing = parameters.stream()
                .filter(parameter -> parameter.getDefaultValue() == null && parameter.isRequired())
                .map(RouteTemplateParameterDefinition::getName)
                .filter(name -> !given.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!missing.isEmpty()) {
            throw new RouteMistake(
                    file.lineOf(instance.getRouteId()),
                    "the routeTemplate \"" + ref + "\" needs the parameters " + String.join(", ", missing));
        }
    }

    private String known(List<RouteTemplateDefinition> own) {
        Set<String> ids =
                own.stream().map(RouteTemplateDefinition::getId).collect(Collectors.toCollection(TreeSet::new));
        byFile.keySet().forEach(file -> ids.addAll(idsOf(file)));
        return ids.isEmpty() ? "; none of the files has one" : "; there is " + String.join(", ", ids);
    }

    private static List<RouteTemplateParameterDefinition> parameters(RouteTemplateDefinition template) {
        return Optional.ofNullable(template.getTemplateParameters()).orElse(List.of());
    }

    /** A template by its id. */
    Optional<RouteTemplateDefinition> find(String id) {
        return byFile.values().stream().flatMap(of -> find(id, of).stream()).findFirst();
    }

    private static Optional<RouteTemplateDefinition> find(String id, List<RouteTemplateDefinition> among) {
        return among.stream().filter(template -> id.equals(template.getId())).findFirst();
    }

    Set<String> idsOf(String file) {
        return byFile.getOrDefault(file, List.of()).stream()
                .map(RouteTemplateDefinition::getId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A file has these templates now. */
    void take(String file, List<RouteTemplateDefinition> own) {
        byFile.put(file, own);
    }

    /** A file has none any more. */
    void forget(String file) {
        Optional.ofNullable(byFile.remove(file)).ifPresent(this::leaveModel);
    }

    /** Takes templates of these ids out of Camel, which would keep old and new side by side. */
    void leaveModel(List<RouteTemplateDefinition> old) {
        model.getRouteTemplateDefinitions().removeIf(template -> find(String.valueOf(template.getId()), old)
                .isPresent());
    }
}
