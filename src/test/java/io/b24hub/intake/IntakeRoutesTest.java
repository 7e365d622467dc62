package io.b24hub.intake;

import static io.b24hub.intake.Door.bytes;
import static io.b24hub.intake.Door.dealUpdate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntakeRoutesTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final String MAIN = "/bitrix24/main";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Door door = Door.open();
    private HttpDoor http;

    @BeforeEach
    void open() throws Exception {
        http = new HttpDoor(door);
    }

    @AfterEach
    void close() throws Exception {
        http.close();
    }

    @Test
    void answers_in_plain_text_and_reflects_nothing() throws Exception {
        HttpRequest request = http.request(MAIN + "?chat-id=666")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("chat-id", "666")
                .header("X-Request-Id", "canary")
                .POST(HttpRequest.BodyPublishers.ofString(dealUpdate("1", Door.TOKEN)))
                .build();

        HttpResponse<String> answer = http.send(request);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Stored.");
        assertThat(answer.headers().map()).containsOnlyKeys("content-type", "content-length");
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(http.routes.heldBytes()).isZero();
    }

    @Test
    void answers_only_after_the_commit() throws Exception {
        door.store.hold();

        CompletableFuture<HttpResponse<String>> answer = http.postLater(MAIN, bytes(dealUpdate("1", Door.TOKEN)));
        await().atMost(LIMIT).until(() -> door.store.waiting() == 1);

        assertThat(answer).isNotDone();
        assertThat(http.routes.heldBytes()).isPositive();
        door.store.commit();
        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(http.routes.heldBytes()).isZero();
    }

    @Test
    void answers_503_when_the_store_cannot_commit() throws Exception {
        door.store.fail(true);

        HttpResponse<String> answer = http.post(MAIN, bytes(dealUpdate("1", Door.TOKEN)));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(door.store.accepted()).isEmpty();
    }

    @Test
    void identical_calls_at_one_time_are_one_event() {
        door.store.hold();
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 20)
                .mapToObj(i -> http.postLater(MAIN, bytes(dealUpdate("1", Door.TOKEN))))
                .toList();
        await().atMost(LIMIT).until(() -> door.store.waiting() == 1);

        door.store.commit();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.get().statusCode()).isEqualTo(200));
        assertThat(door.store.accepted()).hasSize(1);
    }

    @Test
    void answers_get_and_head_with_one_line() throws Exception {
        HttpResponse<String> get = http.send(http.request(MAIN).GET().build());
        HttpResponse<String> head = http.send(http.request(MAIN)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        HttpResponse<String> robot =
                http.send(http.request(MAIN + "/robot/any").GET().build());

        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.body()).isNotEmpty().doesNotContain("\n");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(robot.statusCode()).isEqualTo(200);
    }

    @Test
    void answers_405_to_other_methods() throws Exception {
        HttpResponse<String> put = http.send(http.request(MAIN)
                .PUT(HttpRequest.BodyPublishers.ofString(dealUpdate("1", Door.TOKEN)))
                .build());
        HttpResponse<String> delete = http.send(http.request(MAIN).DELETE().build());

        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("allow")).contains("GET, HEAD, POST");
        assertThat(delete.statusCode()).isEqualTo(405);
        assertThat(door.stats.refused(Refusal.METHOD)).isEqualTo(2);
        assertThat(door.store.accepted()).isEmpty();
    }

    @Test
    void answers_404_for_an_unknown_portal() throws Exception {
        HttpResponse<String> post = http.post("/bitrix24/%0Acanary", bytes(dealUpdate("1", Door.TOKEN)));
        HttpResponse<String> get =
                http.send(http.request("/bitrix24/other").GET().build());
        HttpResponse<String> robot = http.post("/bitrix24/other/robot/x", bytes("document_id[2]=DEAL_1"));

        assertThat(post.statusCode()).isEqualTo(404);
        assertThat(post.body()).doesNotContain("canary");
        assertThat(get.statusCode()).isEqualTo(404);
        assertThat(robot.statusCode()).isEqualTo(404);
    }

    @Test
    void answers_400_to_what_is_no_form() throws Exception {
        HttpResponse<String> json = http.send(http.request(MAIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"event\":\"ONTASKADD\"}"))
                .build());
        HttpResponse<String> empty = http.post(MAIN, new byte[0]);

        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(json.body()).isEqualTo(Refusal.NOT_A_FORM.line());
        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(empty.body()).isEqualTo(Refusal.NO_EVENT.line());
    }

    @Test
    void answers_403_to_a_wrong_token() throws Exception {
        HttpResponse<String> answer = http.post(MAIN, bytes(dealUpdate("1", "canary")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo(Refusal.WRONG_TOKEN.line());
        assertThat(http.routes.heldBytes()).isZero();
    }

    @Test
    void takes_automation_rules_on_their_address_only() throws Exception {
        byte[] form = Payload.named("bizproc-robot-dynamic.robot").form();

        assertThat(http.post(MAIN + "/robot/" + Door.ROBOT_SECRET, form).statusCode())
                .isEqualTo(200);
        assertThat(http.post(MAIN + "/robot/wrong", form).statusCode()).isEqualTo(403);
        assertThat(http.post(MAIN, form).statusCode()).isEqualTo(400);
        assertThat(door.store.events())
                .singleElement()
                .satisfies(event -> assertThat(event.entity().key()).isEqualTo("dynamic-1090:12"));
    }

    @Test
    void takes_2000_fields() throws Exception {
        String fields = IntStream.range(0, 2000)
                .mapToObj(i -> "&data[FIELDS][F" + i + "]=" + i)
                .collect(Collectors.joining());

        HttpResponse<String> answer = http.post(MAIN, bytes(dealUpdate("1", Door.TOKEN) + fields));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(door.store.events().get(0).data().toString()).contains("F1999=1999");
    }

    @Test
    void takes_a_value_of_200_kilobytes() throws Exception {
        String text = "%D0%AF".repeat(100_000);

        HttpResponse<String> answer = http.post(MAIN, bytes(dealUpdate("1", Door.TOKEN) + "&data[TEXT]=" + text));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(door.store.events().get(0).data().toString()).contains("Я".repeat(100_000));
    }

    @Test
    void takes_the_largest_allowed_body_and_no_byte_more() throws Exception {
        String form = dealUpdate("1", Door.TOKEN) + "&data[TEXT]=";
        byte[] largest = bytes(form + "x".repeat(MEBIBYTE - form.length()));
        byte[] tooLarge = bytes(form + "x".repeat(MEBIBYTE - form.length() + 1));

        assertThat(http.post(MAIN, largest).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = http.post(MAIN, tooLarge);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).isEqualTo(Refusal.TOO_LARGE.line());
        assertThat(refused.headers().firstValue("connection")).contains("close");
        assertThat(door.stats.refused(Refusal.TOO_LARGE)).isEqualTo(1);
        assertThat(door.store.accepted()).hasSize(1);
        assertThat(http.routes.heldBytes()).isZero();
    }

    @Test
    void refuses_a_declared_length_before_anything_is_sent() throws Exception {
        try (Socket socket = http.connect()) {
            HttpDoor.write(socket, head("Content-Length: " + (MEBIBYTE + 1)));
            await().atMost(LIMIT).until(() -> socket.getInputStream().available() > 0);
            socket.shutdownOutput();

            assertThat(HttpDoor.readAll(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void refuses_a_chunked_body_as_soon_as_it_is_too_large() throws Exception {
        byte[] body = bytes("x".repeat(MEBIBYTE + 100_000));
        HttpResponse<String> answer = http.send(http.request(MAIN)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(http.routes.heldBytes()).isZero();
    }

    @Test
    void takes_a_chunked_body() throws Exception {
        byte[] body = bytes(dealUpdate("1", Door.TOKEN));
        HttpResponse<String> answer = http.send(http.request(MAIN)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void does_not_listen_for_ever_to_a_caller_it_has_refused() throws Exception {
        try (Socket socket = http.connect()) {
            HttpDoor.write(socket, head("Content-Length: 99999999"));
            await().atMost(LIMIT).until(() -> door.clock.waiting() == 1);

            door.clock.advance(Duration.ofSeconds(2));

            assertThat(HttpDoor.readAll(socket)).startsWith("HTTP/1.1 413 ").endsWith(Refusal.TOO_LARGE.line());
        }
    }

    @Test
    void answers_408_to_a_body_that_does_not_come() throws Exception {
        try (Socket socket = http.connect()) {
            HttpDoor.write(socket, head("Content-Length: 1000") + "event=ONTASKADD");
            await().atMost(LIMIT).until(() -> door.clock.waiting() == 1 && http.routes.heldBytes() == 15);

            door.clock.advance(door.settings.bodyTimeout());
            await().atMost(LIMIT).until(() -> socket.getInputStream().available() > 0);
            await().atMost(LIMIT).until(() -> door.clock.waiting() == 1);
            door.clock.advance(Duration.ofSeconds(2));

            assertThat(HttpDoor.readAll(socket)).startsWith("HTTP/1.1 408 ");
            assertThat(door.stats.refused(Refusal.TOO_SLOW)).isEqualTo(1);
            assertThat(http.routes.heldBytes()).isZero();
        }
    }

    @Test
    void forgets_a_caller_that_hangs_up() throws Exception {
        Socket socket = http.connect();
        HttpDoor.write(socket, head("Content-Length: 1000") + "event=ONTASKADD");
        await().atMost(LIMIT).until(() -> http.routes.heldBytes() == 15 && door.clock.waiting() == 1);

        socket.close();

        await().atMost(LIMIT).until(() -> http.routes.heldBytes() == 0 && door.clock.waiting() == 0);
        assertThat(door.store.accepted()).isEmpty();
    }

    @Test
    void stores_what_was_read_although_the_caller_hangs_up() throws Exception {
        door.store.hold();
        String form = dealUpdate("1", Door.TOKEN);
        Socket socket = http.connect();
        HttpDoor.write(socket, head("Content-Length: " + form.length()) + form);
        await().atMost(LIMIT).until(() -> door.store.waiting() == 1);

        socket.close();
        door.store.commit();

        assertThat(door.store.accepted()).hasSize(1);
        assertThat(http.routes.heldBytes()).isZero();
        assertThat(http.post(MAIN, bytes(dealUpdate("2", Door.TOKEN))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void tells_a_caller_that_asks_to_go_on() throws Exception {
        String form = dealUpdate("1", Door.TOKEN);
        try (Socket socket = http.connect()) {
            HttpDoor.write(
                    socket, head("Content-Length: " + form.length() + "\r\nExpect: 100-continue\r\nConnection: close"));
            byte[] go = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            HttpDoor.write(socket, form);

            assertThat(new String(go, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100 ");
            assertThat(HttpDoor.readAll(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void keeps_a_connection_for_many_calls() throws Exception {
        String form = dealUpdate("1", Door.TOKEN);
        try (Socket socket = http.connect()) {
            HttpDoor.write(socket, head("Content-Length: " + form.length()) + form);
            HttpDoor.write(socket, head("Content-Length: " + form.length() + "\r\nConnection: close") + form);

            assertThat(HttpDoor.readAll(socket)).containsSubsequence("HTTP/1.1 200 ", "HTTP/1.1 200 ");
        }
    }

    @Test
    void answers_503_when_bodies_take_too_much_memory() throws Exception {
        Door own = Door.with(
                Door.portal(List.of(Door.TOKEN), Optional.empty(), false),
                Door.settings(MEBIBYTE, 100, Duration.ZERO),
                new RecordingStore());
        try (HttpDoor small = new HttpDoor(own, 1000)) {
            own.store.hold();
            String form = dealUpdate("1", Door.TOKEN) + "&data[TEXT]=" + "x".repeat(500);
            CompletableFuture<HttpResponse<String>> first = small.postLater(MAIN, bytes(form));
            await().atMost(LIMIT).until(() -> own.store.waiting() == 1);

            HttpResponse<String> second = small.post(MAIN, bytes(form));
            own.store.commit();
            HttpResponse<String> third = small.post(MAIN, bytes(form));

            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(own.stats.refused(Refusal.OVERLOADED)).isEqualTo(1);
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(third.statusCode()).isEqualTo(200);
        }
    }

    private static String head(String more) {
        return "POST " + MAIN + " HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-www-form-urlencoded\r\n" + more
                + "\r\n\r\n";
    }
}
