package io.b24hub.validate;

import io.b24hub.failure.HubException;
import io.b24hub.route.BadRoutes;
import io.b24hub.route.RouteFile;
import io.b24hub.route.RouteProblem;
import io.b24hub.route.RouteSurvey;
import io.b24hub.settings.SettingsSource;
import io.b24hub.template.MessageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Checks the files of a routes folder against everything that is known without running them. Connects nowhere and changes
 * nothing.
 *
 * <p>Not thread-safe.
 */
public final class RouteValidation {

    private final Path dir;
    private final Map<String, List<String>> byScheme;
    private final SettingsSource source;
    private final Settings settings;
    private final PlaceholderRule placeholders;
    private final PortalRule portal;
    private Optional<Costly> costly = Optional.empty();

    /** Rules that take a moment to get ready. */
    private record Costly(SchemaRule schema, OptionRule options) {}

    /**
     * @param dir the routes folder
     * @param byScheme settings that a connector needs, by its scheme
     * @param source the hub's settings
     */
    public RouteValidation(Path dir, Map<String, List<String>> byScheme, SettingsSource source) {
        this.dir = dir;
        this.byScheme = Map.copyOf(byScheme);
        this.source = source;
        this.settings = new Settings(source);
        this.placeholders = new PlaceholderRule(settings);
        this.portal = new PortalRule(settings.portals());
    }

    /**
     * Checks everything, files of flows that are off too. Takes about two seconds in a new process.
     *
     * @throws BadRoutes when the folder cannot be read
     */
    public ValidationReport all() {
        List<RouteFile> files = files();
        Remarks remarks = new Remarks();
        List<YamlFile> trees = quick(files, remarks);
        costly(files, trees, remarks);
        templates(files, trees, remarks);
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            context.disableJMX();
            context.build();
            SimpleRule simple = new SimpleRule(context, settings);
            trees.forEach(tree -> simple.look(tree, remarks));
        } catch (IOException e) {
            throw new HubException("Camel cannot read expressions: " + e.getMessage(), e);
        }
        // what the rules above did not see, in the words of those who will load the files
        for (RouteProblem problem : new RouteSurvey(dir, byScheme, source::find).misread(files)) {
            boolean java = problem.file().endsWith(".java");
            if (java || !remarks.hasError(problem.file())) {
                remarks.error(problem.file(), problem.line(), problem.reason(), "");
            }
        }
        return new ValidationReport(files.size(), remarks.all());
    }

    /**
     * Checks what costs little and what loading the files does not find out, but for files that are switched off.
     *
     * @throws BadRoutes when the folder cannot be read
     */
    public List<Remark> quick() {
        Remarks remarks = new Remarks();
        quick(files(), remarks);
        return remarks.all().stream()
                .filter(remark -> !new RouteFile(remark.file(), "").isSwitchedOff(source::find))
                .toList();
    }

    /** Checks one file as {@link #all} does, but for what the loading of it tells. */
    public List<Remark> of(RouteFile file) {
        Remarks remarks = new Remarks();
        List<YamlFile> trees = quick(List.of(file), remarks);
        costly(List.of(file), trees, remarks);
        return remarks.all();
    }

    private List<RouteFile> files() {
        try {
            return RouteFile.in(dir);
        } catch (IOException e) {
            throw new BadRoutes(List.of(new RouteProblem(dir.toString(), 0, e.getMessage())));
        }
    }

    private List<YamlFile> quick(List<RouteFile> files, Remarks remarks) {
        List<YamlFile> trees = new ArrayList<>();
        for (RouteFile file : files) {
            SecretRule.look(file, remarks);
            if (!file.isJava()) {
                YamlFile.read(file, remarks).ifPresent(trees::add);
            }
        }
        TemplateIndex templates = new TemplateIndex(trees);
        trees.forEach(tree -> quick(tree, templates, remarks));
        files.stream().filter(RouteFile::isJava).forEach(file -> {
            placeholders.look(file.name(), JavaFile.texts(file), Optional.empty(), false, remarks);
            addresses(file.name(), JavaFile.addresses(file), false, remarks);
        });
        return trees;
    }

    private void quick(YamlFile tree, TemplateIndex templates, Remarks remarks) {
        String name = tree.name();
        boolean template = tree.file().isTemplates();
        IdRule.look(tree, remarks);
        ValueRule.look(tree, remarks);
        Map<Integer, String> texts = new LinkedHashMap<>();
        Nodes.eachText(tree.root(), (text, line) -> texts.merge(line, text, (a, b) -> a + " " + b));
        placeholders.look(name, texts, TemplateIndex.parametersOf(tree), template, remarks);
        addresses(name, tree.addresses(tree.root()), template, remarks);
        templates.beginnings(tree).forEach(address -> portal.look(name, address.with(settings::fill), remarks));
        tree.top("templatedRoute").forEach(instance -> templates
                .of(instance)
                .filter(made -> !made.file().name().equals(name))
                .ifPresent(made -> needsOf(made, name, Nodes.line(instance), remarks)));
    }

    /** What a template needs is needed by the flows that are made of it. */
    private void needsOf(TemplateIndex.Template template, String file, int line, Remarks remarks) {
        Nodes.eachText(template.node(), (text, at) -> {
            for (Matcher matcher = Settings.PLACEHOLDER.matcher(text); matcher.find(); ) {
                String key = matcher.group(1);
                if (key.indexOf('.') >= 0 && matcher.group(2) == null && !settings.isSet(key)) {
                    placeholders.missing(file, line, key, remarks);
                }
            }
        });
        template.file().addresses(template.node()).forEach(address -> needs(file, line, address, remarks));
    }

    private void addresses(String file, List<Address> addresses, boolean template, Remarks remarks) {
        for (Address written : addresses) {
            Address address = written.with(settings::fill);
            portal.look(file, address, remarks);
            if (!template) {
                needs(file, address.line(), address, remarks);
            }
        }
    }

    private void needs(String file, int line, Address address, Remarks remarks) {
        Stream.of(address.scheme(), address.scheme() + ":" + address.path())
                .flatMap(place -> byScheme.getOrDefault(place, List.of()).stream())
                .map(key -> key.replace("<name>", address.path()))
                .filter(key -> !settings.isSet(key))
                .forEach(key -> placeholders.missing(file, line, key, remarks));
    }

    private void costly(List<RouteFile> files, List<YamlFile> trees, Remarks remarks) {
        Costly rules = costly.orElseGet(() -> new Costly(new SchemaRule(), new OptionRule()));
        costly = Optional.of(rules);
        trees.forEach(tree -> rules.schema().look(tree, remarks));
        addresses(files, trees)
                .forEach((file, all) ->
                        all.forEach(address -> rules.options().look(file, address.with(settings::fill), remarks)));
    }

    private void templates(List<RouteFile> files, List<YamlFile> trees, Remarks remarks) {
        TemplateRule rule = new TemplateRule(new MessageFiles(dir.resolve("messages")));
        rule.look(remarks);
        Map<String, List<Address>> addresses = addresses(files, trees);
        addresses.forEach(
                (file, all) -> all.forEach(address -> rule.look(file, address.with(settings::fill), remarks)));
    }

    private static Map<String, List<Address>> addresses(List<RouteFile> files, List<YamlFile> trees) {
        Map<String, List<Address>> addresses = new HashMap<>();
        trees.forEach(tree -> addresses.put(tree.name(), tree.addresses(tree.root())));
        files.stream().filter(RouteFile::isJava).forEach(file -> addresses.put(file.name(), JavaFile.addresses(file)));
        return addresses;
    }
}
