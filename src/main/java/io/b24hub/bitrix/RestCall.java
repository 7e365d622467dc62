package io.b24hub.bitrix;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a REST method. Immutable, as far as the values in the parameters are.
 *
 * @param method for example {@code crm.deal.get}
 * @param params become the JSON body; values are what JSON knows: maps, lists, text, numbers, booleans, null
 * @param lane how urgent it is
 * @param notOlderThan what had happened by this time must show in the answer: when the event came that the call is for. A
 *     read may then share the answer of an equal one that left since. Empty: the answer must show all that had happened
 *     when the call was made
 * @param caller on whose behalf it is made
 */
public record RestCall(
        String method, Map<String, Object> params, CallLane lane, Optional<Instant> notOlderThan, Caller caller) {

    public RestCall {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /** A call on nobody's behalf. */
    public RestCall(String method, Map<String, Object> params, CallLane lane, Optional<Instant> notOlderThan) {
        this(method, params, lane, notOlderThan, Caller.NOBODY);
    }

    /** A call for something that just happened. */
    public static RestCall live(String method, Map<String, Object> params) {
        return new RestCall(method, params, CallLane.LIVE, Optional.empty());
    }

    /** The same call in another lane. */
    public RestCall in(CallLane other) {
        return new RestCall(method, params, other, notOlderThan, caller);
    }

    /** The same call, content with an answer of this age. */
    public RestCall notOlderThan(Instant time) {
        return new RestCall(method, params, lane, Optional.of(time), caller);
    }

    /** The same call on somebody's behalf. */
    public RestCall by(Caller other) {
        return new RestCall(method, params, lane, notOlderThan, other);
    }

    /** The same call with other parameters. */
    RestCall with(Map<String, Object> others) {
        return new RestCall(method, others, lane, notOlderThan, caller);
    }
}
