package io.b24hub.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What the store remembers of a flow, so that its deliveries are made even while its route file is broken.
 *
 * @param id the route's id
 * @param portal the only portal it listens to; empty for all
 * @param events its event pattern as written, for example {@code ONCRMDEAL*}
 * @param source the route file's name relative to the routes folder
 * @param since when it was first seen
 */
public record FlowRecord(String id, Optional<String> portal, String events, String source, Instant since) {}
