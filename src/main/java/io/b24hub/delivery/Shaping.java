package io.b24hub.delivery;

import java.time.Duration;
import java.util.Optional;

/**
 * What a flow does when more comes in than its far side takes: while what waits would take longer than {@code maxBehind}
 * one by one, the flow gets digests, that is, long lists, each of which is one attempt and one message.
 *
 * @param maxBehind how far behind the flow may fall, from {@link #SHORTEST} to {@link #LONGEST}
 * @param digestSize most deliveries in a digest, at least 2
 * @param pace the slowest that is known of what the flow's destinations take, one message for each attempt; empty when it
 *     has to be measured
 */
public record Shaping(Duration maxBehind, int digestSize, Optional<Rate> pace) {

    /** Below that, digests would come and go with every burst. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Beyond that, a flow is not in time whatever it does. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public Shaping {
        if (maxBehind.compareTo(SHORTEST) < 0 || maxBehind.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("maxBehind must be from 1s to 1d, not " + maxBehind);
        }
        if (digestSize < 2 || digestSize > Batching.LARGEST) {
            throw new IllegalArgumentException(
                    "digestSize must be from 2 to " + Batching.LARGEST + ", not " + digestSize);
        }
    }
}
