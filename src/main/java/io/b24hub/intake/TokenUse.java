package io.b24hub.intake;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of an accepted token: whether it may go.
 *
 * @param portal whose it is
 * @param fingerprint its short name; tells nothing of the token
 * @param calls calls let in with it by this process
 * @param lastUsed when a call was let in with it last, by any hub on the store, to the minute; empty for never
 */
public record TokenUse(String portal, String fingerprint, long calls, Optional<Instant> lastUsed) {}
