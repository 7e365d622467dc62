package io.b24hub.change;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventType.Action;
import io.b24hub.event.Origin;
import io.b24hub.event.Reading;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares what a flow reads of an entity with what it saw last.
 *
 * @param kept which fields count
 * @param select which fields were asked for; empty for all
 * @param action what happened to the entity
 * @param carriesOthers whether earlier events of the entity waited and were merged into this one
 */
record Sighting(Kept kept, List<String> select, Action action, boolean carriesOthers) {

    /**
     * Of an entity that the flow does not know, a stage counts as entered with this event when the portal says that it was
     * at most so long ago.
     */
    static final Duration JUST_MOVED = Duration.ofMinutes(5);

    /** The same where events were merged: the one that told of it may have waited long. */
    static final Duration MOVED_WHILE_WAITING = Duration.ofDays(1);

    /** When the stage changed last, and the fields that changed with it. */
    private static final Map<String, List<String>> STAGES = Map.of(
            "MOVED_TIME", List.of("STAGE_ID", "STATUS_ID", "STAGE_SEMANTIC_ID", "STATUS_SEMANTIC_ID"),
            "movedTime", List.of("stageId", "stageSemanticId"),
            "statusChangedDate", List.of("status", "realStatus"));

    private static final Set<String> SEMANTICS = Set.of("STAGE_SEMANTIC_ID", "STATUS_SEMANTIC_ID", "stageSemanticId");

    /** Most moves are from one stage in progress to another, which leaves this as it was. */
    private static final String IN_PROGRESS = "P";

    /** The event with {@code before} and {@code changed}. */
    Bitrix24Event compared(Bitrix24Event event, Optional<Snapshot> last) {
        Reading reading = event.reading();
        boolean there = !reading.gone() && !reading.unreadable();
        if (event.origin() == Origin.REPLAY || last.isEmpty()) {
            return there ? with(event, Map.of(), unknown(event)) : event;
        }
        Map<String, Object> before = new LinkedHashMap<>(last.get().fields());
        before.keySet().removeIf(field -> !kept.has(field));
        return with(event, before, there ? differing(reading.fields(), last.get()) : List.of());
    }

    private static Bitrix24Event with(Bitrix24Event event, Map<String, Object> before, List<String> changed) {
        return event.withReading(event.reading().withChanges(before, changed));
    }

    /** What is to be remembered, on top of what is. */
    Snapshot next(Map<String, Object> read, Optional<Snapshot> last) {
        if (kept.all() && wholeIsRead()) {
            Map<String, Object> wanted = new LinkedHashMap<>(read);
            wanted.keySet().removeAll(kept.fields());
            // not known, so that one that is no longer excluded has not changed when it is seen first
            return new Snapshot(true, wanted, kept.fields());
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        last.ifPresent(earlier -> fields.putAll(earlier.fields()));
        fields.putAll(read);
        (wholeIsRead() ? kept.fields() : select)
                .stream()
                        .filter(field -> !read.containsKey(field) && !field.contains("*"))
                        .forEach(field -> fields.put(field, null));
        fields.keySet().removeIf(field -> !kept.has(field));
        Set<String> left = new LinkedHashSet<>(last.map(Snapshot::left).orElse(Set.of()));
        left.removeAll(fields.keySet());
        return new Snapshot(kept.all() && last.map(Snapshot::whole).orElse(false), fields, left);
    }

    private boolean wholeIsRead() {
        return select.isEmpty() || select.contains("*");
    }

    private List<String> differing(Map<String, Object> read, Snapshot last) {
        Stream<String> others = wholeIsRead()
                ? last.fields().keySet().stream()
                : select.stream().filter(last::knows);
        return Stream.concat(read.keySet().stream(), others)
                .distinct()
                .filter(field -> counts(field) && last.knows(field))
                .filter(field -> !SameValues.same(last.fields().get(field), read.get(field)))
                .toList();
    }

    private boolean counts(String field) {
        return kept.has(field) && !QuietFields.has(field);
    }

    /** Of an entity without a past: all that is set of a new one, the stage of one that was moved just now. */
    private List<String> unknown(Bitrix24Event event) {
        Map<String, Object> read = event.fields();
        if (action == Action.ADD || event.origin() == Origin.REPLAY) {
            return read.keySet().stream()
                    .filter(field -> counts(field) && !SameValues.isNothing(read.get(field)))
                    .toList();
        }
        Instant since = event.occurredAt().minus(carriesOthers ? MOVED_WHILE_WAITING : JUST_MOVED);
        return STAGES.entrySet().stream()
                .filter(stage -> time(read.get(stage.getKey()))
                        .filter(moved -> !moved.isBefore(since))
                        .isPresent())
                .flatMap(stage -> stage.getValue().stream())
                .filter(field -> counts(field) && !SameValues.isNothing(read.get(field)))
                .filter(field -> !SEMANTICS.contains(field) || !IN_PROGRESS.equals(read.get(field)))
                .toList();
    }

    private static Optional<Instant> time(Object text) {
        try {
            return Optional.ofNullable(text)
                    .map(moment -> OffsetDateTime.parse(String.valueOf(moment)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
