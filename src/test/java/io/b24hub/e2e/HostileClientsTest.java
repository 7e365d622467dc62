package io.b24hub.e2e;

import static io.b24hub.e2e.Attackers.answer;
import static io.b24hub.e2e.Attackers.flood;
import static io.b24hub.e2e.Attackers.send;
import static io.b24hub.e2e.HonestCaller.event;
import static io.b24hub.e2e.HonestCaller.head;
import static io.b24hub.e2e.HonestCaller.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers that mean harm, at a hub with the memory that it is shipped with. Beside each of them somebody honest calls: all
 * of those calls must be answered, and none may take long. The hub must outlive everything.
 */
@Timeout(120)
class HostileClientsTest {

    private static final String TOKEN = "token-of-the-portal-under-attack";
    private static final int MEBIBYTE = 1 << 20;
    private static final int MOST_CONNECTIONS = 4_000;
    private static final Duration SLOWEST = Duration.ofSeconds(8);
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** Of the whole process: heap, direct buffers, code, stacks. */
    private static final long MOST_RESIDENT_KILOBYTES = 720 * 1024;

    /** As bin/b24hub has them. */
    private static final List<String> SHIPPED =
            List.of("-XX:+UseSerialGC", "-Xms160m", "-Xmx256m", "-Xmn24m", "-Xss512k", "-XX:+ExitOnOutOfMemoryError");

    @TempDir
    private static Path home;

    private static int port;
    private static ChildProcess hub;
    private static long filesAtRest;

    private Attackers attackers;
    private HonestCaller honest;
    private int linesBefore;

    @BeforeAll
    static void start() throws IOException {
        port = HubRig.freePort();
        Files.createDirectories(home.resolve("routes"));
        Map<String, String> settings = new TreeMap<>();
        settings.put("hub.portals", "main");
        settings.put("hub.portal.main.tokens", TOKEN);
        settings.put("hub.intake.host", "127.0.0.1");
        settings.put("hub.intake.port", Integer.toString(port));
        settings.put("hub.intake.head-timeout", "3s");
        settings.put("hub.intake.body-timeout", "3s");
        settings.put("hub.management.port", Integer.toString(HubRig.freePort()));
        ChildProcess.writeSettings(home, settings);
        hub = ChildProcess.java(home, Map.of(), SHIPPED, io.b24hub.HubMain.class, "run");
        hub.awaitLine("Receiving events on");
        filesAtRest = openFiles();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void begin() {
        linesBefore = hub.lines().size();
        attackers = new Attackers(port);
        honest = new HonestCaller(() -> new Socket("127.0.0.1", port), TOKEN);
    }

    @AfterEach
    void everybody_else_was_served() throws IOException {
        int before = honest.calls();
        await().atMost(LIMIT).until(() -> honest.calls() > before + 5);
        honest.close();
        attackers.close();

        assertThat(hub.isAlive()).as(hub.output()).isTrue();
        assertThat(honest.troubles()).isEmpty();
        assertThat(honest.slowest()).isLessThan(SLOWEST);
        assertThat(hub.lines().subList(linesBefore, hub.lines().size()))
                .noneMatch(
                        line -> line.contains("OutOfMemory") || line.contains(" ERROR ") || line.contains("xception"));
        assertThat(residentKilobytes()).isLessThan(MOST_RESIDENT_KILOBYTES);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + hub.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + hub.pid() + "/fd"))) {
            return files.count();
        }
    }

    @Test
    void headers_that_come_slowly() throws IOException {
        List<Socket> slow = attackers.connect(300);
        slow.forEach(socket -> send(socket, "POST /bitrix24/main HTTP/1.1\r\nHost: hub\r\nX-Long: "));
        attackers.trickle(slow, 'x', 200);

        assertThat(slow).allSatisfy(socket -> assertThat(answer(socket)).isEmpty());
    }

    @Test
    void headers_that_never_end_on_a_connection_that_had_a_call() throws IOException {
        Socket socket = attackers.connect();
        send(socket, request(event("1-" + System.nanoTime(), TOKEN), ""));
        send(socket, "POST /bitrix24/main HTTP/1.1\r\n");

        long sent = flood(socket, "X-More: and more\r\n".getBytes(StandardCharsets.US_ASCII), 64L * MEBIBYTE);

        assertThat(sent).isLessThan(64L * MEBIBYTE);
    }

    @Test
    void bodies_that_come_slowly() throws IOException {
        byte[] almost = new byte[MEBIBYTE - 100];
        List<Socket> slow = attackers.connect(200);
        CountDownLatch sent = new CountDownLatch(slow.size());
        for (Socket socket : slow) {
            attackers.meanwhile(() -> {
                send(socket, head("Content-Length: " + MEBIBYTE));
                send(socket, almost);
                sent.countDown();
            });
        }
        attackers.trickle(slow, 'x', 250);

        assertThat(slow).allSatisfy(socket -> assertThat(answer(socket)).matches("(?s)(HTTP/1.1 (408|503) .*)?"));
    }

    @Test
    void answers_that_nobody_reads() throws Exception {
        int count = 10;
        byte[] requests =
                "GET /bitrix24/main HTTP/1.1\r\nHost: hub\r\n\r\n".repeat(500).getBytes(StandardCharsets.US_ASCII);
        CountDownLatch closed = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Socket socket = attackers.connect();
            attackers.meanwhile(() -> {
                if (flood(socket, requests, 200L * MEBIBYTE) < 200L * MEBIBYTE) {
                    closed.countDown();
                }
            });
        }

        assertThat(closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void five_thousand_connections_that_say_nothing() throws IOException {
        attackers.connect(5_000);

        await().atMost(LIMIT).until(() -> openFiles() < filesAtRest + MOST_CONNECTIONS + 100);
        int before = honest.calls();
        await().atMost(LIMIT).until(() -> honest.calls() > before + 20);
        await().atMost(LIMIT).until(() -> openFiles() < filesAtRest + 100);
    }

    @Test
    void five_thousand_connections_with_half_of_their_headers() throws IOException {
        String half = "POST /bitrix24/main HTTP/1.1\r\nX-A: " + "x".repeat(3_900) + "\r\nX-B: " + "x".repeat(3_900);
        for (int i = 0; i < 5_000; i++) {
            send(attackers.connect(), half);
        }

        await().atMost(LIMIT).until(() -> openFiles() < filesAtRest + MOST_CONNECTIONS + 100);
        await().atMost(LIMIT).until(() -> openFiles() < filesAtRest + 100);
    }

    static List<String> tooMuch() {
        String post = "POST /bitrix24/main HTTP/1.1\r\nHost: hub\r\n";
        return List.of(
                "GET /bitrix24/main?" + "x".repeat(8 * MEBIBYTE) + " HTTP/1.1\r\n\r\n",
                "x".repeat(8 * MEBIBYTE),
                post + "X-Long: " + "x".repeat(8 * MEBIBYTE) + "\r\n\r\n",
                post + "x".repeat(8 * MEBIBYTE) + ": x\r\n\r\n",
                post
                        + IntStream.range(0, 100_000)
                                .mapToObj(i -> "X-" + i + ": x\r\n")
                                .collect(Collectors.joining()) + "\r\n",
                post + "X: x\r\n".repeat(100_000) + "\r\n",
                post + "X: x\r\n" + " folded\r\n".repeat(100_000) + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void headers_that_are_too_much(String request) throws IOException {
        assertThat(attackers.ask(request))
                .matches("(?s)(HTTP/1.[01] 4\\d\\d .*)?")
                .doesNotContain("Stored");
    }

    @Test
    void a_chunked_body_without_end() throws IOException {
        Socket large = attackers.connect();
        send(large, head("Transfer-Encoding: chunked"));
        long sentLarge = flood(
                large, ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII), 64L * MEBIBYTE);
        Socket small = attackers.connect();
        send(small, head("Transfer-Encoding: chunked"));
        long sentSmall = flood(small, "1\r\nx\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII), 64L * MEBIBYTE);

        assertThat(sentLarge).isLessThan(64L * MEBIBYTE);
        assertThat(sentSmall).isLessThan(64L * MEBIBYTE);
    }

    @Test
    void chunk_extensions_without_end() throws IOException {
        Socket line = attackers.connect();
        send(line, head("Transfer-Encoding: chunked") + "1;");
        long sentLine = flood(line, "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII), 64L * MEBIBYTE);
        Socket lines = attackers.connect();
        send(lines, head("Transfer-Encoding: chunked"));
        long sentLines = flood(
                lines, ("1;" + "x".repeat(3_000) + "\r\nx\r\n").getBytes(StandardCharsets.US_ASCII), 4_096L * MEBIBYTE);
        Socket trailers = attackers.connect();
        send(trailers, head("Transfer-Encoding: chunked") + "0\r\n");
        long sentTrailers =
                flood(trailers, "X: x\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII), 64L * MEBIBYTE);

        assertThat(sentLine).isLessThan(64L * MEBIBYTE);
        assertThat(sentLines).isLessThan(4_096L * MEBIBYTE);
        assertThat(sentTrailers).isLessThan(64L * MEBIBYTE);
    }

    @Test
    void a_body_that_unpacks_to_a_gigabyte() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 512; i++) {
                gzip.write(new byte[MEBIBYTE]);
            }
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head("Content-Encoding: gzip\r\nContent-Length: " + packed.size())
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(packed.toByteArray());

        assertThat(attackers.ask(request.toByteArray())).startsWith("HTTP/1.1 415 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100-continue", "100-continue, 100-continue", "the-unexpected"})
    void expectations(String expectation) throws IOException {
        List<Socket> waiting = attackers.connect(100);
        waiting.forEach(socket -> send(socket, head("Content-Length: 1000\r\nExpect: " + expectation)));

        assertThat(waiting).allSatisfy(socket -> assertThat(answer(socket)).contains("HTTP/1.1 408 "));
        assertThat(attackers.ask(head("Content-Length: 99999999\r\nExpect: " + expectation)))
                .startsWith("HTTP/1.1 413 ")
                .doesNotContain("100 Continue");
    }

    @Test
    void ten_thousand_calls_on_one_connection_at_once() throws IOException {
        int count = 10_000;
        Socket socket = attackers.connect();
        attackers.meanwhile(() -> {
            for (int i = 0; i < count; i++) {
                send(socket, request(event("p" + i, TOKEN), i == count - 1 ? "Connection: close" : "X-I: " + i));
            }
        });

        assertThat(answer(socket).split("HTTP/1.1 200 ", -1)).hasSize(count + 1);
    }

    @Test
    void what_comes_behind_a_call_waits_outside_while_it_is_stored() throws Exception {
        int count = 20;
        byte[] gets =
                "GET /bitrix24/main HTTP/1.1\r\nHost: hub\r\n\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        CountDownLatch closed = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Socket socket = attackers.connect();
            byte[] call = request(event("w" + i, TOKEN), "");
            attackers.meanwhile(() -> {
                boolean open = true;
                for (int round = 0; open && round < 2_000; round++) {
                    open = send(socket, call) && send(socket, gets);
                }
                closed.countDown();
            });
        }

        assertThat(closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void http_2_is_not_spoken() throws IOException {
        Socket upgrade = attackers.connect();
        send(
                upgrade,
                "GET /bitrix24/main HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\nGET /bitrix24/main HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n");
        Socket known = attackers.connect();
        send(known, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
        send(known, settings);
        // HEADERS that never end, CONTINUATION after CONTINUATION; then streams that are opened and reset
        byte[] continuation = {0, 0, 4, 9, 0, 0, 0, 0, 1, (byte) 0x82, (byte) 0x84, (byte) 0x86, (byte) 0x84};
        long sent = flood(known, continuation, 16L * MEBIBYTE);

        assertThat(answer(upgrade))
                .containsSubsequence("HTTP/1.1 200 ", "HTTP/1.1 200 ")
                .doesNotContain("101");
        assertThat(answer(known)).doesNotContain("Stored").matches("(?s)(HTTP/1.[01] [45]\\d\\d .*)?");
        assertThat(sent).isLessThan(16L * MEBIBYTE);
    }

    /** Each hides a second call where a proxy in front might see a body, or the other way round. */
    static List<String> smuggled() {
        String second = new String(
                request(event("smuggled", TOKEN), "X-Forwarded-For: 203.0.113.9"), StandardCharsets.US_ASCII);
        String chunkedNothing = "0\r\n\r\n";
        return List.of(
                head("Content-Length: " + (chunkedNothing + second).length() + "\r\nTransfer-Encoding: chunked")
                        + chunkedNothing
                        + second,
                head("Transfer-Encoding: chunked\r\nContent-Length: 4") + chunkedNothing + second,
                head("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity") + chunkedNothing + second,
                head("Transfer-Encoding: identity, chunked") + chunkedNothing + second,
                head("Transfer-Encoding:\tchunked") + chunkedNothing + second,
                head("Transfer-Encoding : chunked") + chunkedNothing + second,
                head("Transfer-Encoding: xchunked") + chunkedNothing + second,
                head("Content-Length: 0\r\nContent-Length: " + second.length()) + second,
                head("Content-Length: 0, " + second.length()) + second,
                head("Content-Length: +0") + second,
                head("Content-Length: -1") + second,
                head("Content-Length: 0x0") + second,
                head("Content-Length: 99999999999999999999") + second,
                head("Transfer-Encoding: chunked") + "0;\n\r\n\r\n" + second,
                head("Transfer-Encoding: chunked") + "0\n\r\n" + second,
                head("Transfer-Encoding: chunked") + "-1\r\n\r\n" + second,
                head("Transfer-Encoding: chunked") + "fffffffffffffffff\r\n\r\n" + second);
    }

    @ParameterizedTest
    @MethodSource("smuggled")
    void no_call_hides_behind_another(String requests) throws IOException {
        Socket socket = attackers.connect();
        send(socket, requests);

        assertThat(answer(socket)).doesNotContain("Stored").doesNotMatch("(?s)HTTP/1.1 2.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bitrix24/%",
                "/bitrix24/%zz",
                "/bitrix24/%00",
                "/bitrix24/%ff%fe",
                "/bitrix24/main%2",
                "//",
                "/%2e%2e/%2e%2e",
                "/bitrix24/main/robot/%",
                "/bitrix24/%c0%ae%c0%ae/main",
                "*",
                "http://other/bitrix24/x",
                "/bitrix24/main%"
            })
    void paths_that_cannot_be_decoded(String path) throws IOException {
        assertThat(attackers.ask(
                        "POST " + path + " HTTP/1.1\r\nHost: hub\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .matches("(?s)HTTP/1.1 4\\d\\d .*");
    }

    @Test
    void forms_that_cannot_be_decoded() throws IOException {
        String form = event("odd-" + System.nanoTime(), TOKEN);

        for (String odd : List.of(
                "&%=%", "&a=%zz%u1234", "&%ff%fe=%c0%80%ed%a0%80", "&a=%00%00&%00=b", "&===&&&=&", "&\u00ff=\u00fe")) {
            assertThat(attackers.ask(
                            (head("Connection: close\r\nContent-Length: " + (form + odd).length()) + form + odd)
                                    .getBytes(StandardCharsets.ISO_8859_1)))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void forms_that_are_built_to_be_expensive() throws IOException {
        String form = event("deep", TOKEN);
        List<String> refused = List.of(
                "&a" + "[b]".repeat(10_000) + "=1",
                "&a" + "[".repeat(10_000) + "=1&" + "]".repeat(10_000),
                IntStream.range(0, 100_000).mapToObj(i -> "&k" + i + "=1").collect(Collectors.joining()),
                "&a[]=".repeat(100_000),
                "&".repeat(500_000) + "&x".repeat(200_000),
                colliding(100_000));

        for (String fields : refused) {
            String body = form + fields.substring(0, Math.min(fields.length(), MEBIBYTE - 1000));
            assertThat(attackers.ask(request(body, "Connection: close")))
                    .as(fields.substring(0, 20))
                    .matches("(?s)HTTP/1.1 (200|400) .*");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(attackers.ask(request(event("same" + i, TOKEN) + colliding(19_000), "Connection: close")))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    // "Aa" and "BB" have one hash code, and so has every word made of them
    private static String colliding(int count) {
        List<String> words = new ArrayList<>(List.of(""));
        while (words.size() < count) {
            words = words.stream()
                    .flatMap(word -> Stream.of(word + "Aa", word + "BB"))
                    .toList();
        }
        return words.stream().limit(count).map(word -> "&" + word + "=1").collect(Collectors.joining());
    }
}
