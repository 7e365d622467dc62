package io.b24hub.silence;

import java.time.Instant;
import java.util.Optional;

/**
 * How things stand with a portal's events.
 *
 * @param last when one came last, to any hub; up to five minutes late for those of another hub; empty for none
 * @param silence what is wrong, for a person; empty when nothing is
 */
public record Hearing(Optional<Instant> last, Optional<String> silence) {}
