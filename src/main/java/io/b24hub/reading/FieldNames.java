package io.b24hub.reading;

import io.b24hub.bitrix.MadeCalls;
import io.b24hub.event.EntityRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Finds what to show for the ids in an entity's fields: {@code STAGE_ID} to {@code Deal won}. A field with several ids gets
 * all names with commas between them. An id without a name stands for itself. Fields without an id are left out.
 *
 * <p>Thread-safe.
 */
final class FieldNames {

    private final Dictionaries dictionaries;
    private final MadeCalls made;

    /** @param made hears of the calls that it takes */
    FieldNames(Dictionaries dictionaries, MadeCalls made) {
        this.dictionaries = dictionaries;
        this.made = made;
    }

    /** One id, and where its name comes from. */
    private record Asked(String field, String id, CompletionStage<Optional<String>> name) {}

    /**
     * @param described what the portal says of the fields, as far as it says anything
     * @return never completes exceptionally
     */
    CompletionStage<Map<String, String>> of(
            EntityRef entity, Map<String, Object> fields, Map<String, FieldList.Field> described) {
        Map<String, String> people = peopleInside(fields);
        List<Asked> asked = new ArrayList<>();
        fields.forEach((field, value) -> meaning(entity, field, described).ifPresent(meaning -> ids(value).stream()
                .filter(meaning::isId)
                .forEach(id -> asked.add(new Asked(field, id, name(entity, meaning, id, people))))));
        return CompletableFuture.allOf(
                        asked.stream().map(a -> a.name().toCompletableFuture()).toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> joined(asked));
    }

    private static Optional<Meaning> meaning(EntityRef entity, String field, Map<String, FieldList.Field> described) {
        FieldList.Field known = described.get(field);
        return known == null ? Meaning.of(field, entity) : Optional.of(Meaning.of(field, known));
    }

    private CompletionStage<Optional<String>> name(
            EntityRef entity, Meaning meaning, String id, Map<String, String> people) {
        if (meaning.what() == Meaning.What.PERSON && people.containsKey(id)) {
            return CompletableFuture.completedFuture(Optional.of(people.get(id)));
        }
        return meaning.dictionary(entity, id)
                .map(dictionary -> dictionaries.name(dictionary, id, made))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        Optional.ofNullable(meaning.items().get(id))));
    }

    private static Map<String, String> joined(List<Asked> asked) {
        return asked.stream()
                .collect(Collectors.groupingBy(
                        Asked::field,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                a -> a.name().toCompletableFuture().join().orElse(a.id()), Collectors.joining(", "))));
    }

    /** A value as ids: PHP writes an empty list as false, and a list with gaps as an object. */
    private static List<String> ids(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().flatMap(one -> ids(one).stream()).toList();
        }
        return value instanceof String || value instanceof Number
                ? List.of(value.toString().strip())
                : List.of();
    }

    /** People that the answer itself names, as {@code tasks.task.get} does with two of them: no need to ask. */
    private static Map<String, String> peopleInside(Map<String, Object> fields) {
        Map<String, String> people = new LinkedHashMap<>();
        for (String role : List.of("creator", "responsible")) {
            if (fields.get(role) instanceof Map<?, ?> person
                    && person.get("id") instanceof String id
                    && person.get("name") instanceof String name
                    && !name.isBlank()) {
                people.put(id, name);
            }
        }
        return people;
    }
}
