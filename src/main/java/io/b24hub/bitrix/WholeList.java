package io.b24hub.bitrix;

import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Reads all pages of a list. The first one tells how many rows there are; the others leave together, so that fifty of them
 * travel in one batch. Rows come in the order of their ids, unless the call names another.
 *
 * <p>When rows come or go meanwhile, which shows in the totals, all of it is read again, so that no row is missing or there
 * twice; after {@value #ROUNDS} rounds the call fails, to be tried later. A list that is longer than allowed fails at once:
 * a part of it that looks like the whole would make sums wrong.
 *
 * <p>Immutable and thread-safe. Memory holds the whole list.
 */
public final class WholeList {

    /** Most rows that may be asked for. */
    public static final int MOST = 50_000;

    private static final int PAGE = 50;
    private static final int ROUNDS = 3;
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final PortalCalls portal;
    private final RestCall call;
    private final int limit;
    private final HubClock clock;

    /**
     * @param call without {@code start}
     * @param limit most rows of a good answer, up to {@value #MOST}
     */
    WholeList(PortalCalls portal, RestCall call, int limit, HubClock clock) {
        this.portal = portal;
        this.call = ordered(call);
        this.limit = limit;
        this.clock = clock;
    }

    /** Pages by offset need an order that new rows do not disturb. */
    private static RestCall ordered(RestCall call) {
        boolean told = call.params().keySet().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).matches("order|sort"));
        if (told) {
            return call;
        }
        Map<String, Object> params = new LinkedHashMap<>(call.params());
        switch (call.method().toLowerCase(Locale.ROOT)) {
            case "voximplant.statistic.get", "user.get", "user.search" -> {
                params.put("SORT", "ID");
                params.put("ORDER", "ASC");
            }
            case "crm.item.list" -> params.put("order", Map.of("id", "ASC"));
            default -> params.put("order", Map.of("ID", "ASC"));
        }
        return call.with(params);
    }

    /**
     * Reads it.
     *
     * @return the first page's answer with the rows of all pages in it; fails as a call does, with {@link WillNotHeal} when
     *     the list is too long, or with {@link RetryLater} when it does not hold still
     */
    CompletionStage<RestResult> read() {
        return round(1);
    }

    private CompletionStage<RestResult> round(int round) {
        return portal.call(from(0)).thenCompose(first -> {
            long total = first.total().orElse(0);
            if (total > limit) {
                throw new WillNotHeal(
                        call.method() + " has " + total + " rows, more than limit=" + limit + " allows.",
                        "Narrow the filter, or raise limit (up to " + MOST + ").");
            }
            return total <= PAGE ? CompletableFuture.completedFuture(first) : rest(first, total, round);
        });
    }

    private CompletionStage<RestResult> rest(RestResult first, long total, int round) {
        List<CompletableFuture<RestResult>> others = new ArrayList<>();
        for (int start = PAGE; start < total; start += PAGE) {
            others.add(portal.call(from(start)).toCompletableFuture());
        }
        return CompletableFuture.allOf(others.toArray(CompletableFuture<?>[]::new))
                .thenCompose(all -> {
                    List<RestResult> pages = Stream.concat(
                                    Stream.of(first), others.stream().map(CompletableFuture::join))
                            .toList();
                    List<Object> rows = new ArrayList<>();
                    pages.forEach(page -> rows.addAll(rows(page.result()).orElse(List.of())));
                    boolean still = pages.stream().allMatch(page -> page.total().orElse(-1) == total);
                    if (still && rows.size() == total) {
                        return CompletableFuture.completedFuture(whole(first, rows));
                    } else if (round < ROUNDS) {
                        return round(round + 1);
                    }
                    throw new RetryLater(
                            call.method() + " changed while it was read, " + ROUNDS + " times in a row",
                            clock.instant().plus(PAUSE));
                });
    }

    private RestCall from(int start) {
        Map<String, Object> params = new LinkedHashMap<>(call.params());
        params.put("start", start);
        return call.with(params);
    }

    /** Some methods put the list into a map under a name, such as {@code tasks} or {@code items}. */
    private static Optional<List<?>> rows(Object result) {
        if (result instanceof Map<?, ?> map) {
            return map.values().stream()
                    .filter(List.class::isInstance)
                    .findFirst()
                    .map(list -> (List<?>) list);
        }
        return Optional.of(result).filter(List.class::isInstance).map(list -> (List<?>) list);
    }

    private static RestResult whole(RestResult first, List<Object> rows) {
        Object result = rows;
        if (first.result() instanceof Map<?, ?> map) {
            Map<Object, Object> filled = new LinkedHashMap<>(map);
            filled.entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof List)
                    .findFirst()
                    .ifPresent(entry -> entry.setValue(rows));
            result = filled;
        }
        return new RestResult(result, OptionalInt.empty(), first.total(), first.time(), first.travel());
    }
}
