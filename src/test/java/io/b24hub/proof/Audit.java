package io.b24hub.proof;

import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalBooks.Entry;
import io.b24hub.emulator.PortalBooks.Fate;
import io.b24hub.emulator.PortalBooks.What;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.proof.Family.Act;
import io.b24hub.proof.RecordingSink.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds what flows got against the portal's books.
 *
 * <p>A <em>change</em> is what the portal itself can tell apart: an addition, an update or a deletion of one entity within
 * one second, and one move in the stage history. Of an entity that is gone, and of an update that a later one covers, nobody
 * can tell more than what a webhook told.
 */
final class Audit {

    /** The same answer of a portal may be on its way when the hub asks. */
    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    private static final int CONCURRENCY = 16;

    /** What the portal can tell apart. */
    private record Change(String entity, Act act, Instant second) {}

    private final LossyDays days;
    private final List<Entry> entries;
    private final Map<String, List<Bitrix24Event>> byFlow = new LinkedHashMap<>();
    private final Map<String, List<Bitrix24Event>> byEntity = new HashMap<>();
    private final Map<Change, List<Entry>> booked;
    private final List<String> problems = new ArrayList<>();
    private int repeated;

    Audit(LossyDays days) {
        this.days = days;
        entries = days.portal().books().entries();
        booked = entries.stream().collect(Collectors.groupingBy(this::change));
        Set<String> seen = new HashSet<>();
        for (Arrival arrival : days.sink().arrivals()) {
            if (!seen.add(arrival.flow() + " " + arrival.event().id())) {
                repeated++;
                continue;
            }
            byFlow.computeIfAbsent(arrival.flow(), f -> new ArrayList<>()).add(arrival.event());
            byEntity.computeIfAbsent(arrival.event().entity().key(), e -> new ArrayList<>())
                    .add(arrival.event());
        }
    }

    /** What is wrong; empty when nothing is. */
    List<String> problems() {
        problems.clear();
        entries.forEach(this::isTold);
        booked.keySet().forEach(this::isWithoutRepeat);
        byFlow.forEach((flow, events) -> events.forEach(this::happened));
        Family.withHistory().forEach(this::movesAreTold);
        if (repeated > CONCURRENCY * days.kills() * byFlow.size()) {
            problems.add(repeated + " deliveries were repeated, more than was in hand at " + days.kills() + " kills");
        }
        return List.copyOf(problems);
    }

    /** How many deliveries came again with the same event; only a kill explains that. */
    int repeated() {
        return repeated;
    }

    /** The events of a flow without repeats. */
    List<Bitrix24Event> events(String flow) {
        return byFlow.getOrDefault(flow, List.of());
    }

    /** All events without repeats. */
    Collection<List<Bitrix24Event>> events() {
        return byFlow.values();
    }

    /** What was lost before the hub could hear of it, or was told while it could not. */
    long unheard() {
        return entries.stream()
                .filter(entry -> entry.fate() != Fate.ACCEPTED && entry.fate() != Fate.SILENT)
                .count();
    }

    private void isTold(Entry entry) {
        boolean heard = entry.fate() == Fate.ACCEPTED;
        Act act = Family.act(entry.what());
        if (act == Act.DELETE) {
            check(!heard || has(change(entry)), "heard and not delivered: ", entry);
            return;
        }
        if (!heard && !exists(entry)) {
            return; // nobody can tell
        }
        if (act == Act.ADD) {
            long additions = told(entry).stream()
                    .filter(event -> Family.act(event) == Act.ADD)
                    .count();
            check(additions == 1, additions + " additions delivered for: ", entry);
        } else if (entry.kind() != Kind.CALL) {
            Instant second = second(entry.at());
            boolean told = told(entry).stream()
                    .anyMatch(event -> Family.act(event) != Act.MOVE
                            && Family.act(event) != Act.DELETE
                            && !event.occurredAt().isBefore(second));
            check(told, "update not delivered: ", entry);
        }
    }

    private void isWithoutRepeat(Change change) {
        List<Bitrix24Event> told = byEntity.getOrDefault(change.entity(), List.of()).stream()
                .filter(event -> Family.act(event) == change.act()
                        && second(event.occurredAt()).equals(change.second()))
                .toList();
        boolean swept = told.stream().anyMatch(event -> event.origin() == Origin.SWEEP);
        int most = swept ? 1 : booked.get(change).size();
        if (told.size() > most) {
            problems.add("told " + told.size() + " times: " + change + " " + told);
        }
        told.stream()
                .filter(event -> event.origin() == Origin.SWEEP)
                .forEach(event -> healedOnlyWhatWasUnheard(change, event));
    }

    private void healedOnlyWhatWasUnheard(Change change, Bitrix24Event event) {
        booked.get(change).stream()
                .filter(entry -> entry.fate() == Fate.ACCEPTED)
                .filter(entry ->
                        entry.at().plusMillis(entry.held()).plus(AT_ONCE).isBefore(event.receivedAt()))
                .findFirst()
                .ifPresent(entry -> problems.add("healed what had been heard: " + entry + " " + event));
    }

    private void happened(Bitrix24Event event) {
        if (Family.act(event) != Act.MOVE) {
            Change change = new Change(event.entity().key(), Family.act(event), second(event.occurredAt()));
            if (!booked.containsKey(change)) {
                problems.add("never happened: " + change + " " + event);
            }
        }
    }

    private void movesAreTold(Family family) {
        Map<String, List<Entry>> moves = entries.stream()
                .filter(entry -> entry.kind() == family.kind())
                .filter(entry -> entry.what() == What.STAGE_MOVED || entry.what() == What.FUNNEL_MOVED)
                .collect(Collectors.groupingBy(this::entity, LinkedHashMap::new, Collectors.toList()));
        moves.forEach((entity, all) -> {
            List<String> happened = all.stream()
                    .map(entry -> entry.stage() + " " + second(entry.at()))
                    .toList();
            List<String> told = byEntity.getOrDefault(entity, List.of()).stream()
                    .filter(event -> Family.act(event) == Act.MOVE)
                    .map(event -> text(event, "TO_STAGE_ID") + " " + event.occurredAt())
                    .toList();
            boolean complete = exists(all.get(0)) ? told.equals(happened) : isPartOf(told, happened);
            if (!complete) {
                problems.add("moves of " + entity + " were " + happened + " and told as " + told);
            }
        });
    }

    private static boolean isPartOf(List<String> told, List<String> happened) {
        return told.size() <= happened.size()
                && happened.subList(0, told.size()).equals(told);
    }

    private void check(boolean good, String what, Entry entry) {
        if (!good) {
            problems.add(what + entry + " " + told(entry));
        }
    }

    private boolean exists(Entry entry) {
        return days.portal().records().find(entry.kind(), entry.id()).isPresent();
    }

    private boolean has(Change change) {
        return byEntity.getOrDefault(change.entity(), List.of()).stream()
                .anyMatch(event -> Family.act(event) == change.act()
                        && second(event.occurredAt()).equals(change.second()));
    }

    private List<Bitrix24Event> told(Entry entry) {
        return byEntity.getOrDefault(entity(entry), List.of());
    }

    private Change change(Entry entry) {
        return new Change(entity(entry), Family.act(entry.what()), second(entry.at()));
    }

    private String entity(Entry entry) {
        Family family = Family.of(entry.kind());
        if (entry.kind() == Kind.CALL) {
            return family.entityKey(days.portal()
                    .records()
                    .find(Kind.CALL, entry.id())
                    .map(row -> String.valueOf(row.get("CALL_ID")))
                    .orElseThrow());
        }
        return family.entityKey(String.valueOf(entry.id()));
    }

    private static String text(Bitrix24Event event, String field) {
        return event.data() instanceof Map<?, ?> data ? String.valueOf(data.get(field)) : "";
    }

    static Instant second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }
}
