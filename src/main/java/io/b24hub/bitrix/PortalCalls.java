package io.b24hub.bitrix;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Calls methods of one portal. What stands behind it decides how calls travel: one by one, or packed together.
 *
 * <p>Implementations are thread-safe and return at once.
 */
@FunctionalInterface
public interface PortalCalls {

    /**
     * Calls a method for something that just happened.
     *
     * @param method for example {@code crm.deal.get}
     * @param params become the JSON body; values are what JSON knows: maps, lists, text, numbers, booleans, null
     * @return the answer; completes exceptionally with {@link RestException}, and with nothing else
     */
    CompletionStage<RestResult> call(String method, Map<String, Object> params);

    /** Calls a method; an implementation that knows no lanes leaves them aside. */
    default CompletionStage<RestResult> call(RestCall call) {
        return call(call.method(), call.params());
    }
}
