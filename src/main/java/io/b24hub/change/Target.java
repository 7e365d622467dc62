package io.b24hub.change;

import io.b24hub.event.EntityRef;
import io.b24hub.event.EventType.Action;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a call of the portal adds, changes or deletes.
 *
 * @param action which of them
 * @param type as in {@link EntityRef#type()}
 * @param typeId as in {@link EntityRef#typeId()}
 * @param id of the entity; empty while it is being added
 */
record Target(Action action, String type, int typeId, Optional<String> id) {

    private static final Pattern OLD = Pattern.compile("crm\\.(lead|deal|contact|company|quote|activity)\\.(\\w+)");
    private static final Pattern ITEM = Pattern.compile("crm\\.item\\.(\\w+)");
    private static final Pattern TASK = Pattern.compile("tasks\\.task\\.(\\w+)");
    private static final Map<String, Integer> TYPE_IDS =
            Map.of("lead", 1, "deal", 2, "contact", 3, "company", 4, "quote", 7, "activity", 0);
    private static final Map<Integer, String> TYPES =
            Map.of(1, "lead", 2, "deal", 3, "contact", 4, "company", 7, "quote", 31, "invoice");
    private static final Map<String, Action> VERBS =
            Map.of("add", Action.ADD, "update", Action.UPDATE, "delete", Action.DELETE);

    /**
     * Understands a call. Only methods of which the portal tells by an event of the same entity; with any other a change
     * that a person makes would be taken for its echo.
     */
    static Optional<Target> of(String method, Map<String, Object> parameters) {
        String name = method.toLowerCase(Locale.ROOT);
        Matcher old = OLD.matcher(name);
        Matcher item = ITEM.matcher(name);
        Matcher task = TASK.matcher(name);
        if (old.matches()) {
            return of(old.group(2), old.group(1), TYPE_IDS.get(old.group(1)), text(parameters, "id"));
        } else if (item.matches()) {
            int typeId = text(parameters, "entityTypeId")
                    .filter(number -> number.matches("\\d{1,9}"))
                    .map(Integer::parseInt)
                    .orElse(0);
            return typeId == 0
                    ? Optional.empty()
                    : of(item.group(1), TYPES.getOrDefault(typeId, "dynamic"), typeId, text(parameters, "id"));
        } else if (task.matches()) {
            return of(task.group(1), "task", 0, text(parameters, "taskId"));
        }
        return Optional.empty();
    }

    private static Optional<Target> of(String verb, String type, int typeId, Optional<String> id) {
        return Optional.ofNullable(VERBS.get(verb))
                .filter(action -> action == Action.ADD || id.isPresent())
                .map(action -> new Target(action, type, typeId, action == Action.ADD ? Optional.empty() : id));
    }

    // the portal takes names of parameters in either case
    private static Optional<String> text(Map<String, Object> parameters, String name) {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().equalsIgnoreCase(name) && parameter.getValue() != null)
                .map(parameter -> String.valueOf(parameter.getValue()).strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /**
     * The entity, when the call has succeeded.
     *
     * @param result what the portal answered; the id of what was added is in it
     */
    Optional<EntityRef> entity(Object result) {
        return id.or(() -> idIn(result)).map(known -> new EntityRef(type, typeId, known));
    }

    private static Optional<String> idIn(Object result) {
        if (result instanceof Map<?, ?> map) {
            return Optional.ofNullable(map.get("item"))
                    .or(() -> Optional.ofNullable(map.get("task")))
                    .or(() -> Optional.ofNullable(map.get("id")))
                    .flatMap(Target::idIn);
        }
        return Optional.ofNullable(result).map(String::valueOf).filter(text -> text.matches("[1-9]\\d{0,17}"));
    }

    /** Whether it may be this entity. */
    boolean mayBe(EntityRef entity) {
        return type.equals(entity.type())
                && typeId == entity.typeId()
                && id.map(entity.id()::equals).orElse(true);
    }
}
