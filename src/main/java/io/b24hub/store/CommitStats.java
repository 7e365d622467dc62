package io.b24hub.store;

import java.time.Duration;

/**
 * How committing goes. Times and sizes are those of the last few thousand commits.
 *
 * @param commits transactions that were committed since the store was opened
 * @param mean how long one takes, from its first statement until it is durable; zero before the first
 * @param slow 99 of 100 take no longer, to a quarter; zero before the first
 * @param groupSize how many changes one holds on average; 0 before the first
 */
public record CommitStats(long commits, Duration mean, Duration slow, double groupSize) {}
