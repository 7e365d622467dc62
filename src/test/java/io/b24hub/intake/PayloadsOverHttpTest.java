package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import io.b24hub.event.Origin;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every known call of Bitrix24, as bytes, through a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayloadsOverHttpTest {

    private static final Set<String> REFUSED = Set.of("edge-wrong-token", "edge-no-auth");
    private static final String WRONG_TOKEN = "00000000000000000000000000000000";

    private Door door;
    private HttpDoor http;
    private Map<String, String> entities;

    static List<Payload> accepted() {
        return Payload.all().stream()
                .filter(payload -> !REFUSED.contains(payload.name()))
                .toList();
    }

    @BeforeAll
    void open() throws Exception {
        List<String> tokens = Payload.all().stream()
                .map(Payload::token)
                .filter(token -> !token.isEmpty() && !token.equals(WRONG_TOKEN))
                .distinct()
                .toList();
        door = Door.with(Door.portal(tokens, Optional.empty(), false));
        http = new HttpDoor(door);
        entities = entities();
    }

    @AfterAll
    void close() throws Exception {
        http.close();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void becomes_the_right_event(Payload payload) throws Exception {
        boolean tokenless = payload.token().isEmpty();
        int before = door.store.accepted().size();

        HttpResponse<String> answer =
                http.post(tokenless ? "/bitrix24/main/robot/robot-secret" : "/bitrix24/main", payload.form());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(door.store.accepted()).hasSize(before + 1);
        Bitrix24Event event = door.store.events().get(before);
        boolean robot = !payload.decoded().containsKey("event");
        assertThat(event.type())
                .isEqualTo(
                        robot
                                ? "ROBOT"
                                : payload.decoded().get("event").toString().toUpperCase(Locale.ROOT));
        assertThat(event.origin()).isEqualTo(robot ? Origin.ROBOT : Origin.WEBHOOK);
        assertThat(event.entity().key()).isEqualTo(entities.get(payload.name()));
        assertThat(event.handlerId()).isEqualTo(payload.decoded().getOrDefault("event_handler_id", ""));
        assertThat(event.data()).isEqualTo(expectedData(payload, robot));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void leaves_every_credential_behind(Payload payload) throws Exception {
        Door own = Door.with(Door.portal(List.of(payload.token()), Optional.empty(), false));
        own.send(new Call("main", Optional.of(Door.ROBOT_SECRET), "", payload.form()))
                .join();

        String json = EventJson.toJson(own.store.events().get(0));

        assertThat(payload.secrets()).allSatisfy(secret -> assertThat(json).doesNotContain(secret));
        assertThat(EventJson.fromJson(json)).isEqualTo(own.store.events().get(0));
    }

    @Test
    void are_refused_without_a_right_token() throws Exception {
        int before = door.store.accepted().size();

        for (String name : List.of("edge-wrong-token", "edge-no-auth", "app-payment.app")) {
            HttpResponse<String> answer =
                    http.post("/bitrix24/main", Payload.named(name).form());

            assertThat(answer.statusCode()).as(name).isEqualTo(403);
        }
        assertThat(http.post(
                                "/bitrix24/main",
                                Payload.named("bizproc-robot-deal.robot").form())
                        .statusCode())
                .isEqualTo(400);
        assertThat(door.store.accepted()).hasSize(before);
    }

    private static Object expectedData(Payload payload, boolean robot) {
        if (!robot) {
            return payload.clean(payload.decoded().getOrDefault("data", Map.of()));
        }
        Map<String, Object> all = new LinkedHashMap<>(payload.decoded());
        all.remove("auth");
        return all;
    }

    // name and entity key, tab between
    private static Map<String, String> entities() throws IOException {
        Map<String, String> entities = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/bitrix24/entities.tsv"))) {
            int tab = line.indexOf('\t');
            entities.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return entities;
    }
}
