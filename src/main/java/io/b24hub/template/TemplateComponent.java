package io.b24hub.template;

import io.b24hub.settings.PortalSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * Makes messages and rows of events, from files. Thread-safe once started.
 */
@Component("template")
public class TemplateComponent extends DefaultComponent {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

    private final Optional<MessageFiles> files;
    private final Map<String, PortalPlace> places = new LinkedHashMap<>();

    /** For tools that only look at options; a hub gives its files. */
    public TemplateComponent() {
        files = Optional.empty();
    }

    /** @param portals by name, with their languages and time zones */
    public TemplateComponent(MessageFiles files, Map<String, PortalSettings> portals) {
        this.files = Optional.of(files);
        portals.forEach((name, portal) -> places.put(name, PortalPlace.of(portal)));
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        // the name becomes the name of a file
        if (!NAME.matcher(remaining).matches()) {
            throw new IllegalArgumentException(
                    "\"" + remaining + "\" is not the name of a template; write the file's name"
                            + " without folder and ending, in lower-case letters, digits and dashes: template:new-lead");
        }
        TemplateEndpoint endpoint = new TemplateEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        if (files.isPresent()) {
            files.get().demand(remaining, Optional.ofNullable(endpoint.getLanguage()));
            endpoint.place(Optional.empty());
        }
        return endpoint;
    }

    MessageFiles files() {
        return files.orElseThrow(() -> new IllegalStateException(
                "template: runs inside b24hub only; start the routes with it, not with a plain Camel runtime"));
    }

    /** Where the readers of each portal are. */
    Map<String, PortalPlace> places() {
        return places;
    }
}
