package io.b24hub.silence;

import io.b24hub.intake.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what is wrong with a silent portal, and why.
 *
 * @param lively whether anything at all came from it lately
 * @param otherPortals whether anything came from others
 * @param refused when a call of it was refused last, by reason
 */
record SilenceReport(
        String portal,
        PortalEar ear,
        Instant now,
        boolean lively,
        boolean otherPortals,
        Map<Refusal, Instant> refused,
        Watchdog.Surroundings surroundings) {

    /** @param silent what was found of families; empty when nothing at all came for too long */
    String text(Map<String, Finding> silent) {
        if (silent.isEmpty()) {
            Instant from = ear.silentFrom();
            return "Portal " + portal + " has sent no event since " + time(from) + "; hub.portal." + portal
                    + ".expect-event-every is exceeded." + causes(from, false, false);
        }
        Instant from = silent.keySet().stream()
                .map(ear::silentFrom)
                .min(Instant::compareTo)
                .orElseThrow();
        double missed = silent.keySet().stream()
                .mapToDouble(key -> ear.missed(key, now))
                .max()
                .orElse(0);
        boolean isProven = silent.values().stream().anyMatch(found -> found.changed() > 0);
        boolean otherFamilies =
                lively && ear.last().filter(last -> last.isAfter(from)).isPresent();
        return "Portal " + portal + " has sent no event of " + String.join(", ", silent.keySet()) + " since "
                + time(from) + "; usually some would have come in " + Math.round(missed) + " minutes of that time. "
                + (isProven ? proof(silent) : doubt(silent)) + causes(from, otherFamilies, isProven);
    }

    private static String proof(Map<String, Finding> silent) {
        int changed = silent.values().stream().mapToInt(Finding::changed).sum();
        Instant newest = silent.values().stream()
                .map(Finding::newest)
                .max(Instant::compareTo)
                .orElseThrow();
        return "Yet at least " + changed + (changed == 1 ? " was" : " were") + " changed there, last at " + time(newest)
                + ".";
    }

    private static String doubt(Map<String, Finding> silent) {
        return "Whether anything changed cannot be told: "
                + silent.values().iterator().next().trouble();
    }

    private String causes(Instant from, boolean otherFamilies, boolean answersRest) {
        Set<Refusal> since = refused.entrySet().stream()
                .filter(each -> each.getValue().isAfter(from))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        StringBuilder text = new StringBuilder(" Likely causes:");
        int number = 1;
        for (String cause : Diagnosis.of(new Evidence(
                portal,
                now,
                since,
                surroundings.certificateEnds().get(),
                otherFamilies,
                otherPortals,
                surroundings.stopped().apply(portal),
                answersRest,
                surroundings.slow().test(portal)))) {
            text.append(' ').append(number++).append(". ").append(cause);
        }
        return text.toString();
    }

    private static Instant time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }
}
