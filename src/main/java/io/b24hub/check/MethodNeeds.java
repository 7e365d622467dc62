package io.b24hub.check;

import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventPattern;
import io.b24hub.event.EventType;
import io.b24hub.event.EventType.Channel;
import io.b24hub.route.Destination;
import io.b24hub.route.SurveyedFile.Flow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which REST methods the flows call at which portal, found in their addresses: {@code bitrix24:<method>}, and for
 * {@code bitrix24:read} the methods that the catalogue knows for the flow's events.
 */
final class MethodNeeds {

    /**
     * One method that flows need.
     *
     * @param why how much hangs on it; the most of what all flows say
     * @param flows ids of the flows
     * @param scope the scope it belongs to
     */
    record Need(String method, Why why, Set<String> flows, String scope) {}

    /** How much hangs on a method, the least first. */
    enum Why {
        /** Only a wildcard takes in the event that it is for. */
        WILDCARD,
        /** It gives names for ids; without it a flow shows the ids. */
        NAMES,
        /** A flow names it or its event. */
        NAMED
    }

    private static final String READ = "read";
    private static final String LEDGER = "ledger";

    /** The one method behind names that needs a scope of its own. */
    private static final String PEOPLE = "user.get";

    private static final Map<String, String> SCOPES =
            Map.of("tasks", "task", "voximplant", "telephony", "userfieldconfig", "crm", "landing", "landing");

    private final EventCatalogue catalogue;
    private final Map<String, String> scopes = new LinkedHashMap<>();
    private final Map<String, Map<String, Need>> needs = new LinkedHashMap<>();
    private final Map<String, Set<String>> strangers = new TreeMap<>();
    private final List<String> open = new ArrayList<>();

    MethodNeeds(EventCatalogue catalogue, Collection<String> portals, Collection<Flow> flows) {
        this.catalogue = catalogue;
        catalogue.types().forEach(type -> Stream.of(type.read(), type.alternative())
                .flatMap(read -> read.stream())
                .forEach(read -> scopes.putIfAbsent(key(read.method()), type.scope())));
        portals.forEach(portal -> needs.put(portal, new TreeMap<>()));
        flows.forEach(this::add);
    }

    private void add(Flow flow) {
        for (Destination call : flow.to()) {
            if (!call.scheme().equals("bitrix24") || call.path().equals(LEDGER)) {
                continue;
            }
            if (Use.isOpen(call.path()) || Use.isOpen(call.option("portal"))) {
                open.add(flow.id());
                continue;
            }
            for (String portal : portals(flow, call)) {
                if (!needs.containsKey(portal)) {
                    strangers.computeIfAbsent(portal, name -> new TreeSet<>()).add(flow.id());
                } else if (call.path().equals(READ)) {
                    reads(flow).forEach((method, why) -> need(portal, method, why, flow.id()));
                    if (!call.option("names").equals("false")) {
                        need(portal, PEOPLE, Why.NAMES, flow.id());
                    }
                } else {
                    need(portal, call.path(), Why.NAMED, flow.id());
                }
            }
        }
    }

    private Collection<String> portals(Flow flow, Destination call) {
        return Stream.of(call.option("portal"), flow.from().option("portal"))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .<Collection<String>>map(List::of)
                .orElse(needs.keySet());
    }

    private Map<String, Why> reads(Flow flow) {
        if (!flow.from().scheme().equals("bitrix24")) {
            return Map.of();
        }
        EventPattern wanted = EventPattern.parse(flow.from().path());
        Set<String> named = wanted.exactNames().stream()
                .flatMap(name -> catalogue.find(name).stream())
                .map(EventType::event)
                .collect(Collectors.toSet());
        Map<String, Why> methods = new TreeMap<>();
        for (EventType type : catalogue.types()) {
            boolean certain = named.contains(type.event());
            boolean comes = type.channel() == Channel.WEBHOOK
                    || type.channel() == Channel.ROBOT
                    || type.channel() == Channel.SWEEP;
            if (certain || comes && wanted.matches(type.event())) {
                Why why = certain ? Why.NAMED : Why.WILDCARD;
                type.read().ifPresent(read -> methods.merge(read.method(), why, MethodNeeds::more));
            }
        }
        return methods;
    }

    private static Why more(Why one, Why other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void need(String portal, String method, Why why, String flow) {
        Map<String, Need> ofPortal = needs.get(portal);
        Need known = ofPortal.getOrDefault(key(method), new Need(method, why, Set.of(), scope(method)));
        Set<String> flows = new TreeSet<>(known.flows());
        flows.add(flow);
        ofPortal.put(key(method), new Need(method, more(known.why(), why), flows, known.scope()));
    }

    private String scope(String method) {
        String family = key(method).split("\\.", 2)[0];
        return scopes.getOrDefault(key(method), SCOPES.getOrDefault(family, family));
    }

    private static String key(String method) {
        return method.toLowerCase(Locale.ROOT);
    }

    /** What the flows call at a portal, by name. */
    List<Need> at(String portal) {
        return List.copyOf(needs.get(portal).values());
    }

    /** Portals that flows name and nobody configured, with the flows. */
    Map<String, Set<String>> strangers() {
        return strangers;
    }

    /** Flows that decide only at run time what they call. */
    List<String> open() {
        return List.copyOf(open);
    }
}
