package io.b24hub.bitrix;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to read one entity.
 *
 * @param method for example {@code crm.item.get}
 * @param params its parameters, the id among them
 * @param resultPath where the entity stands in the answer: {@code result}, {@code result.item}, {@code result[0]}
 */
public record ReadPlan(String method, Map<String, Object> params, String resultPath) {

    public ReadPlan {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
}
