package io.b24hub.validate;

import io.b24hub.settings.Units;
import io.b24hub.validate.Address.Option;
import io.b24hub.validate.ConnectorOptions.Connector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.util.TimeUtils;

/** Connectors that are not there, and options that a connector does not have or cannot have so. Not thread-safe. */
final class OptionRule {

    private final ConnectorOptions connectors = new ConnectorOptions();

    void look(String file, Address address, Remarks remarks) {
        String scheme = address.scheme();
        if (scheme.isEmpty() || address.text().indexOf(':') < 0 && !connectors.isInstalled(scheme)) {
            return;
        }
        Optional<Connector> connector = connectors.find(scheme);
        if (scheme.equals("bitrix24")) {
            // has a rule of its own: what an option means depends on where the address stands
            return;
        }
        if (connector.isPresent()) {
            path(file, address, connector.get(), remarks);
            address.options().forEach((name, option) -> option(file, address, name, option, connector.get(), remarks));
            required(file, address, connector.get(), remarks);
        } else if (!connectors.isInstalled(scheme)) {
            missing(file, address, scheme, remarks);
        }
    }

    private void missing(String file, Address address, String scheme, Remarks remarks) {
        Optional<String> artifact = connectors.artifact(scheme);
        if (artifact.isPresent()) {
            remarks.error(
                    file,
                    address.line(),
                    "the connector \"" + scheme + ":\" is not installed",
                    "put org.apache.camel:" + artifact.get()
                            + " of Camel's version, with what it depends on, into lib/");
        } else {
            remarks.error(
                    file,
                    address.line(),
                    "there is no connector \"" + scheme + ":\"",
                    Spelling.didYouMean(scheme, connectors.schemes()));
        }
    }

    private static void path(String file, Address address, Connector connector, Remarks remarks) {
        String path = address.path();
        if (connector.paths().isEmpty() || Address.isOpen(path)) {
            return;
        }
        if (connector.paths().stream().noneMatch(path::equalsIgnoreCase)) {
            remarks.error(
                    file,
                    address.line(),
                    "\"" + address.scheme() + ":\" has no \"" + path + "\"",
                    Spelling.closest(path, connector.paths())
                            .map(near -> "did you mean " + address.scheme() + ":" + near + "?")
                            .orElse("one of " + String.join(", ", new TreeSet<>(connector.paths()))));
        }
    }

    private static void option(
            String file, Address address, String name, Option option, Connector connector, Remarks remarks) {
        if (Address.isOpen(name)) {
            return;
        }
        BaseOptionModel known = connector.options().get(name);
        if (known == null) {
            unknown(file, address, name, option, connector, remarks);
            return;
        }
        problem(known, option.value()).ifPresent(words -> {
            String given = known.isSecret() ? "" : ", not \"" + option.value() + "\"";
            remarks.error(
                    file,
                    option.line(),
                    "\"" + name + "\" of " + address.scheme() + ": " + words + given,
                    near(known, option.value()));
        });
    }

    private static void unknown(
            String file, Address address, String name, Option option, Connector connector, Remarks remarks) {
        boolean prefixed = connector.options().values().stream()
                .anyMatch(each -> each.getPrefix() != null && name.startsWith(each.getPrefix()));
        // what belongs to a consumer itself, whatever the connector
        boolean scheduler = name.startsWith("scheduler.") || name.startsWith("consumer.");
        if (prefixed || scheduler) {
            return;
        }
        Set<String> names = connector.options().keySet();
        if (!connector.lenient()) {
            remarks.error(
                    file,
                    option.line(),
                    "there is no option \"" + name + "\" on " + address.scheme() + ":",
                    Spelling.didYouMean(name, names));
        } else if (!address.scheme().equals("bitrix24")
                && Spelling.closest(name, names).isPresent()) {
            remarks.warning(
                    file,
                    option.line(),
                    "\"" + name + "\" is no option of " + address.scheme() + ": and is sent to the far side as it is",
                    Spelling.didYouMean(name, names));
        }
    }

    private static Optional<String> problem(BaseOptionModel known, String value) {
        boolean multiple = known.isMultiValue();
        if (multiple || Address.isOpen(value) || value.startsWith("#")) {
            return Optional.empty();
        }
        if (known.getEnums() != null && !known.getEnums().isEmpty()) {
            return has(known.getEnums(), value) ? Optional.empty() : Optional.of("cannot have this value");
        }
        return switch (String.valueOf(known.getType())) {
            case "boolean" -> value.matches("(?i)true|false") ? Optional.empty() : Optional.of("must be true or false");
            case "integer" -> value.matches("[-+]?\\d+") ? Optional.empty() : Optional.of("must be a whole number");
            case "number" -> value.matches("[-+]?\\d+(\\.\\d+)?") ? Optional.empty() : Optional.of("must be a number");
            case "duration" -> isTime(value) ? Optional.empty() : Optional.of("must be a time, for example 10s");
            default -> Optional.empty();
        };
    }

    private static boolean has(List<String> values, String value) {
        String wanted = value.replace("-", "").replace("_", "");
        return values.stream()
                .anyMatch(each -> each.replace("-", "").replace("_", "").equalsIgnoreCase(wanted));
    }

    private static boolean isTime(String value) {
        try {
            TimeUtils.toMilliSeconds(value);
            return true;
        } catch (RuntimeException e) {
            try {
                Units.duration(value);
                return true;
            } catch (IllegalArgumentException notOurs) {
                return false;
            }
        }
    }

    private static String near(BaseOptionModel known, String value) {
        List<String> values = known.getEnums();
        return values == null || values.isEmpty()
                ? ""
                : Spelling.closest(value, values)
                        .map(each -> "did you mean " + each + "?")
                        .orElse("one of " + String.join(", ", values));
    }

    private static void required(String file, Address address, Connector connector, Remarks remarks) {
        Set<String> ofComponent = new TreeSet<>();
        connector.model().getComponentOptions().forEach(option -> ofComponent.add(option.getName()));
        boolean from = address.kind() == Address.Kind.FROM;
        connector.model().getEndpointParameterOptions().stream()
                .filter(option -> option.isRequired() && !ofComponent.contains(option.getName()))
                .filter(option -> !String.valueOf(option.getLabel()).contains(from ? "producer" : "consumer"))
                .filter(option -> !address.options().containsKey(option.getName()))
                .forEach(option -> remarks.error(
                        file,
                        address.line(),
                        "\"" + address.scheme() + ":\" needs the option \"" + option.getName() + "\"",
                        option.getDescription()));
        if (address.path().isBlank()) {
            connector.model().getEndpointPathOptions().stream()
                    .filter(option -> option.isRequired() && !address.options().containsKey(option.getName()))
                    .findFirst()
                    .ifPresent(option -> remarks.error(
                            file,
                            address.line(),
                            "\"" + address.scheme() + ":\" needs its " + option.getName() + " behind the colon",
                            "it is written " + connector.model().getSyntax()));
        }
    }
}
