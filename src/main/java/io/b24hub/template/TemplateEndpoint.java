package io.b24hub.template;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Make a message or a row of the current event, from a file.
 *
 * <p>The file is {@code routes/messages/<language>/<name>.html}, {@code .txt} or {@code .row.yaml}, in the language of the
 * event's portal.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "template",
        title = "Message Template",
        syntax = "template:name",
        category = {Category.TRANSFORMATION},
        producerOnly = true)
public class TemplateEndpoint extends DefaultEndpoint {

    @UriPath(description = "The file's name without folder and ending, for example new-lead.")
    @Metadata(required = true)
    private final String name;

    @UriParam(
            description = "The language to write in, the name of a folder in routes/messages. Without it that of the"
                    + " portal the event came from, then en, then any.")
    private String language;

    @UriParam(
            description =
                    "Name of a portal in the configuration whose language and time zone count, where no event is in"
                            + " hand. With one portal only it need not be named.")
    private String portal;

    @UriParam(
            defaultValue = "false",
            description =
                    "Only for rows: whether entities that are gone, or that the webhook's owner may not read, give"
                            + " rows too. Without it they are left out.")
    private boolean gone;

    public TemplateEndpoint(String uri, TemplateComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public Producer createProducer() {
        return new TemplateProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("template: makes messages (to); it tells of no events (from)");
    }

    @Override
    public boolean isSingleton() {
        return true;
    }

    private TemplateComponent component() {
        return (TemplateComponent) getComponent();
    }

    /** Where the readers are. */
    PortalPlace place(Optional<String> eventPortal) {
        Map<String, PortalPlace> places = component().places();
        if (portal != null && !places.containsKey(portal)) {
            throw new IllegalArgumentException("There is no portal \"" + portal + "\" in the configuration; template:"
                    + name + " can have the portal " + String.join(", ", places.keySet()));
        }
        return Optional.ofNullable(portal)
                .or(() -> eventPortal)
                .map(places::get)
                .or(() -> places.values().stream().findFirst())
                .orElseGet(() -> new PortalPlace(Locale.ENGLISH, ZoneOffset.UTC));
    }

    /** How many portals the hub has. */
    int portals() {
        return component().places().size();
    }

    /** The newest good text, in the language of the readers. */
    Template template(PortalPlace place) {
        return component().files().find(name, Optional.ofNullable(language), place);
    }

    public String getName() {
        return name;
    }

    public String getLanguage() {
        return language;
    }

    public void setLanguage(String language) {
        this.language = language;
    }

    public String getPortal() {
        return portal;
    }

    public void setPortal(String portal) {
        this.portal = portal;
    }

    public boolean isGone() {
        return gone;
    }

    public void setGone(boolean gone) {
        this.gone = gone;
    }
}
