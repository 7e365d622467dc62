package io.b24hub.silence;

import io.b24hub.intake.Refusal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the hub itself sees while a portal is silent.
 *
 * @param portal which
 * @param now the time
 * @param refusals why calls of this portal were refused since the silence began
 * @param certificateEnds of the intake's own certificate; empty when a proxy has it
 * @param otherFamilies whether other events of this portal arrive
 * @param otherPortals whether events of other portals arrive
 * @param stopped why the portal refuses all REST calls, as advice
 * @param answersRest whether it answered the question
 * @param slow whether answers take long, or events come late
 */
record Evidence(
        String portal,
        Instant now,
        Set<Refusal> refusals,
        Optional<Instant> certificateEnds,
        boolean otherFamilies,
        boolean otherPortals,
        Optional<String> stopped,
        boolean answersRest,
        boolean slow) {}
