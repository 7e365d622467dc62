/** Counts and times what happens, for Prometheus. */
package io.b24hub.metrics;
