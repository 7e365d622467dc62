package io.b24hub.sweep;

import java.time.Instant;
import java.util.Optional;

/**
 * What a person wants swept.
 *
 * @param portal which; empty for all
 * @param type which, as {@code deal}, {@code dynamic-147} or {@code stage-2}; empty for all that are swept by themselves
 * @param since changes since then, also those from before sweeping began; no cursor is moved then. Empty: what changed since
 *     the last sweep
 * @param dryRun whether to look only
 */
public record SweepRequest(Optional<String> portal, Optional<String> type, Optional<Instant> since, boolean dryRun) {}
