package io.b24hub.intake;

import static io.b24hub.intake.Door.dealUpdate;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventJson;
import io.b24hub.event.Origin;
import io.b24hub.settings.PortalSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIntakeTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Door door = Door.open();

    @Test
    void stores_an_event_and_answers_200() {
        Answer answer = door.post(dealUpdate("662", Door.TOKEN)).join();

        assertThat(answer).isEqualTo(new Answer(200, "Stored."));
        RecordingStore.Accepted stored = door.store.accepted().get(0);
        assertThat(stored.flows()).containsExactly("flow-of-ONCRMDEALUPDATE");
        Bitrix24Event event = stored.event();
        assertThat(event.id()).hasSize(26);
        assertThat(event.portal()).isEqualTo("main");
        assertThat(event.type()).isEqualTo("ONCRMDEALUPDATE");
        assertThat(event.entity()).isEqualTo(new EntityRef("deal", 2, "662"));
        assertThat(event.handlerId()).isEqualTo("975");
        assertThat(event.occurredAt()).isEqualTo(Instant.ofEpochSecond(1766047124));
        assertThat(event.receivedAt()).isEqualTo(door.clock.instant());
        assertThat(event.origin()).isEqualTo(Origin.WEBHOOK);
        assertThat(event.data()).isEqualTo(Map.of("FIELDS", Map.of("ID", "662")));
        assertThat(door.stats.accepted()).isEqualTo(1);
    }

    @Test
    void answers_only_after_the_commit() {
        door.store.hold();

        CompletableFuture<Answer> answer = door.post(dealUpdate("662", Door.TOKEN));

        assertThat(answer).isNotDone();
        assertThat(door.stats.accepted()).isZero();
        door.store.commit();
        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(door.stats.accepted()).isEqualTo(1);
    }

    @Test
    void answers_503_when_the_store_cannot_commit() {
        door.store.hold();

        CompletableFuture<Answer> answer = door.post(dealUpdate("662", Door.TOKEN));
        door.store.breakDown();

        assertThat(answer.join().status()).isEqualTo(503);
        assertThat(door.stats.refused(Refusal.STORE_FAILED)).isEqualTo(1);
        assertThat(door.stats.accepted()).isZero();
    }

    @Test
    void answers_503_when_too_many_wait_and_recovers() {
        Door small = Door.with(portal(Door.TOKEN), Door.settings(1000, 2, WINDOW), new RecordingStore());
        small.store.hold();
        small.post(dealUpdate("1", Door.TOKEN));
        small.post(dealUpdate("2", Door.TOKEN));

        Answer third = small.post(dealUpdate("3", Door.TOKEN)).join();
        small.store.commit();
        Answer fourth = small.post(dealUpdate("4", Door.TOKEN)).join();

        assertThat(third.status()).isEqualTo(503);
        assertThat(small.stats.refused(Refusal.OVERLOADED)).isEqualTo(1);
        assertThat(fourth.status()).isEqualTo(200);
        assertThat(small.store.events())
                .extracting(event -> event.entity().id())
                .containsExactly("1", "2", "4");
    }

    @Test
    void refuses_a_wrong_or_missing_token() {
        assertRefused(door.post(dealUpdate("662", "wrong")), 403, Refusal.WRONG_TOKEN);
        assertRefused(door.post(dealUpdate("662", "")), 403, Refusal.WRONG_TOKEN);
        assertRefused(door.post("event=ONCRMDEALUPDATE&data[FIELDS][ID]=1"), 403, Refusal.WRONG_TOKEN);
        assertRefused(door.post("event=ONCRMDEALUPDATE&auth=right-token"), 403, Refusal.WRONG_TOKEN);
        assertRefused(
                door.post("event=ONCRMDEALUPDATE&auth[application_token][]=right-token"), 403, Refusal.WRONG_TOKEN);
        assertRefused(
                door.post("event=ONCRMDEALUPDATE&data[auth][application_token]=right-token"), 403, Refusal.WRONG_TOKEN);
    }

    @Test
    void refuses_everything_when_no_token_is_configured() {
        Door closed = Door.with(Door.portal(List.of(), Optional.empty(), false));

        assertThat(closed.post(dealUpdate("662", "")).join().status()).isEqualTo(403);
        assertThat(closed.post(dealUpdate("662", "any")).join().status()).isEqualTo(403);
        assertThat(closed.stats.refused(Refusal.NO_TOKENS)).isEqualTo(2);
        assertThat(closed.store.accepted()).isEmpty();
    }

    @Test
    void takes_every_token_of_the_set() {
        Door rotating = Door.with(Door.portal(List.of("old", "new"), Optional.empty(), false));

        assertThat(rotating.post(dealUpdate("1", "old")).join().status()).isEqualTo(200);
        assertThat(rotating.post(dealUpdate("2", "new")).join().status()).isEqualTo(200);
        assertThat(rotating.post(dealUpdate("3", "older")).join().status()).isEqualTo(403);
    }

    @Test
    void refuses_another_member_than_the_configured_one() {
        Door strict = Door.with(Door.portal(List.of(Door.TOKEN), Optional.of("member-1"), true));
        String other = dealUpdate("1", Door.TOKEN).replace("member-1", "member-2");
        String none = "event=ONTASKADD&auth[application_token]=" + Door.TOKEN;

        assertThat(strict.post(other).join().status()).isEqualTo(403);
        assertThat(strict.post(none).join().status()).isEqualTo(403);
        assertThat(strict.post(dealUpdate("1", Door.TOKEN)).join().status()).isEqualTo(200);
        assertThat(strict.stats.refused(Refusal.WRONG_MEMBER)).isEqualTo(2);
        assertThat(strict.store.recall("member-id", "main")).isEmpty();
    }

    @Test
    void pins_the_member_of_the_first_accepted_call_across_restarts() {
        RecordingStore store = new RecordingStore();
        Door pinning = pinning(store);
        String other = dealUpdate("2", Door.TOKEN).replace("member-1", "member-2");

        pinning.post(dealUpdate("0", "wrong").replace("member-1", "stranger")).join();
        Answer first = pinning.post(dealUpdate("1", Door.TOKEN)).join();
        Answer second = pinning.post(other).join();
        Answer afterRestart = pinning(store).post(other).join();

        assertThat(first.status()).isEqualTo(200);
        assertThat(store.recall("member-id", "main")).contains("member-1");
        assertThat(second.status()).isEqualTo(403);
        assertThat(afterRestart.status()).isEqualTo(403);
    }

    @Test
    void refuses_a_call_when_somebody_else_has_pinned_another_member_meanwhile() {
        RecordingStore store = new RecordingStore();
        Door pinning = pinning(store);
        store.rememberFirst("member-id", "main", "member-2", Instant.EPOCH);

        Answer answer = pinning.post(dealUpdate("1", Door.TOKEN)).join();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(store.accepted()).isEmpty();
    }

    @Test
    void stores_nothing_when_the_pin_cannot_be_stored() {
        RecordingStore store = new RecordingStore();
        Door pinning = pinning(store);

        store.fail(true);
        Answer failed = pinning.post(dealUpdate("1", Door.TOKEN)).join();
        store.fail(false);
        Answer later = pinning.post(dealUpdate("1", Door.TOKEN)).join();

        assertThat(failed.status()).isEqualTo(503);
        assertThat(later.status()).isEqualTo(200);
    }

    @Test
    void knows_no_other_portal() {
        Call call = new Call("other\nname", Optional.empty(), "", Door.bytes(dealUpdate("1", Door.TOKEN)));

        Answer answer = door.send(call).join();

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.line()).doesNotContain("other");
        assertThat(door.stats.refused(Refusal.UNKNOWN_PORTAL)).isEqualTo(1);
    }

    @Test
    void takes_forms_only() {
        assertRefused(door.send(call("application/json", dealUpdate("1", Door.TOKEN))), 400, Refusal.NOT_A_FORM);
        assertRefused(door.send(call("multipart/form-data", dealUpdate("1", Door.TOKEN))), 400, Refusal.NOT_A_FORM);
        assertRefused(door.post("a" + "[c]".repeat(40) + "=1"), 400, Refusal.NOT_A_FORM);

        assertThat(door.send(call("", dealUpdate("1", Door.TOKEN))).join().status())
                .isEqualTo(200);
        assertThat(door.send(call("Application/X-WWW-Form-UrlEncoded ; charset=UTF-8", dealUpdate("2", Door.TOKEN)))
                        .join()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refuses_a_form_without_an_event() {
        String auth = "&auth[application_token]=" + Door.TOKEN;

        assertRefused(door.post(""), 400, Refusal.NO_EVENT);
        assertRefused(door.post("{\"event\":\"ONTASKADD\"}"), 400, Refusal.NO_EVENT);
        assertRefused(door.post("event[]=ONTASKADD" + auth), 400, Refusal.NO_EVENT);
        assertRefused(door.post("document_id[2]=DEAL_1" + auth), 400, Refusal.ROBOT_WITHOUT_SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TIMER", "hub", "robot", "ON TASK", "ON/TASK", "ON%0ATASK", "ON%D0%A2ASK", "%3Cb%3E"})
    void refuses_an_event_name_that_is_none(String name) {
        assertRefused(
                door.post("event=" + name + "&auth[application_token]=" + Door.TOKEN), 400, Refusal.BAD_EVENT_NAME);
    }

    @Test
    void refuses_an_event_name_that_is_too_long() {
        String auth = "&auth[application_token]=" + Door.TOKEN;

        assertRefused(door.post("event=" + "A".repeat(101) + auth), 400, Refusal.BAD_EVENT_NAME);
        assertThat(door.post("event=" + "A".repeat(100) + auth).join().status()).isEqualTo(200);
    }

    @Test
    void takes_the_time_of_arrival_when_the_call_has_no_usable_time() {
        String auth = "&auth[application_token]=" + Door.TOKEN;

        for (String ts : List.of("", "&ts=", "&ts=soon", "&ts=-5", "&ts=0", "&ts=99999999999", "&ts[]=1766047124")) {
            door.post("event=ONTASKADD" + auth + ts).join();
        }

        assertThat(door.store.events()).hasSize(7).allSatisfy(event -> assertThat(event.occurredAt())
                .isEqualTo(door.clock.instant()));
    }

    @Test
    void takes_an_automation_rule_on_its_own_address() {
        String form = "document_id[0]=crm&document_id[1]=CCrmDocumentDeal&document_id[2]=DEAL_123"
                + "&note=hello&auth[member_id]=member-1&event_token=hidden";

        Answer answer = door.postRobot(Door.ROBOT_SECRET, form).join();

        assertThat(answer.status()).isEqualTo(200);
        Bitrix24Event event = door.store.events().get(0);
        assertThat(event.type()).isEqualTo("ROBOT");
        assertThat(event.origin()).isEqualTo(Origin.ROBOT);
        assertThat(event.entity()).isEqualTo(new EntityRef("deal", 2, "123"));
        assertThat(event.data())
                .isEqualTo(Map.of("document_id", List.of("crm", "CCrmDocumentDeal", "DEAL_123"), "note", "hello"));
    }

    @Test
    void takes_an_event_without_a_token_where_the_secret_is_right() {
        assertThat(door.postRobot(Door.ROBOT_SECRET, "event=ONAPPPAYMENT&data[CODE]=x")
                        .join()
                        .status())
                .isEqualTo(200);
        assertThat(door.store.events().get(0).origin()).isEqualTo(Origin.WEBHOOK);
    }

    @Test
    void refuses_a_wrong_robot_secret_whatever_the_body() {
        assertRefused(door.postRobot("wrong", "document_id[2]=DEAL_1"), 403, Refusal.WRONG_ROBOT_SECRET);
        assertRefused(door.postRobot("", "document_id[2]=DEAL_1"), 403, Refusal.WRONG_ROBOT_SECRET);
        assertRefused(door.postRobot("wrong", dealUpdate("1", Door.TOKEN)), 403, Refusal.WRONG_ROBOT_SECRET);
        assertRefused(door.postRobot(Door.ROBOT_SECRET, "x=1"), 400, Refusal.NO_EVENT);
    }

    @Test
    void keeps_no_credential() {
        String secrets = "&data[BOT][5][access_token]=hidden1&data[BOT][5][AUTH][refresh_token]=hidden2"
                + "&data[list][0][Application-Token]=hidden3&data[clientSecret]=hidden4&auth[access_token]=hidden5"
                + "&data[BOT][5][NAME]=kept&data[AUTHOR_ID]=27";

        door.post(dealUpdate("1", Door.TOKEN) + secrets).join();

        Bitrix24Event event = door.store.events().get(0);
        assertThat(EventJson.toJson(event))
                .doesNotContain("hidden", Door.TOKEN)
                .contains("\"NAME\":\"kept\"", "\"AUTHOR_ID\":\"27\"");
    }

    @Test
    void identical_bytes_within_the_window_are_one_event() {
        door.post(dealUpdate("1", Door.TOKEN)).join();
        door.clock.advance(WINDOW.minusMillis(1));
        Answer repeated = door.post(dealUpdate("1", Door.TOKEN)).join();
        Answer other = door.post(dealUpdate("1", Door.TOKEN).replace("1766047124", "1766047125"))
                .join();

        assertThat(repeated.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(200);
        assertThat(door.store.accepted()).hasSize(2);
        assertThat(door.stats.repeated()).isEqualTo(1);
    }

    @Test
    void identical_bytes_after_the_window_are_two_events() {
        door.post(dealUpdate("1", Door.TOKEN)).join();
        door.clock.advance(WINDOW);
        door.post(dealUpdate("1", Door.TOKEN)).join();

        assertThat(door.store.accepted()).hasSize(2);
    }

    @Test
    void identical_bytes_on_the_two_addresses_are_two_events() {
        door.post(dealUpdate("1", Door.TOKEN)).join();
        door.postRobot(Door.ROBOT_SECRET, dealUpdate("1", Door.TOKEN)).join();

        assertThat(door.store.accepted()).hasSize(2);
    }

    @Test
    void a_window_of_zero_switches_the_check_off() {
        Door open = Door.with(portal(Door.TOKEN), Door.settings(1000, 9, Duration.ZERO), new RecordingStore());

        open.post(dealUpdate("1", Door.TOKEN)).join();
        open.post(dealUpdate("1", Door.TOKEN)).join();

        assertThat(open.store.accepted()).hasSize(2);
    }

    @Test
    void identical_calls_in_flight_share_one_commit() {
        door.store.hold();

        CompletableFuture<Answer> first = door.post(dealUpdate("1", Door.TOKEN));
        CompletableFuture<Answer> second = door.post(dealUpdate("1", Door.TOKEN));

        assertThat(door.store.waiting()).isEqualTo(1);
        assertThat(second).isNotDone();
        door.store.commit();
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(second.join().status()).isEqualTo(200);
        assertThat(door.store.accepted()).hasSize(1);
    }

    @Test
    void identical_calls_share_a_failure_and_may_be_sent_again() {
        door.store.hold();
        CompletableFuture<Answer> first = door.post(dealUpdate("1", Door.TOKEN));
        CompletableFuture<Answer> second = door.post(dealUpdate("1", Door.TOKEN));

        door.store.breakDown();
        Answer again = door.post(dealUpdate("1", Door.TOKEN)).join();

        assertThat(first.join().status()).isEqualTo(503);
        assertThat(second.join().status()).isEqualTo(503);
        assertThat(again.status()).isEqualTo(200);
        assertThat(door.store.accepted()).hasSize(1);
    }

    @Test
    void identical_calls_from_many_threads_are_one_event() {
        List<Answer> answers = IntStream.range(0, 90)
                .parallel()
                .mapToObj(i -> door.post(dealUpdate("1", Door.TOKEN)).join())
                .toList();

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(door.store.accepted()).hasSize(1);
        assertThat(door.stats.accepted()).isEqualTo(1);
        assertThat(door.stats.repeated()).isEqualTo(89);
    }

    @Test
    void no_refusal_repeats_anything_of_the_call() {
        Answer answer = door.post(dealUpdate("662", "canary-token")).join();

        assertThat(answer.line()).doesNotContain("canary").doesNotContain("662").doesNotContain("\n");
    }

    private void assertRefused(CompletableFuture<Answer> answer, int status, Refusal reason) {
        long before = door.store.accepted().size();

        assertThat(answer.join()).isEqualTo(new Answer(status, reason.line()));
        assertThat(door.stats.refused(reason)).isPositive();
        assertThat(door.store.accepted()).hasSize((int) before);
    }

    private static Call call(String contentType, String form) {
        return new Call("main", Optional.empty(), contentType, Door.bytes(form));
    }

    private static PortalSettings portal(String token) {
        return Door.portal(List.of(token), Optional.empty(), false);
    }

    private static Door pinning(RecordingStore store) {
        return Door.with(
                Door.portal(List.of(Door.TOKEN), Optional.empty(), true), Door.settings(1 << 20, 100, WINDOW), store);
    }
}
