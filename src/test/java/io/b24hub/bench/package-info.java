/**
 * Benchmarks of the whole hub: durable intake beside its baselines, reading within the portal's limit beside one call for
 * each event, start and idle memory, and the two hottest pieces of code. Run with {@code mvn -q -Pbench verify}; tables go
 * to {@code target/bench}. Nothing here runs in the normal build.
 */
package io.b24hub.bench;
