package io.b24hub.check;

import io.b24hub.check.Finding.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that was found, in the order in which it was looked at.
 *
 * @param findings all of it
 * @param restCalls calls that the check itself made, by portal
 * @param usable whether the configuration can be used at all; without it nothing else was looked at
 */
public record Report(List<Finding> findings, Map<String, Integer> restCalls, boolean usable) {

    public Report {
        findings = List.copyOf(findings);
        restCalls = Collections.unmodifiableMap(new LinkedHashMap<>(restCalls));
    }

    /** How many have a verdict. */
    public long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    /** For scripts: 0 when nothing failed, 1 when something did, 2 when the configuration cannot be used. */
    public int exitCode() {
        if (!usable) {
            return 2;
        }
        return count(Verdict.FAIL) > 0 ? 1 : 0;
    }
}
