package io.b24hub.validate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.tooling.model.ApiMethodModel;
import org.apache.camel.tooling.model.ApiModel;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;

/**
 * What is known of connectors: the options of those that are installed, which every component's jar describes, with what
 * the hub adds to them ({@code added-options.properties}); and which jar brings those that are not.
 *
 * <p>Not thread-safe: descriptions are read when they are first asked for.
 */
final class ConnectorOptions {

    private static final String SERVICES = "META-INF/services/org/apache/camel/component/";

    private final Properties artifacts = read("connectors.properties");
    private final Properties added = read("added-options.properties");
    private final Map<String, Optional<Connector>> known = new HashMap<>();

    /**
     * An installed connector.
     *
     * @param options by name
     * @param paths what may stand before the question mark, when that is a list; empty when it is free
     * @param lenient whether it takes options that it does not describe
     */
    record Connector(ComponentModel model, Map<String, BaseOptionModel> options, Set<String> paths, boolean lenient) {}

    /** An installed connector; empty for one that is not installed. */
    Optional<Connector> find(String scheme) {
        return known.computeIfAbsent(scheme, this::load);
    }

    /** The artifact of org.apache.camel that brings a connector. */
    Optional<String> artifact(String scheme) {
        return Optional.ofNullable(artifacts.getProperty(scheme));
    }

    /** All schemes that Camel has. */
    Set<String> schemes() {
        Set<String> schemes = new HashSet<>(artifacts.stringPropertyNames());
        schemes.add("bitrix24");
        return schemes;
    }

    /** Whether a component of this name is there, described or not. */
    boolean isInstalled(String scheme) {
        return resource(SERVICES + scheme).isPresent();
    }

    private Optional<Connector> load(String scheme) {
        return resource(SERVICES + scheme).flatMap(text -> {
            Properties service = properties(text);
            String type = service.getProperty("class", "");
            String folder =
                    type.substring(0, Math.max(0, type.lastIndexOf('.'))).replace('.', '/');
            return resource("META-INF/" + folder + "/" + scheme + ".json")
                    .map(JsonMapper::generateComponentModel)
                    .map(model -> connector(scheme, model));
        });
    }

    private Connector connector(String scheme, ComponentModel model) {
        Map<String, BaseOptionModel> options = new TreeMap<>();
        Set<String> paths = new HashSet<>();
        model.getEndpointPathOptions().forEach(option -> options.put(option.getName(), option));
        model.getComponentOptions().forEach(option -> options.put(option.getName(), option));
        model.getEndpointParameterOptions().forEach(option -> options.put(option.getName(), option));
        for (ApiModel api : model.getApiOptions()) {
            for (ApiMethodModel method : api.getMethods()) {
                paths.add(api.getName() + "/" + method.getName());
                method.getOptions().forEach(option -> options.putIfAbsent(option.getName(), option));
            }
            // Camel takes the names that it derives from a method's too: data/append for appendRow
            api.getAliases().forEach(alias -> paths.add(api.getName() + "/" + alias));
        }
        added.stringPropertyNames().stream()
                .filter(key -> key.startsWith(scheme + "."))
                .forEach(key -> options.put(key.substring(scheme.length() + 1), option(added.getProperty(key))));
        if (!paths.isEmpty() && added.containsKey(scheme + "/paths")) {
            paths.addAll(Set.of(added.getProperty(scheme + "/paths").split(",")));
        }
        return new Connector(model, options, paths, model.isLenientProperties());
    }

    private static BaseOptionModel option(String kind) {
        BaseOptionModel option = new ComponentModel.EndpointOptionModel();
        option.setKind("parameter");
        if (kind.contains("|")) {
            option.setType("enum");
            option.setEnums(java.util.List.of(kind.split("\\|")));
        } else {
            option.setType(kind);
        }
        return option;
    }

    private static Properties read(String name) {
        try (InputStream in = ConnectorOptions.class.getResourceAsStream(name)) {
            return properties(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new java.io.StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static Optional<String> resource(String path) {
        try (InputStream in = ConnectorOptions.class.getClassLoader().getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
