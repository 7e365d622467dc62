package io.b24hub.check;

import java.util.List;
import java.util.Set;

/** Knows how to look at destinations of one kind. Sends nothing to people. */
interface DestinationCheck {

    /** The schemes it knows. */
    Set<String> schemes();

    /** Looks at all of them; each destination once, however many flows use it. */
    void check(List<Use> uses, Findings.Area findings);
}
