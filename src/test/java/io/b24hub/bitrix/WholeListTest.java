package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WholeListTest {

    private final ManualClock clock = new ManualClock();
    private final List<Map<String, Object>> asked = new ArrayList<>();
    private int rows = 120;
    private int growsAtCall = -1;
    private boolean growsAlways;

    private CompletionStage<RestResult> answer(String method, Map<String, Object> params) {
        asked.add(params);
        if (growsAlways || asked.size() == growsAtCall) {
            rows++;
        }
        int start = (int) params.get("start");
        List<Object> page = new ArrayList<>(IntStream.range(start, Math.min(rows, start + 50))
                .mapToObj(i -> (Object) Map.of("ID", String.valueOf(i)))
                .toList());
        Object result = method.startsWith("tasks.") ? Map.of("tasks", page) : page;
        return CompletableFuture.completedFuture(
                new RestResult(result, OptionalInt.empty(), OptionalLong.of(rows), Map.of()));
    }

    private RestResult read(String method, Map<String, Object> params, int limit) {
        return new WholeList(this::answer, RestCall.live(method, params), limit, clock)
                .read()
                .toCompletableFuture()
                .join();
    }

    private static List<String> ids(Object list) {
        return ((List<?>) list)
                .stream().map(row -> (String) ((Map<?, ?>) row).get("ID")).toList();
    }

    private List<String> all() {
        return IntStream.range(0, rows).mapToObj(String::valueOf).toList();
    }

    @Test
    void reads_all_pages_in_the_order_of_ids() {
        RestResult whole = read("crm.deal.list", Map.of("filter", Map.of(">ID", 0)), 120);

        assertThat(ids(whole.result())).isEqualTo(all());
        assertThat(whole.total()).hasValue(120);
        assertThat(asked).extracting(params -> params.get("start")).containsExactly(0, 50, 100);
        assertThat(asked).allSatisfy(params -> assertThat(params)
                .containsEntry("order", Map.of("ID", "ASC"))
                .containsEntry("filter", Map.of(">ID", 0)));
    }

    @Test
    void keeps_the_shape_of_one_answer() {
        RestResult whole = read("tasks.task.list", Map.of(), 500);

        assertThat(ids(((Map<?, ?>) whole.result()).get("tasks"))).isEqualTo(all());
    }

    @Test
    void knows_how_methods_name_the_order_and_leaves_one_that_is_told() {
        rows = 3;
        read("crm.item.list", Map.of(), 500);
        read("voximplant.statistic.get", Map.of(), 500);
        read("crm.deal.list", Map.of("ORDER", Map.of("DATE_CREATE", "DESC")), 500);

        assertThat(asked.get(0)).containsEntry("order", Map.of("id", "ASC"));
        assertThat(asked.get(1)).containsEntry("SORT", "ID").containsEntry("ORDER", "ASC");
        assertThat(asked.get(2)).doesNotContainKey("order").containsKey("ORDER");
    }

    @Test
    void a_short_list_is_one_call() {
        rows = 50;

        assertThat(ids(read("crm.deal.list", Map.of(), 50).result())).hasSize(50);
        assertThat(asked).hasSize(1);
    }

    @Test
    void reads_again_when_rows_came_meanwhile() {
        growsAtCall = 3;

        assertThat(ids(read("crm.deal.list", Map.of(), 500).result())).isEqualTo(all());
        assertThat(asked).hasSize(6);
    }

    @Test
    void gives_up_for_now_when_the_list_does_not_hold_still() {
        growsAlways = true;

        assertThatThrownBy(() -> read("crm.deal.list", Map.of(), 500))
                .cause()
                .isInstanceOfSatisfying(RetryLater.class, e -> assertThat(e.at())
                        .isEqualTo(clock.instant().plus(Duration.ofMinutes(1))));
    }

    @Test
    void a_list_that_is_too_long_is_no_list() {
        assertThatThrownBy(() -> read("crm.deal.list", Map.of(), 119))
                .cause()
                .isInstanceOf(WillNotHeal.class)
                .hasMessageContaining("crm.deal.list has 120 rows, more than limit=119");
        assertThat(asked).hasSize(1);
    }
}
