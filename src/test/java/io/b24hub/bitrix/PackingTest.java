package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.failure.RetryLater;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.RestSettings;
import io.b24hub.settings.Secret;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls gather, share and travel together. */
class PackingTest {

    private static final Duration GATHER = Duration.ofMillis(5);
    private static final String GONE = "{\"error\":\"\",\"error_description\":\"Not found\"}";

    private final ManualClock clock = new ManualClock();
    private final PlayedPortal portal = new PlayedPortal();
    private final LeakyBucket bucket = new LeakyBucket(BudgetSettings.STANDARD, clock);
    private final PortalRest rest = rest(bucket, RestSettings.DEFAULT);

    @Test
    void a_call_to_an_idle_portal_leaves_at_once_and_alone() {
        CompletableFuture<RestResult> call = get(1);

        assertThat(portal.calls()).containsExactly("crm.deal.get");
        portal.answer();
        assertThat(call.join().travel()).isEqualTo(Travel.UNKNOWN);
    }

    @Test
    void the_lists_of_a_sweep_travel_together_also_to_an_idle_portal() {
        call(live(1).in(CallLane.SWEEP));
        call(live(2).in(CallLane.SWEEP));

        assertThat(portal.calls()).isEmpty();
        clock.advance(GATHER);
        assertThat(portal.calls()).containsExactly("batch");
        assertThat(portal.sizes()).containsExactly(2);
    }

    @Test
    void what_comes_while_others_are_on_their_way_gathers() {
        portal.atOnce();
        PlayedPortal busy = new PlayedPortal();
        PortalRest other = rest(busy, bucket, RestSettings.DEFAULT);
        List<CompletableFuture<RestResult>> calls = new ArrayList<>();
        for (int i = 1; i <= 11; i++) {
            calls.add(other.call("crm.deal.get", Map.of("id", i)).toCompletableFuture());
        }

        assertThat(busy.calls()).containsExactly("crm.deal.get");
        clock.advance(GATHER);

        assertThat(busy.calls()).containsExactly("crm.deal.get", "batch");
        assertThat(busy.sizes()).containsExactly(1, 10);
        clock.advance(Duration.ofMillis(40));
        busy.answer();
        for (int i = 1; i <= 11; i++) {
            assertThat(calls.get(i - 1).join().result()).isEqualTo(Map.of("ID", "" + i));
        }
        assertThat(calls.get(5).join().travel()).isEqualTo(new Travel(10, 1, false, GATHER, Duration.ofMillis(40)));
    }

    @Test
    void a_thousand_calls_are_twenty_one_http_calls() {
        portal.atOnce();
        bucket.refused(bucket.round());

        List<CompletableFuture<RestResult>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(get(i));
        }
        clock.advance(Duration.ofSeconds(20));

        assertThat(calls).allMatch(CompletableFuture::isDone);
        assertThat(portal.sizes()).hasSize(20).containsOnly(50);
        assertThat(rest.state().carried()).isEqualTo(1000);
        assertThat(rest.state().sent()).isEqualTo(20);
    }

    @Test
    void equal_reads_that_wait_share_one_answer() {
        get(1);
        List<CompletableFuture<RestResult>> equal = List.of(get(2), get(2), get(2));
        clock.advance(GATHER);
        portal.answer();

        assertThat(portal.lines()).hasSize(2);
        assertThat(equal).allSatisfy(call -> assertThat(call.join().result()).isEqualTo(Map.of("ID", "2")));
        assertThat(equal.get(0).join().travel().shared()).isFalse();
        assertThat(equal.get(2).join().travel().shared()).isTrue();
        assertThat(rest.state().shared()).isEqualTo(2);
    }

    @Test
    @SuppressWarnings("unchecked") // JSON objects have text keys
    void who_changes_a_shared_answer_changes_his_own_only() {
        get(1);
        CompletableFuture<RestResult> one = get(2);
        CompletableFuture<RestResult> other = get(2);
        clock.advance(GATHER);
        portal.answer();

        ((Map<String, Object>) one.join().result()).put("ID", "changed");
        ((Map<String, Object>) other.join().result()).put("TITLE", "new");

        assertThat(one.join().result()).isEqualTo(Map.of("ID", "changed"));
        assertThat(other.join().result()).isEqualTo(Map.of("ID", "2", "TITLE", "new"));
    }

    @Test
    void a_read_on_its_way_serves_those_whose_event_came_before_it_left() {
        Instant before = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        get(1);

        CompletableFuture<RestResult> content = call(live(1).notOlderThan(before));
        CompletableFuture<RestResult> newer =
                call(live(1).notOlderThan(clock.instant().plusMillis(1)));
        CompletableFuture<RestResult> unknown = get(1);
        clock.advance(GATHER);
        portal.answer();

        assertThat(content.join().travel().shared()).isTrue();
        // the later two wait together: what they will see is newer than either wants
        assertThat(newer.join().travel().shared()).isFalse();
        assertThat(unknown.join().travel().shared()).isTrue();
        assertThat(portal.lines()).hasSize(2);
    }

    @Test
    void a_read_that_left_before_a_write_ended_serves_nobody_afterwards() {
        Instant before = clock.instant();
        CompletableFuture<RestResult> write = update(1);
        get(1);
        clock.advance(GATHER);
        portal.answer(200, "{\"result\":true}");
        assertThat(write).isCompleted();

        call(live(1).notOlderThan(before));
        clock.advance(GATHER);
        portal.answer();

        assertThat(portal.lines())
                .filteredOn(line -> line.startsWith("crm.deal.get"))
                .hasSize(2);
    }

    @Test
    void writes_are_never_taken_for_equal() {
        get(1);
        update(2);
        update(2);
        clock.advance(GATHER);
        portal.answer();

        assertThat(portal.lines())
                .filteredOn(line -> line.startsWith("crm.deal.update"))
                .hasSize(2);
    }

    @Test
    void an_urgent_read_does_not_wait_behind_an_equal_one_of_a_lower_lane() {
        get(1);
        call(live(2).in(CallLane.REPLAY));
        CompletableFuture<RestResult> urgent = get(2);
        CompletableFuture<RestResult> patient = call(live(2).in(CallLane.SWEEP));
        clock.advance(GATHER);
        portal.answer();

        assertThat(urgent.join().travel().shared()).isFalse();
        assertThat(patient.join().travel().shared()).isTrue();
    }

    @Test
    void each_command_has_its_own_outcome() {
        portal.rule(line -> line.contains("id=3")
                ? GONE
                : line.contains("id=4") ? "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"no\"}" : "{\"ok\":1}");
        get(1);
        CompletableFuture<RestResult> good = get(2);
        CompletableFuture<RestResult> gone = get(3);
        CompletableFuture<RestResult> closed = get(4);
        clock.advance(GATHER);
        portal.answer();

        assertThat(good).isCompleted();
        assertThat(failure(gone).errorClass()).isEqualTo(RestErrorClass.GONE);
        assertThat(failure(gone).method()).isEqualTo("crm.deal.get");
        assertThat(failure(closed).errorClass()).isEqualTo(RestErrorClass.NO_ACCESS);
    }

    @Test
    void only_the_command_that_was_refused_is_sent_again() {
        get(1);
        CompletableFuture<RestResult> read = get(2);
        CompletableFuture<RestResult> write = update(3);
        clock.advance(GATHER);
        portal.rule(line -> line.contains("id=2")
                ? "{\"error\":\"QUERY_LIMIT_EXCEEDED\",\"error_description\":\"Too many requests\"}"
                : "true");
        portal.answer();
        portal.rule(line -> "true").atOnce();
        clock.advance(Duration.ofSeconds(3));

        assertThat(read).isCompleted();
        assertThat(write).isCompleted();
        assertThat(portal.lines()).filteredOn(line -> line.contains("update")).hasSize(1);
        assertThat(portal.lines()).filteredOn(line -> line.contains("2")).hasSize(2);
    }

    @Test
    void a_blocked_method_in_a_batch_pauses_that_method_only() {
        portal.rule(line -> line.startsWith("crm.lead.get")
                ? "{\"error\":\"OPERATION_TIME_LIMIT\",\"error_description\":\"Method is blocked\"}"
                : "true");
        get(1);
        CompletableFuture<RestResult> deal = get(2);
        CompletableFuture<RestResult> lead =
                rest.call("crm.lead.get", Map.of("id", 1)).toCompletableFuture();
        clock.advance(GATHER);
        portal.answer();

        assertThat(deal).isCompleted();
        assertThat(failure(lead).forDelivery()).isInstanceOf(RetryLater.class);
        assertThat(rest.state().paused()).containsOnlyKeys("crm.lead.get");
        portal.atOnce();
        assertThat(get(3)).isCompleted();
        assertThat(failure(rest.call("crm.lead.get", Map.of("id", 2)).toCompletableFuture())
                        .errorClass())
                .isEqualTo(RestErrorClass.METHOD_PAUSED);
    }

    @Test
    void when_the_batch_itself_is_blocked_calls_go_alone() {
        get(1);
        List<CompletableFuture<RestResult>> calls = List.of(get(2), get(3), update(4));
        clock.advance(GATHER);
        portal.answer(200, "{\"result\":true}");
        portal.atOnce();
        portal.answer(429, "{\"error\":\"OPERATION_TIME_LIMIT\",\"error_description\":\"Method is blocked\"}");
        clock.advance(Duration.ofSeconds(1));

        assertThat(calls).allMatch(call -> call.isDone() && !call.isCompletedExceptionally());
        assertThat(portal.calls())
                .containsExactly("crm.deal.get", "batch", "crm.deal.get", "crm.deal.get", "crm.deal.update");
        assertThat(portal.lines())
                .filteredOn(line -> line.startsWith("crm.deal.update"))
                .hasSize(1);
    }

    @Test
    void a_refused_batch_waits_and_is_sent_again_as_a_whole() {
        get(1);
        List<CompletableFuture<RestResult>> calls = List.of(get(2), update(3));
        clock.advance(GATHER);
        portal.answer(200, "{\"result\":true}");
        portal.answer(503, "{\"error\":\"QUERY_LIMIT_EXCEEDED\",\"error_description\":\"Too many requests\"}");
        portal.atOnce();

        assertThat(portal.calls()).hasSize(2);
        assertThat(rest.state().waiting()).containsEntry(CallLane.LIVE, 2);
        clock.advance(Duration.ofSeconds(2));

        assertThat(calls).allMatch(CompletableFuture::isDone);
        assertThat(portal.sizes()).containsExactly(1, 2, 2);
        assertThat(rest.state().refusals()).isEqualTo(1);
    }

    @Test
    void a_lost_batch_repeats_nothing_and_leaves_open_which_writes_ran() {
        get(1);
        CompletableFuture<RestResult> read = get(2);
        CompletableFuture<RestResult> write = update(3);
        clock.advance(GATHER);
        portal.answer(200, "{\"result\":true}");
        portal.lose(new IOException("timed out"));
        clock.advance(Duration.ofMinutes(1));

        assertThat(failure(read).mayHaveRun()).isFalse();
        assertThat(failure(read).errorClass()).isEqualTo(RestErrorClass.TEMPORARY);
        assertThat(failure(write).mayHaveRun()).isTrue();
        assertThat(portal.calls()).hasSize(2);
    }

    @Test
    void a_command_that_the_answer_forgets_is_left_open() {
        get(1);
        CompletableFuture<RestResult> read = get(2);
        CompletableFuture<RestResult> write = update(3);
        clock.advance(GATHER);
        portal.answer(200, "{\"result\":true}");
        portal.answer(200, "{\"result\":{\"result\":{\"c0\":true},\"result_error\":[]}}");

        assertThat(read).isCompleted();
        assertThat(failure(write).mayHaveRun()).isTrue();
    }

    @Test
    void a_dead_secret_fails_all_that_travelled_and_all_that_wait() {
        get(1);
        List<CompletableFuture<RestResult>> packed = List.of(get(2), get(3));
        clock.advance(GATHER);
        CompletableFuture<RestResult> waiting = get(4);
        portal.answer(401, "{\"error\":\"INVALID_CREDENTIALS\",\"error_description\":\"x\"}");
        portal.answer(401, "{\"error\":\"INVALID_CREDENTIALS\",\"error_description\":\"x\"}");
        clock.advance(Duration.ofSeconds(1));

        assertThat(packed)
                .allSatisfy(call -> assertThat(failure(call).errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED));
        assertThat(failure(waiting).errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
        assertThat(portal.calls()).hasSize(2);
        assertThat(rest.state().stopped()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm.deal.get", "crm.item.list"})
    void reads_whose_common_answer_is_too_large_are_asked_again_in_halves(String method) {
        call(RestCall.live("profile", Map.of()));
        List<CompletableFuture<RestResult>> reads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            reads.add(call(RestCall.live(method, Map.of("id", i))));
        }
        CompletableFuture<RestResult> write = update(1);
        clock.advance(GATHER);
        portal.answer(200, "{\"result\":true}");
        portal.atOnce();
        portal.lose(new AnswerTooLarge());
        clock.advance(Duration.ofSeconds(1));

        assertThat(reads).allMatch(CompletableFuture::isDone);
        assertThat(reads).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(failure(write).mayHaveRun()).isTrue();
        assertThat(portal.sizes()).containsExactly(1, 41, 20, 20);
    }

    @Test
    void a_read_whose_own_answer_is_too_large_fails() {
        CompletableFuture<RestResult> read = get(1);

        portal.lose(new AnswerTooLarge());
        clock.advance(Duration.ofMinutes(1));

        assertThat(failure(read).errorClass()).isEqualTo(RestErrorClass.TEMPORARY);
        assertThat(portal.calls()).hasSize(1);
    }

    @Test
    void what_a_query_cannot_say_travels_alone_as_json() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("UF_X", null);
        get(1);
        get(2);
        call(RestCall.live("crm.deal.update", Map.of("id", 3, "fields", nothing)));
        call(RestCall.live("batch", Map.of("cmd", Map.of("a", "profile"))));
        call(RestCall.live("crm.deal.update", Map.of("id", 4, "fields", Map.of("TITLE", "$result[c0][TITLE]"))));
        get(5);
        clock.advance(GATHER);
        portal.answer();
        clock.advance(GATHER);

        assertThat(portal.calls())
                .containsExactlyInAnyOrder(
                        "crm.deal.get", "crm.deal.get", "crm.deal.update", "batch", "crm.deal.update", "crm.deal.get");
        assertThat(portal.sizes()).containsOnly(1);
    }

    @Test
    void a_method_that_the_portal_takes_in_no_batch_goes_alone_from_then_on() {
        portal.rule(line -> line.startsWith("odd.thing.add?a=")
                ? "{\"error\":\"ERROR_BATCH_METHOD_NOT_ALLOWED\",\"error_description\":\"x\"}"
                : "true");
        get(1);
        get(2);
        CompletableFuture<RestResult> odd = call(RestCall.live("odd.thing.add", Map.of("a", 1)));
        clock.advance(GATHER);
        portal.answer();
        clock.advance(GATHER);
        portal.answer();

        assertThat(odd).isCompleted();
        assertThat(portal.calls()).containsExactly("crm.deal.get", "batch", "odd.thing.add");
    }

    @Test
    void many_long_commands_make_more_than_one_batch() {
        bucket.refused(bucket.round());
        portal.atOnce();
        List<CompletableFuture<RestResult>> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            writes.add(call(RestCall.live("crm.deal.add", Map.of("fields", Map.of("TITLE", "x".repeat(30_000))))));
        }
        clock.advance(Duration.ofSeconds(10));

        assertThat(writes).allMatch(CompletableFuture::isDone);
        assertThat(portal.sizes()).containsExactly(8, 8, 4);
    }

    @Test
    void urgent_calls_overtake_and_the_others_still_move_on() {
        portal.atOnce();
        bucket.refused(bucket.round());
        for (int i = 0; i < 100; i++) {
            call(live(1000 + i).in(CallLane.REPLAY));
        }
        for (int i = 0; i < 100; i++) {
            call(live(i));
        }
        clock.advance(Duration.ofMillis(1500));

        List<String> first = portal.lines().subList(0, 50);
        assertThat(first).filteredOn(line -> line.matches(".*id=1\\d{3}")).hasSize(5);
    }

    @Test
    void switched_off_every_call_travels_alone() {
        PortalRest alone = rest(bucket, new RestSettings(Duration.ZERO, 1));
        portal.atOnce();
        for (int i = 0; i < 60; i++) {
            alone.call("crm.deal.get", Map.of("id", i));
        }

        assertThat(portal.calls()).hasSize(48).containsOnly("crm.deal.get");
    }

    @Test
    void the_state_tells_what_waits_and_what_was_sent() {
        bucket.refused(bucket.round());
        call(live(1));
        call(live(2).in(CallLane.SWEEP));

        PortalState state = rest.state();

        assertThat(state.waiting())
                .isEqualTo(Map.of(CallLane.LIVE, 1, CallLane.RETRY, 0, CallLane.SWEEP, 1, CallLane.REPLAY, 0));
        assertThat(state.level()).isEqualTo(50);
        assertThat(state.capacity()).isEqualTo(50);
        assertThat(state.onTheWay()).isZero();
        assertThat(state.stopped()).isEmpty();
        rest.share(2);
        assertThat(rest.state().capacity()).isEqualTo(25);
    }

    @ParameterizedTest
    @CsvSource({"crm.deal.list,@ID,ID,false", "crm.item.list,@id,id,true"})
    void reads_by_id_travel_fifty_in_a_page(String method, String filter, String idField, boolean items) {
        bucket.refused(bucket.round());
        portal.atOnce().rule(line -> page(line, idField, items));
        List<CompletableFuture<RestResult>> reads = new ArrayList<>();
        for (int id = 1; id <= 2600; id++) {
            reads.add(call(RestCall.live(method, pageOf(filter, id, items))));
        }
        clock.advance(Duration.ofSeconds(2));

        assertThat(portal.sizes()).containsExactly(50, 2);
        for (int id = 1; id <= 2600; id++) {
            Object rows = reads.get(id - 1).join().result();
            List<?> list = (List<?>) (items ? ((Map<?, ?>) rows).get("items") : rows);
            if (id % 7 == 0) {
                assertThat(list).as("missing").isEmpty();
            } else {
                assertThat(list).singleElement().asString().contains("=" + id + ",");
            }
        }
        assertThat(reads.get(0).join().travel().ids()).isEqualTo(50);
        assertThat(reads.get(0).join().travel().commands()).isEqualTo(50);
    }

    @Test
    void pages_of_different_fields_are_different_pages() {
        get(1);
        Map<String, Object> other = new HashMap<>(pageOf("@ID", 2, false));
        other.put("select", List.of("ID", "STAGE_ID"));
        portal.rule(line -> page(line, "ID", false));
        call(RestCall.live("crm.deal.list", pageOf("@ID", 1, false)));
        call(RestCall.live("crm.deal.list", pageOf("@ID", 3, false)));
        call(RestCall.live("crm.deal.list", other));
        clock.advance(GATHER);

        assertThat(portal.sizes()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201})
    void a_very_long_selection_is_a_page_of_its_own(int fields) {
        Map<String, Object> params = new HashMap<>();
        List<String> select = new ArrayList<>(List.of("ID"));
        for (int i = 1; i < fields; i++) {
            select.add("UF_CRM_" + "X".repeat(90) + i);
        }
        params.put("select", select);
        params.put("start", -1);
        bucket.refused(bucket.round());
        portal.atOnce().rule(line -> page(line, "ID", false));
        List<CompletableFuture<RestResult>> reads = new ArrayList<>();
        for (int id = 1; id <= 60; id++) {
            params.put("filter", Map.of("@ID", List.of(id)));
            reads.add(call(RestCall.live("crm.deal.list", new HashMap<>(params))));
        }
        clock.advance(Duration.ofSeconds(10));

        assertThat(reads).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(portal.lines()).hasSize(fields == 200 ? 2 : 60);
    }

    @Test
    void a_doubtful_answer_to_a_batch_is_looked_at_once() {
        get(1);
        List<CompletableFuture<RestResult>> packed = List.of(get(2), get(3));
        clock.advance(GATHER);
        portal.answer(200, "{\"result\":true}");
        portal.answer(403, "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"Тариф\"}");
        portal.answer(403, "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"Тариф\"}");

        assertThat(portal.calls()).containsExactly("crm.deal.get", "batch", "profile");
        assertThat(packed)
                .allSatisfy(call -> assertThat(failure(call).errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED));
    }

    @Test
    void a_method_near_its_limit_of_computing_time_is_spread_out_and_others_go_on() {
        String time = "{\"result\":true,\"time\":{\"operating\":460,\"operating_reset_at\":1000000300,"
                + "\"finish\":1000000000.5,\"duration\":2.0}}";
        get(1);
        portal.answer(200, time);
        portal.atOnce();
        get(2);
        List<CompletableFuture<RestResult>> deals = List.of(get(3), get(4), get(5));
        CompletableFuture<RestResult> lead = call(RestCall.live("crm.lead.get", Map.of("id", 1)));

        assertThat(lead).isCompleted();
        List<Instant> turns = deals.stream()
                .map(deal -> failure(deal).retryAt().orElseThrow())
                .toList();
        assertThat(turns).isSorted().doesNotHaveDuplicates();
        assertThat(failure(deals.get(0)).forDelivery()).isInstanceOf(RetryLater.class);
        assertThat(rest.state().operating()).containsEntry("crm.deal.get", 460.0);
        clock.advance(Duration.between(clock.instant(), turns.get(0)));
        assertThat(get(3)).isCompleted();
    }

    /** Rows for the ids in the line, but none for every seventh. */
    private static String page(String line, String idField, boolean items) {
        List<String> rows = new ArrayList<>();
        java.util.regex.Matcher ids = java.util.regex.Pattern.compile("(?:%5D%5B\\d+%5D=|\\[\"|\",\")(\\d+)")
                .matcher(line);
        while (ids.find()) {
            int id = Integer.parseInt(ids.group(1));
            if (id % 7 != 0) {
                rows.add("{\"" + idField + "\":" + (items ? id : "\"" + id + "\"") + ",\"T\":1}");
            }
        }
        String list = "[" + String.join(",", rows) + "]";
        return items ? "{\"items\":" + list + "}" : list;
    }

    private static Map<String, Object> pageOf(String filter, int id, boolean items) {
        Map<String, Object> params = new HashMap<>();
        params.put("filter", Map.of(filter, List.of(id)));
        params.put("select", List.of(filter.substring(1), "T"));
        params.put("start", -1);
        if (items) {
            params.put("entityTypeId", 2);
        }
        return params;
    }

    private CompletableFuture<RestResult> get(int id) {
        return call(live(id));
    }

    private CompletableFuture<RestResult> update(int id) {
        return call(RestCall.live("crm.deal.update", Map.of("id", id, "fields", Map.of("TITLE", "x"))));
    }

    private static RestCall live(int id) {
        return RestCall.live("crm.deal.get", Map.of("id", id));
    }

    private CompletableFuture<RestResult> call(RestCall call) {
        CompletionStage<RestResult> answer = rest.call(call);
        return answer.toCompletableFuture();
    }

    private PortalRest rest(LeakyBucket budget, RestSettings packing) {
        return rest(portal, budget, packing);
    }

    private PortalRest rest(HttpTransport transport, LeakyBucket budget, RestSettings packing) {
        Webhook webhook = new Webhook(URI.create("https://a.bitrix24.com"), 1, Secret.of("abcdefgh"));
        PortalSettings settings = new PortalSettings(
                "main",
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(webhook),
                BudgetSettings.STANDARD);
        return new PortalRest(settings, packing, transport, budget, clock, PortalListener.NONE);
    }

    private static RestException failure(CompletableFuture<RestResult> call) {
        assertThat(call).isCompletedExceptionally();
        try {
            throw new AssertionError("a result came: " + call.join());
        } catch (CompletionException e) {
            return (RestException) e.getCause();
        }
    }
}
