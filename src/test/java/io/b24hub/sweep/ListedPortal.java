package io.b24hub.sweep;

import io.b24hub.bitrix.CallLane;
import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.RestCall;
import io.b24hub.bitrix.RestResult;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A portal's lists, with the filters that a sweep uses; pages have 50 rows. Its clock may differ from the hub's. */
final class ListedPortal implements PortalCalls {

    private static final int PAGE = 50;

    private final HubClock clock;
    private final Map<String, List<Map<String, Object>>> lists = new ConcurrentHashMap<>();
    private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
    final List<RestCall> calls = new CopyOnWriteArrayList<>();
    volatile Duration ahead = Duration.ZERO;
    volatile int pagesUntilFailure = Integer.MAX_VALUE;

    ListedPortal(HubClock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().plus(ahead);
    }

    /** As a portal in Moscow writes it. */
    static String written(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.ofHours(3)).toString();
    }

    /** A row in a list; one with the same id is replaced. */
    void put(String list, Map<String, Object> row) {
        List<Map<String, Object>> rows = lists.computeIfAbsent(list, name -> new CopyOnWriteArrayList<>());
        rows.removeIf(old -> id(old) == id(row) && id(row) != 0);
        rows.add(row);
    }

    void deal(long id, Instant created, Instant modified) {
        put(
                "crm.deal.list",
                Map.of("ID", String.valueOf(id), "DATE_CREATE", written(created), "DATE_MODIFY", written(modified)));
    }

    void fail(String list, RuntimeException failure) {
        failures.put(list, failure);
    }

    List<String> methods() {
        return calls.stream().map(RestCall::method).toList();
    }

    boolean onlySweeps() {
        return calls.stream().allMatch(call -> call.lane() == CallLane.SWEEP);
    }

    @Override
    public CompletionStage<RestResult> call(String method, Map<String, Object> params) {
        return call(RestCall.live(method, params));
    }

    @Override
    public CompletionStage<RestResult> call(RestCall call) {
        calls.add(call);
        if (failures.containsKey(call.method())) {
            return CompletableFuture.failedFuture(failures.get(call.method()));
        }
        if (--pagesUntilFailure < 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("the line is down"));
        }
        Map<String, Object> params = new LinkedHashMap<>();
        call.params().forEach((name, value) -> params.put(name.toLowerCase(Locale.ROOT), value));
        String list = call.method()
                + Optional.ofNullable(params.get("entitytypeid"))
                        .map(id -> "/" + id)
                        .orElse("");
        List<Map<String, Object>> rows = new ArrayList<>(lists.getOrDefault(list, List.of()).stream()
                .filter(row -> fits(row, (Map<?, ?>) params.getOrDefault("filter", Map.of())))
                .sorted(Comparator.comparingLong(ListedPortal::id))
                .toList());
        if (String.valueOf(params.get("order")).contains("DESC")) {
            java.util.Collections.reverse(rows);
        }
        List<Map<String, Object>> page = rows.stream().limit(PAGE).toList();
        Object result =
                switch (call.method()) {
                    case "crm.item.list", "crm.stagehistory.list" -> Map.of("items", page);
                    case "tasks.task.list" -> Map.of("tasks", page);
                    case "crm.type.list" -> Map.of("types", page);
                    default -> page;
                };
        return CompletableFuture.completedFuture(new RestResult(
                result, OptionalInt.empty(), OptionalLong.empty(), Map.of("date_start", written(now()))));
    }

    private static boolean fits(Map<String, Object> row, Map<?, ?> filter) {
        return filter.entrySet().stream()
                .allMatch(condition -> fits(row, String.valueOf(condition.getKey()), condition.getValue()));
    }

    private static boolean fits(Map<String, Object> row, String condition, Object wanted) {
        if (condition.startsWith(">=")) {
            return !moment(field(row, condition.substring(2))).isBefore(moment(wanted));
        }
        if (condition.startsWith(">")) {
            return id(row) > Long.parseLong(String.valueOf(wanted));
        }
        if (condition.startsWith("<=")) {
            return id(row) <= Long.parseLong(String.valueOf(wanted));
        }
        if (condition.startsWith("<")) {
            return id(row) < Long.parseLong(String.valueOf(wanted));
        }
        return String.valueOf(row.get(condition)).equals(String.valueOf(wanted));
    }

    /** Tasks are filtered by other names than they are shown with. */
    private static Object field(Map<String, Object> row, String name) {
        return Stream.of(name, name.equals("CHANGED_DATE") ? "changedDate" : name)
                .filter(row::containsKey)
                .map(row::get)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such field to filter by: " + name));
    }

    private static Instant moment(Object text) {
        return OffsetDateTime.parse(text.toString()).toInstant();
    }

    private static long id(Map<String, Object> row) {
        Object id = row.getOrDefault("ID", row.getOrDefault("id", 0));
        return Long.parseLong(String.valueOf(id));
    }
}
