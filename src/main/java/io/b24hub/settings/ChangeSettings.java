package io.b24hub.settings;

import java.time.Duration;

/**
 * What is remembered of entities and of writes to the portal.
 *
 * @param snapshots how long what a flow saw of an entity is kept
 * @param echoWindow how long after a write an event may be its echo
 * @param fuse so many writes of one flow to one entity are a loop
 * @param fuseTime in this time
 */
public record ChangeSettings(Duration snapshots, Duration echoWindow, int fuse, Duration fuseTime) {}
