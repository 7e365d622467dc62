package io.b24hub.connector.pace;

import java.time.Duration;

/**
 * How many calls something takes in a time: a chat, a bot, an account. In any time of length {@code per} there are at most
 * {@code calls}.
 *
 * @param key what is limited, for example {@code telegram:-100123}; shown to people, so no secret. Equal limits with equal
 *     keys are counted together
 * @param calls at least 1; as many may go at once after a quiet time
 * @param per in which time, longer than nothing
 */
public record Limit(String key, int calls, Duration per) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException when nothing could ever pass
     */
    public Limit {
        if (calls < 1 || per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException(
                    "A limit must let at least one call pass in some time, not " + calls + " in " + per);
        }
    }
}
