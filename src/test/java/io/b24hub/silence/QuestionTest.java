package io.b24hub.silence;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.CallLane;
import io.b24hub.bitrix.RestCall;
import io.b24hub.silence.Question.Reply;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private static final Instant SINCE = Instant.parse("2026-03-02T09:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-03-02T12:00:00Z");

    private static Question about(String family) {
        return new Question(Family.parse(family), SINCE, UNTIL, true, true, ZoneId.of("Europe/Moscow"));
    }

    @Test
    void each_family_has_its_method_and_its_field() {
        assertThat(call("deal").params()).containsEntry("entityTypeId", 2);
        assertThat(call("item-147").params()).containsEntry("entityTypeId", 147);
        assertThat(call("invoice").params()).containsEntry("entityTypeId", 31);
        assertThat(call("task").method()).isEqualTo("tasks.task.list");
        assertThat(call("activity").params()).containsEntry("select", List.of("ID", "LAST_UPDATED"));
        assertThat(call("task").params())
                .containsEntry(
                        "filter",
                        Map.of(
                                ">CHANGED_DATE",
                                "2026-03-02T12:00:00+03:00",
                                "<CHANGED_DATE",
                                "2026-03-02T15:00:00+03:00"))
                .containsEntry("start", -1);
    }

    @Test
    void calls_are_asked_for_in_the_words_of_telephony() {
        RestCall call = call("call");

        assertThat(call.method()).isEqualTo("voximplant.statistic.get");
        assertThat(call.lane()).isEqualTo(CallLane.REPLAY);
        assertThat(call.params()).containsKey("FILTER").containsEntry("SORT", "CALL_START_DATE");
    }

    private static RestCall call(String family) {
        return about(family).call();
    }

    @Test
    void counts_what_lies_between_whatever_the_portal_made_of_the_filter() {
        Object tasks = Map.of(
                "tasks",
                Arrays.asList(
                        Map.of("id", "1", "changedDate", "2026-03-02T14:00:00+03:00"),
                        Map.of("id", "2", "changedDate", "2026-03-02T13:00:00+03:00"),
                        Map.of("id", "3", "changedDate", "2026-03-01T13:00:00+03:00"),
                        Map.of("id", "4", "changedDate", "2026-03-02T15:30:00+03:00"),
                        Map.of("id", "5", "changedDate", "yesterday"),
                        null));

        assertThat(about("task").reply(tasks)).isEqualTo(new Reply(2, Instant.parse("2026-03-02T11:00:00Z")));
    }

    @Test
    void what_is_no_list_is_nothing() {
        assertThat(about("deal").reply(List.of()).changed()).isZero();
        assertThat(about("call").reply(Map.of()).changed()).isZero();
    }
}
