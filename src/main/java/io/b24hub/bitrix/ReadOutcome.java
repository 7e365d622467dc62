package io.b24hub.bitrix;

import java.util.Map;

/** What reading one entity came to. That it is gone, or closed to us, is an outcome, not a failure. */
public sealed interface ReadOutcome {

    /**
     * The entity as it is now, which may be later than the event.
     *
     * @param fields names and values as sent; values may be null
     */
    record Found(Map<String, Object> fields) implements ReadOutcome {}

    /** It does not exist any more, or the webhook's owner does not see it: some methods do not tell these apart. */
    record Gone() implements ReadOutcome {}

    /**
     * It may exist, and the webhook's owner has no right to it.
     *
     * @param reason what the portal said and what a person can do; holds no secret
     */
    record Unreadable(String reason) implements ReadOutcome {}
}
