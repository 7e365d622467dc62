package io.b24hub.change;

import java.time.Duration;

/**
 * When a flow wakes itself.
 *
 * @param echoWindow how long after a write an event of the entity may be its echo
 * @param fuse so many writes of one flow to one entity
 * @param fuseTime in this time
 */
public record LoopLimits(Duration echoWindow, int fuse, Duration fuseTime) {}
