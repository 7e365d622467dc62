package io.b24hub.reading;

import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.RestResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Fetches a portal's lists, all pages of them.
 *
 * <p>Thread-safe.
 */
final class DictionarySource {

    private static final int MOST_PAGES = 20;

    private final PortalCalls calls;

    DictionarySource(PortalCalls calls) {
        this.calls = calls;
    }

    /** Ids to names; rows without either are left out. */
    CompletionStage<Map<String, String>> names(Dictionary dictionary) {
        return page(dictionary, 0, 1, new LinkedHashMap<>());
    }

    private CompletionStage<Map<String, String>> page(
            Dictionary dictionary, int start, int page, Map<String, String> names) {
        Map<String, Object> arguments = new LinkedHashMap<>(dictionary.arguments());
        if (start > 0) {
            arguments.put("start", start);
        }
        return calls.call(dictionary.kind().method(), arguments).thenCompose(result -> {
            rows(dictionary.kind(), result).forEach(row -> add(dictionary.kind(), row, names));
            OptionalInt next = result.next();
            return next.isPresent() && next.getAsInt() > start && page < MOST_PAGES
                    ? page(dictionary, next.getAsInt(), page + 1, names)
                    : CompletableFuture.completedFuture(Collections.unmodifiableMap(names));
        });
    }

    private static List<?> rows(Dictionary.Kind kind, RestResult result) {
        Object rows = result.result();
        if (!kind.rows().isEmpty() && rows instanceof Map<?, ?> members) {
            rows = members.get(kind.rows());
        }
        return rows instanceof List<?> list ? list : List.of();
    }

    private static void add(Dictionary.Kind kind, Object row, Map<String, String> names) {
        if (row instanceof Map<?, ?> map) {
            String id = text(map.get(kind.idField()));
            String name = kind == Dictionary.Kind.PERSON ? person(map) : text(map.get(kind.nameField()));
            if (!id.isEmpty() && !name.isEmpty()) {
                names.put(id, name);
            }
        }
    }

    /** First and last name; the mail address of somebody who gave neither, as the portal itself shows them. */
    private static String person(Map<?, ?> row) {
        String name = (text(row.get("NAME")) + " " + text(row.get("LAST_NAME"))).strip();
        return name.isEmpty() ? text(row.get("EMAIL")) : name;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString().strip();
    }
}
