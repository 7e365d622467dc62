package io.b24hub.settings;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads when the hub tells of itself. Not thread-safe. */
final class AlertsReader {

    private static final Pattern FAMILY =
            Pattern.compile("lead|deal|contact|company|quote|invoice|activity|task|call|item-\\d{1,9}");

    private final CheckedValues values;

    AlertsReader(CheckedValues values) {
        this.values = values;
    }

    AlertSettings read(Collection<String> portals) {
        Map<String, Duration> expected = new HashMap<>();
        Map<String, Set<String>> ignored = new HashMap<>();
        for (String portal : portals) {
            String prefix = "hub.portal." + portal + ".";
            values.parse(prefix + "expect-event-every", CheckedValues::positive)
                    .ifPresent(limit -> expected.put(portal, limit));
            ignored.put(portal, Set.copyOf(families(prefix + "silence-ignore")));
        }
        return new AlertSettings(
                values.value("hub.alerts.disk-free", Units::bytes, 0, 1L << 50),
                values.duration("hub.intake.answer-objective"),
                expected,
                ignored);
    }

    private List<String> families(String key) {
        List<String> families = values.list(key);
        families.stream()
                .filter(family -> !FAMILY.matcher(family).matches())
                .forEach(family -> values.problem(
                        key,
                        "names \"" + family
                                + "\"; possible are lead, deal, contact, company, quote, invoice, activity, task,"
                                + " call, and item- with the number of a smart process"));
        return families;
    }
}
