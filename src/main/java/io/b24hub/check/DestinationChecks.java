package io.b24hub.check;

import io.b24hub.route.Destination;
import io.b24hub.route.SurveyedFile.Flow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hands every destination of the flows to the check that knows its kind. */
final class DestinationChecks {

    /** Steps inside the hub, and the portal's own calls. */
    private static final Set<String> INSIDE = Set.of(
            "bitrix24",
            "direct",
            "seda",
            "log",
            "bean",
            "class",
            "mock",
            "stub",
            "template",
            "ref",
            "language",
            "controlbus",
            "dataset",
            "dataformat",
            "validator",
            "xslt",
            "kamelet");

    private final List<DestinationCheck> checks;

    DestinationChecks(List<DestinationCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    void check(Collection<Flow> flows, Findings.Area findings) {
        Map<String, List<Use>> byScheme = new LinkedHashMap<>();
        for (Flow flow : flows) {
            for (Destination to : flow.to()) {
                byScheme.computeIfAbsent(to.scheme(), scheme -> new ArrayList<>())
                        .add(new Use(flow.id(), to));
            }
        }
        for (DestinationCheck check : checks) {
            List<Use> known = new ArrayList<>();
            check.schemes().stream().sorted().forEach(scheme -> {
                List<Use> uses = byScheme.remove(scheme);
                known.addAll(uses == null ? List.of() : uses);
            });
            if (!known.isEmpty()) {
                check.check(known, findings);
            }
        }
        byScheme.keySet().removeAll(INSIDE);
        byScheme.forEach((scheme, uses) -> unknown(scheme, uses, findings));
    }

    private static void unknown(String scheme, List<Use> uses, Findings.Area findings) {
        String flows = String.join(", ", uses.stream().map(Use::flow).distinct().toList());
        if (Use.isOpen(scheme)) {
            findings.skipped("destination", "decided at run time in " + flows);
        } else {
            findings.skipped(scheme, "there is no check for this connector; used by " + flows);
        }
    }
}
