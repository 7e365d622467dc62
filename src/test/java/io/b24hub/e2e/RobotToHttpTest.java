package io.b24hub.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.Received;
import io.b24hub.operate.Actor;
import io.b24hub.store.Hold;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver of automation rule calls gets, at its socket. */
@Timeout(120)
class RobotToHttpTest {

    private static final String FLOW = "robot-to-http";
    private static final String KEY = "c2lnbmluZy1zZWNyZXQtb2YtdGhlLXRlc3QtMDE=";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private HubRig rig;

    @BeforeEach
    void start() {
        rig = new HubRig(home)
                .set("flow.robot-to-http.signing-secret", "whsec_" + KEY)
                .set("flow.events-to-http.enabled", "false")
                .start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void the_record_arrives_with_names_and_card_signed_and_under_one_id_for_all_tries() throws Exception {
        long deal = rig.far()
                .portal()
                .records()
                .add(Kind.DEAL, Map.of("TITLE", "Насос «Ёлка» 🎉", "STAGE_ID", "EXECUTING", "ASSIGNED_BY_ID", "2"));
        rig.far().sink().faults().add(Fault.status(503));

        callRobot("DEAL_" + deal);

        List<Received> tries = received(2);
        assertThat(tries)
                .extracting(request -> request.headers().get("webhook-id"))
                .doesNotContainNull()
                .containsOnly(tries.get(0).headers().get("webhook-id"));
        for (Received request : tries) {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/robot?key=" + HubRig.HOOK_KEY);
            assertThat(request.headers().get("content-type")).startsWith("application/json");
            assertThat(request.headers().get("webhook-signature")).isEqualTo(signature(request));
        }
        JsonNode body = new ObjectMapper().readTree(tries.get(1).body());
        assertThat(body.path("type").asText()).isEqualTo("ROBOT");
        assertThat(body.path("origin").asText()).isEqualTo("robot");
        assertThat(body.path("id").asText()).isEqualTo(tries.get(1).headers().get("webhook-id"));
        assertThat(body.path("entity").path("id").asText()).isEqualTo(Long.toString(deal));
        assertThat(body.path("fields").path("title").asText()).isEqualTo("Насос «Ёлка» 🎉");
        assertThat(body.path("names").path("stageId").asText()).isEqualTo("В работе");
        assertThat(body.path("names").path("assignedById").asText()).isEqualTo("Мария Иванова");
        assertThat(body.path("link").asText()).endsWith("/crm/deal/details/" + deal + "/");
        assertThat(tries.get(1).body()).doesNotContain(HubRig.ROBOT_SECRET, HubRig.HOOK_KEY);
    }

    @Test
    void three_calls_of_one_rule_are_three_posts() throws Exception {
        long deal = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Насос"));

        for (int i = 0; i < 3; i++) {
            callRobot("DEAL_" + deal);
        }

        assertThat(received(3))
                .extracting(request -> request.headers().get("webhook-id"))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_record_that_is_gone_is_told_as_gone() throws Exception {
        long deal = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Насос"));
        rig.far().portal().records().delete(Kind.DEAL, deal);

        callRobot("DEAL_" + deal);

        JsonNode body = new ObjectMapper().readTree(received(1).get(0).body());
        assertThat(body.path("gone").asBoolean()).isTrue();
    }

    @Test
    void an_address_that_is_gone_gets_nothing_more_until_a_person_resumes() {
        rig.far().sink().faults().add(Fault.status(410));
        callRobot("DEAL_1");
        await().atMost(PATIENCE).until(() -> rig.ends().contains(FLOW + " parked"));
        callRobot("DEAL_2");
        await().atMost(PATIENCE).until(() -> !rig.events("ROBOT", "deal:2").isEmpty());

        assertThat(rig.hub().operations().holds()).extracting(Hold::name).containsExactly("hook:robot-to-http");
        assertThat(rig.far().sink().received()).hasSize(1);

        rig.hub()
                .operations()
                .resume(Hold.Kind.DESTINATION, "hook:robot-to-http", Actor.LOCAL)
                .join();
        assertThat(received(2).get(1).body()).contains("\"id\":\"2\"");
    }

    @Test
    void the_address_is_seen_nowhere() throws Exception {
        rig.far().sink().faults().add(Fault.status(404));
        callRobot("DEAL_1");
        await().atMost(PATIENCE).until(() -> rig.ends().contains(FLOW + " parked"));

        assertThat(rig.hub()
                        .explain()
                        .event(rig.hub().store().latest(1).get(0).id())
                        .text())
                .contains("404")
                .doesNotContain(HubRig.HOOK_KEY);
        assertThat(Jmx.everything()).contains("hook://robot-to-http").doesNotContain(HubRig.HOOK_KEY);
    }

    private void callRobot(String document) {
        rig.far()
                .portal()
                .webhook()
                .callRobot(URI.create(rig.intake() + "/robot/" + HubRig.ROBOT_SECRET), document)
                .join();
    }

    private List<Received> received(int calls) {
        return await().atMost(PATIENCE).until(() -> rig.far().sink().received(), received -> received.size() == calls);
    }

    /** As a receiver computes it that follows Standard Webhooks. */
    private static String signature(Received request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
        String signed = request.headers().get("webhook-id") + "."
                + request.headers().get("webhook-timestamp") + "." + request.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }
}
