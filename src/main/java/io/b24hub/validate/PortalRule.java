package io.b24hub.validate;

import io.b24hub.component.bitrix24.FlowAddress;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventPattern;
import io.b24hub.validate.Address.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What stands in {@code bitrix24:} addresses: events and options of flows, methods and portals of steps. Immutable. */
final class PortalRule {

    private static final Set<String> LEDGER_OPTIONS = Set.of("days", "portal");
    private static final Set<String> READ_OPTIONS = FlowAddress.readOptions();

    private final EventCatalogue catalogue = EventCatalogue.load();
    private final RestMethods methods = new RestMethods();
    private final Set<String> portals;

    /** @param portals names of the configured portals */
    PortalRule(Set<String> portals) {
        this.portals = new TreeSet<>(portals);
    }

    void look(String file, Address address, Remarks remarks) {
        if (!address.scheme().equals("bitrix24")) {
            return;
        }
        if (address.kind() == Kind.FROM) {
            flow(file, address, remarks);
        } else {
            call(file, address, remarks);
        }
    }

    private void flow(String file, Address address, Remarks remarks) {
        Map<String, String> options = new LinkedHashMap<>();
        boolean open = Address.isOpen(address.path())
                || address.options().values().stream().anyMatch(option -> Address.isOpen(option.value()));
        address.options().forEach((name, option) -> {
            if (!Address.isOpen(option.value())) {
                options.put(name, option.value());
            }
        });
        String events = Address.isOpen(address.path()) ? "*" : address.path();
        FlowAddress.mistakes(events, options, portals)
                // what is open may be just what another option asks for
                .filter(mistake -> !open || !mistake.dependsOnOthers())
                .forEach(mistake -> remarks.error(
                        file,
                        address.options().containsKey(mistake.option())
                                ? address.options().get(mistake.option()).line()
                                : address.line(),
                        mistake.text(),
                        mistake.text().startsWith("there is no option")
                                ? Spelling.didYouMean(mistake.option(), FlowAddress.options())
                                : ""));
        if (!Address.isOpen(address.path())) {
            events(file, address.line(), address.path(), remarks);
        }
    }

    /** Events that nobody knows. */
    void events(String file, int line, String events, Remarks remarks) {
        try {
            EventPattern.parse(events);
        } catch (IllegalArgumentException e) {
            return;
        }
        Arrays.stream(events.split(",")).map(String::strip).forEach(name -> event(file, line, name, remarks));
    }

    private void event(String file, int line, String name, Remarks remarks) {
        if (name.indexOf('*') < 0) {
            if (catalogue.find(name).isEmpty()) {
                remarks.warning(
                        file,
                        line,
                        "no known event is called " + name + "; the flow waits for it all the same",
                        catalogue
                                .closest(name)
                                .map(known -> "did you mean " + known + "?")
                                .orElse(""));
            }
        } else if (catalogue.types().stream()
                .noneMatch(type -> EventPattern.parse(name).matches(type.event()))) {
            remarks.warning(
                    file,
                    line,
                    "no known event fits " + name,
                    catalogue
                            .closest(name.replace("*", ""))
                            .map(known -> "there is " + known)
                            .orElse(""));
        }
    }

    private void call(String file, Address address, Remarks remarks) {
        String method = address.path();
        Address.Option portal = address.options().get("portal");
        if (portal != null && !Address.isOpen(portal.value()) && !portals.contains(portal.value())) {
            remarks.error(
                    file,
                    portal.line(),
                    "there is no portal \"" + portal.value() + "\" in the configuration",
                    "hub.portals has " + String.join(", ", portals));
        }
        if (method.isBlank() || Address.isOpen(method)) {
            return;
        }
        if (method.equals("read")) {
            Address.Option names = address.options().get("names");
            if (names != null
                    && !Address.isOpen(names.value())
                    && !names.value().matches("true|false")) {
                remarks.error(file, names.line(), "\"names\" must be true or false", "");
            }
            address.options().keySet().stream()
                    .filter(name -> !READ_OPTIONS.contains(name))
                    .forEach(name -> remarks.error(
                            file,
                            address.options().get(name).line(),
                            "there is no option \"" + name + "\" on bitrix24:read",
                            Spelling.closest(name, READ_OPTIONS)
                                    .map(near -> "did you mean " + near + "?")
                                    .orElse("it has " + String.join(", ", READ_OPTIONS))));
        } else if (method.equals("ledger")) {
            address.options().keySet().stream()
                    .filter(name -> !LEDGER_OPTIONS.contains(name))
                    .forEach(name -> remarks.error(
                            file,
                            address.options().get(name).line(),
                            "there is no option \"" + name + "\" on bitrix24:ledger",
                            "it has days, portal"));
        } else if (!methods.knows(method)) {
            remarks.warning(
                    file,
                    address.line(),
                    "no known REST method is called " + method + "; a portal may have newer ones",
                    Spelling.closest(method, Set.of("read"))
                            .map(near -> "did you mean bitrix24:read?")
                            .or(() -> methods.closest(method).map(near -> "did you mean " + near + "?"))
                            .orElse(""));
        }
    }
}
