package io.b24hub.bitrix;

import io.b24hub.bitrix.RestAnswer.Bad;
import io.b24hub.bitrix.RestAnswer.Good;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a batch's answer apart. Each of its five maps may be an object, or a list when PHP found no names in it, which an
 * empty one never has. A failed command stands in {@code result_error} only.
 *
 * <p>Immutable and thread-safe.
 */
final class BatchAnswer {

    private static final String MISSING = "the answer to the batch says nothing of this call";
    private static final String MISSING_ADVICE = "The portal failed; if it stays so, ask Bitrix24 support.";

    private final ErrorTable errors;
    private final Map<?, ?> results;
    private final Map<?, ?> failures;
    private final Map<?, ?> totals;
    private final Map<?, ?> nexts;
    private final Map<?, ?> times;

    BatchAnswer(RestResult whole, ErrorTable errors) {
        this.errors = errors;
        Map<?, ?> parts = map(whole.result());
        results = map(parts.get("result"));
        failures = map(parts.get("result_error"));
        totals = map(parts.get("result_total"));
        nexts = map(parts.get("result_next"));
        times = map(parts.get("result_time"));
    }

    /** What became of one command. */
    RestAnswer of(String key, String method) {
        Object failure = failures.get(key);
        if (failure instanceof Map<?, ?> error) {
            Object text = error.get("error_description");
            return new Bad(errors.classify(method, 200, error.get("error"), text == null ? "" : text.toString()));
        }
        if (failure != null) {
            return new Bad(errors.classify(method, 200, failure, ""));
        }
        if (!results.containsKey(key)) {
            return new Bad(new RestError(200, "", MISSING, RestErrorClass.TEMPORARY, false, MISSING_ADVICE));
        }
        return new Good(new RestResult(
                results.get(key),
                AnswerReader.next(nexts.get(key)),
                AnswerReader.whole(totals.get(key)),
                time(times.get(key))));
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private static Map<String, Object> time(Object value) {
        return value instanceof Map<?, ?> time ? (Map<String, Object>) time : Map.of();
    }

    private static Map<?, ?> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        Map<String, Object> map = new HashMap<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> map.put(String.valueOf(map.size()), element));
        }
        return map;
    }
}
