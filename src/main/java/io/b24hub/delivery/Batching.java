package io.b24hub.delivery;

import java.time.Duration;

/**
 * How many deliveries a flow gets at once. A batch has one outcome for all; when it will not heal, it is cut in half again
 * and again until the culprit is alone.
 *
 * @param size most deliveries in a batch; 1 means that the flow gets them one by one
 * @param maxWait how long the first one waits for the batch to fill; zero takes what is there
 */
public record Batching(int size, Duration maxWait) {

    /** Most deliveries in a batch. */
    public static final int LARGEST = 1000;

    /** Longest wait for a batch to fill. */
    public static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** One by one. */
    public static final Batching NONE = new Batching(1, Duration.ZERO);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public Batching {
        if (size < 1 || size > LARGEST) {
            throw new IllegalArgumentException("batchSize must be from 1 to " + LARGEST + ", not " + size);
        }
        if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("batchWait must be from 0 to 1h, not " + maxWait);
        }
    }

    /** Whether the flow gets lists. */
    public boolean batches() {
        return size > 1;
    }
}
