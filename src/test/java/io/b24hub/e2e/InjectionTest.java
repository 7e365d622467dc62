package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.b24hub.HubRig;
import io.b24hub.PostgresServer;
import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.connector.ScriptedServer.Request;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.Received;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What strangers type, send as headers or answer arrives as text at every sink and steers nothing. */
@Timeout(240)
class InjectionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Each is harmless as text and something else to some sink. */
    private static final List<String> HOSTILE = List.of(
            "=HYPERLINK(\"http://evil.example\",\"x\")",
            "+1+cmd|' /C calc'!A0",
            "@SUM(1+1)*cmd",
            "<b>bold</b> <a href=\"http://evil.example\">a</a> &amp; &lt;",
            "*_[link](http://evil.example)~`>#|{}.!\\",
            "<!channel> <@U1> @all",
            "${exchangeId} ${env:PATH} ${sys.user.home} ${bean:sign} $simple{exchangeId}",
            "{{hub.telegram.token}} {{env:PATH}} {{ 7*7 }} {{ portal }}",
            "{% for i in 1..9 %}x{% endfor %} {# gone #}",
            "'; DROP TABLE contact; -- :#name ? # \\'",
            "../../../escaped.txt",
            "/tmp/absolute.txt",
            "a\r\nBcc: thief@example.com\r\nX-Injected: 1\r\n\r\nbody",
            "comma, \"quote\" ) } ] ; & = % # + %0d%0a %24%7B",
            "\u202Egnp.exe \u2066x\u2069 \uFEFF \u0007 \u001B[31m",
            "bean:sign http://evil.example/ file:/etc/passwd #class:java.lang.String RAW(x)");

    @TempDir
    private Path dir;

    @Test
    void values_arrive_as_text_at_file_mail_sql_hook_and_http() throws Exception {
        String schema = PostgresServer.shared().newSchema();
        PostgresServer.execute(schema, "CREATE TABLE contact (id bigint, name text)");
        try (ScriptedServer far = new ScriptedServer(request -> Reply.of(200, "ok"));
                Postbox box = new Postbox();
                TestHub hub = manySinks(far, box, schema).start()) {
            List<Bitrix24Event> events = new ArrayList<>();
            for (String value : HOSTILE) {
                events.add(event(hub, "ONCRMLEADADD", value));
            }
            List<String> typed = events.stream().map(InjectionTest::title).toList();
            assertThat(typed).as("nothing is lost on the way in").containsExactlyElementsOf(HOSTILE);
            for (String flow : List.of("to-file", "to-mail", "to-sql", "to-hook", "to-http")) {
                events.forEach(event -> hub.awaitState(event.id(), flow, DeliveryState.DELIVERED));
            }

            assertThat(Files.readString(dir.resolve("out/lines.txt")))
                    .contains(HOSTILE.stream().map(value -> value + "\n").toList());
            assertThat(Files.list(dir.resolve("out"))).hasSize(1);
            assertThat(names(schema)).containsExactlyInAnyOrderElementsOf(HOSTILE);
            assertMails(box);
            assertHook(far);
            assertHttp(far);
        }
    }

    private TestHub.Preparation manySinks(ScriptedServer far, Postbox box, String schema) {
        return TestHub.in(dir)
                .set("hub.mail.host", "localhost")
                .set("hub.mail.port", Integer.toString(box.port()))
                .set("hub.mail.security", "none")
                .set("hub.mail.from", "hub@example.com")
                .set("hub.sql.url", schema)
                .set("hub.sql.user", PostgresServer.USER)
                .set("hub.sql.password", PostgresServer.PASSWORD)
                .set("hub.hook.sales.url", far.url() + "/hook")
                .set("hub.telegram.token", "100200300:never-in-any-message")
                .set("flow.to-file.dir", dir.resolve("out").toString())
                .route("messages/en/slack.row.yaml", """
                        text: "{{ data.FIELDS.TITLE | replace({'&': '&amp;'}) | replace({'<': '&lt;'}) | replace({'>': '&gt;'}) }}"
                        """)
                .route("flows/to-file.camel.yaml", flow("to-file", """
                                - setBody:
                                    simple:
                                      expression: "${body.data[FIELDS][TITLE]}\\n"
                                      trim: false
                                - to: file:{{flow.to-file.dir}}?fileName=lines.txt&fileExist=Append
                        """))
                .route("flows/to-mail.camel.yaml", flow("to-mail", """
                                - setHeader: {name: Subject, simple: "${body.data[FIELDS][TITLE]}"}
                                - setHeader: {name: X-Title, simple: "${body.data[FIELDS][TITLE]}"}
                                - setBody: {simple: "${body.data[FIELDS][TITLE]}"}
                                - to: smtp:mail?to=sales@example.com
                        """))
                .route("flows/to-sql.camel.yaml", flow("to-sql", """
                                - to: "sql:INSERT INTO contact (id, name) VALUES (:#${body.entity.id}, :#${body.data[FIELDS][TITLE]})"
                        """))
                .route("flows/to-hook.camel.yaml", flow("to-hook", """
                                - to: template:slack
                                - marshal: {json: {}}
                                - to: hook:sales
                        """))
                .route("flows/to-http.camel.yaml", flow("to-http", """
                                - setHeader: {name: X-Title, simple: "${body.data[FIELDS][TITLE]}"}
                                - setBody: {simple: "${map(text,${body.data[FIELDS][TITLE]})}"}
                                - marshal: {json: {}}
                                - to: FAR/http
                        """.replace("FAR", far.url())));
    }

    private static String flow(String id, String steps) {
        return """
                - route:
                    id: %s
                    from:
                      uri: bitrix24:ONCRMLEADADD
                      parameters: {concurrency: 1}
                      steps:
                """.formatted(id) + steps.indent(0);
    }

    private static void assertMails(Postbox box) throws Exception {
        for (MimeMessage mail : box.mails()) {
            assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("sales@example.com"));
            assertThat(mail.getHeader("X-Injected")).isNull();
            assertThat(mail.getContentType()).startsWith("text/plain");
        }
        assertThat(box.mails()).hasSize(HOSTILE.size());
    }

    private static void assertHook(ScriptedServer far) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Request request : to(far, "/hook")) {
            JsonNode body = JSON.readTree(request.body());
            assertThat(body.fieldNames()).toIterable().containsExactly("text");
            texts.add(body.path("text").asText());
        }
        assertThat(texts)
                .containsExactlyInAnyOrderElementsOf(HOSTILE.stream()
                        .map(value ->
                                value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                        .toList());
    }

    private static void assertHttp(ScriptedServer far) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Request request : to(far, "/http")) {
            assertThat(names(request)).doesNotContain("x-injected", "bcc").noneMatch(name -> name.startsWith("camel"));
            texts.add(JSON.readTree(request.body()).path("text").asText());
        }
        assertThat(texts).containsExactlyInAnyOrderElementsOf(HOSTILE);
    }

    private static Set<String> names(Request request) {
        Set<String> names = new TreeSet<>();
        request.headers().keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    private static List<Request> to(ScriptedServer far, String path) {
        return far.requests().stream()
                .filter(request -> request.path().equals(path))
                .toList();
    }

    @Test
    void what_the_wire_says_besides_the_event_reaches_no_route() {
        String steering = "CamelHttpUri,CamelHttpPath,CamelHttpQuery,CamelHttpMethod,CamelFileName,CamelSqlQuery,"
                + "CamelTelegramChatId,CamelGoogleSheets.values,kafka.OVERRIDE_TOPIC,kafka.KEY,CamelKafkaOverrideTopic,"
                + "CamelOverruleFileName,CamelBitrix24EventId,CamelAwsS3Key,To,Bcc,Subject,Content-Type";
        try (ScriptedServer far = new ScriptedServer(request -> Reply.of(200, "ok"));
                TestHub hub = TestHub.in(dir)
                        .route("flows/a.camel.yaml", """
                                - route:
                                    id: a
                                    from:
                                      uri: bitrix24:ONCRMLEADADD
                                      steps:
                                        - setProperty: {name: seen, simple: "seen ${headers}"}
                                        - setHeader: {name: Seen, simple: "${exchangeProperty.seen}"}
                                        - to: "FAR/first"
                                        - to: "file:%s?fileName=fixed.txt"
                                """.formatted(dir.resolve("out"))
                                .replace("FAR", far.url()))
                        .start()) {
            Map<String, String> form = new LinkedHashMap<>();
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name : steering.split(",")) {
                form.put(name, "evil");
                form.put("data[" + name + "]", "evil");
                form.put("data[FIELDS][" + name + "]", "evil");
                form.put("auth[" + name + "]", "evil");
                if (!name.equals("Content-Type")) {
                    headers.put(name, "http://evil.example/evil");
                }
            }
            form.put("data[FIELDS][${exchangeId}]", "${exchangeId}");
            form.put("event", "ONCRMLEADADD");
            form.put("data[FIELDS][ID]", "7");
            form.put("ts", "1736405807");
            form.put("auth[application_token]", TestHub.TOKEN);

            assertThat(hub.post(form, headers)).isEqualTo(200);
            Bitrix24Event event = hub.store().latest(1).get(0);
            hub.awaitState(event.id(), "a", DeliveryState.DELIVERED);

            assertThat(dir.resolve("out")).isDirectoryContaining(file -> file.endsWith("fixed.txt"));
            assertThat(dir.resolve("out").toFile().list()).containsExactly("fixed.txt");
            Request request = far.requests().get(0);
            assertThat(far.requests()).hasSize(1);
            assertThat(request.path()).isEqualTo("/first");
            assertThat(request.query()).isEqualTo("null");
            assertThat(request.header("Seen")).contains("CamelBitrix24EventId").doesNotContainIgnoringCase("evil");
            Stream.of(steering.split(","))
                    .filter(name -> !name.equals("CamelBitrix24EventId"))
                    .forEach(name -> assertThat(request.header("Seen")).doesNotContain("{" + name, " " + name + "="));
            assertThat(names(request))
                    .isSubsetOf(
                            "seen",
                            "host",
                            "connection",
                            "accept-encoding",
                            "content-length",
                            "user-agent",
                            "transfer-encoding",
                            "upgrade",
                            "content-type");
        }
    }

    @Test
    void the_headers_of_an_http_answer_steer_no_later_step() throws Exception {
        Reply answer = new Reply(
                200,
                "answered",
                Map.ofEntries(
                        Map.entry("To", "thief@example.com"),
                        Map.entry("Bcc", "thief@example.com"),
                        Map.entry("Subject", "stolen"),
                        Map.entry("Reply-To", "thief@example.com"),
                        Map.entry("CamelFileName", "../evil.txt"),
                        Map.entry("CamelHttpUri", "http://127.0.0.1:1/evil"),
                        Map.entry("CamelHttpPath", "/evil"),
                        Map.entry("kafka.OVERRIDE_TOPIC", "evil"),
                        Map.entry("Authorization", "Bearer evil"),
                        Map.entry("Set-Cookie", "a=evil"),
                        Map.entry("X-Any", "evil"),
                        Map.entry("Location", "http://127.0.0.1:1/evil")),
                Reply.of(200, "").kind());
        try (ScriptedServer far = new ScriptedServer(request -> answer);
                Postbox box = new Postbox();
                TestHub hub = TestHub.in(dir)
                        .set("hub.mail.host", "localhost")
                        .set("hub.mail.port", Integer.toString(box.port()))
                        .set("hub.mail.security", "none")
                        .set("hub.mail.from", "hub@example.com")
                        .set("hub.hook.sales.url", far.url() + "/hook")
                        .route("flows/chain.camel.yaml", flow("chain", """
                                        - setBody: {constant: "asked"}
                                        - to: FAR/first?httpMethod=POST
                                        - to: FAR/second?httpMethod=POST
                                        - to: hook:sales
                                        - setHeader: {name: Seen, simple: "seen ${headers}"}
                                        - to: file:OUT?fileName=answer.txt
                                        - to: smtp:mail?to=sales@example.com&subject=ours
                                        - to: FAR/last?httpMethod=POST
                                """.replace("FAR", far.url())
                                .replace("OUT", dir.resolve("out").toString())))
                        .start()) {
            String event = hub.send("ONCRMLEADADD", "7");
            hub.awaitState(event, "chain", DeliveryState.DELIVERED);

            assertThat(far.requests()).extracting(Request::path).containsExactly("/first", "/second", "/hook", "/last");
            assertThat(far.requests())
                    .allSatisfy(request -> assertThat(request.headers().toString())
                            .doesNotContain("evil")
                            .doesNotContain("thief"));
            assertThat(far.requests().get(1).text()).isEqualTo("answered");
            assertThat(dir.resolve("out").toFile().list()).containsExactly("answer.txt");
            assertThat(dir.resolve("evil.txt")).doesNotExist();
            MimeMessage mail = box.mails().get(0);
            assertThat(box.mails()).hasSize(1);
            assertThat(mail.getSubject()).isEqualTo("ours");
            assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("sales@example.com"));
            assertThat(mail.getHeader("Reply-To")).isNull();
            assertThat(mail.getHeader("X-Any")).isNull();
            assertThat(far.requests().get(3).header("Seen"))
                    .contains("CamelHttpResponseCode=200")
                    .doesNotContain("kafka.OVERRIDE_TOPIC", "X-Any", "Set-Cookie", "Bcc");
        }
    }

    @Test
    void a_flow_that_names_files_after_values_stays_in_its_folder() throws Exception {
        Path out = dir.resolve("deep/out");
        try (TestHub hub = TestHub.in(dir)
                .route("flows/named.camel.yaml", flow("named", """
                                - setHeader: {name: CamelFileName, simple: "${body.data[FIELDS][TITLE]}"}
                                - setBody: {constant: "x"}
                                - to: file:OUT
                        """.replace("OUT", out.toString())))
                .start()) {
            for (String name : List.of(
                    "../up.txt", "../../../up.txt", dir.resolve("absolute.txt").toString())) {
                Bitrix24Event event = event(hub, "ONCRMLEADADD", name);
                hub.awaitOutcome(event.id(), "named");
            }
            Bitrix24Event expression = event(hub, "ONCRMLEADADD", "n-${sys.user.home}");
            hub.awaitOutcome(expression.id(), "named");
        }
        try (Stream<Path> files = Files.walk(dir)) {
            assertThat(files.filter(file -> file.toString().matches(".*(up|absolute)\\.txt"))
                            .filter(file -> !file.startsWith(out)))
                    .isEmpty();
        }
    }

    @Test
    void a_value_of_almost_a_megabyte_arrives_whole() throws Exception {
        String large = "<b>=".repeat(200_000);
        try (ScriptedServer far = new ScriptedServer(request -> Reply.of(200, "ok"));
                TestHub hub = TestHub.in(dir)
                        .set("hub.intake.max-body", "4MiB")
                        .route("flows/large.camel.yaml", flow("large", """
                                        - setBody: {simple: "${body.data[FIELDS][TITLE]}"}
                                        - to: FAR/large
                                """.replace("FAR", far.url())))
                        .start()) {
            Bitrix24Event event = event(hub, "ONCRMLEADADD", large);
            hub.awaitState(event.id(), "large", DeliveryState.DELIVERED);

            assertThat(far.requests().get(0).text()).isEqualTo(large);
        }
    }

    @Test
    void what_the_portal_answers_arrives_as_text_at_the_shipped_flows() throws Exception {
        try (HubRig rig = new HubRig(dir)) {
            rig.start();
            for (String title : HOSTILE) {
                long deal = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", title, "ASSIGNED_BY_ID", "2"));
                rig.far().portal().records().update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON"));
                rig.delivery(
                        rig.event("ONCRMDEALUPDATE", "deal:" + deal), "deal-won-to-telegram", DeliveryState.DELIVERED);
            }
            rig.settle();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals"))
                            .hasSize(HOSTILE.size() + 1));

            List<String> messages = rig.far().telegram().messages(HubRig.SALES_CHAT);
            assertThat(messages).hasSize(HOSTILE.size());
            for (int i = 0; i < HOSTILE.size(); i++) {
                assertThat(shown(messages.get(i)))
                        .contains(HOSTILE.get(i).lines().findFirst().orElseThrow());
            }
            assertThat(rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals").stream()
                            .skip(1)
                            .map(row -> String.valueOf(row.get(1))))
                    .containsExactlyInAnyOrderElementsOf(HOSTILE);
            assertThat(rig.far().sheets().received().stream()
                            .map(Received::toString)
                            .filter(text -> text.contains("USER_ENTERED")))
                    .isEmpty();
            assertThat(rig.far().sink().received()).isNotEmpty().allSatisfy(request -> assertThat(
                            request.headers().keySet())
                    .noneMatch(name -> name.startsWith("camel") || name.equals("x-injected")));
            assertThat(rig.fileLines())
                    .allSatisfy(
                            line -> assertThat(JSON.readTree(line).isObject()).isTrue());
        }
    }

    /** What people see of Telegram's HTML. */
    private static String shown(String html) {
        return html.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static String title(Bitrix24Event event) {
        return event.data() instanceof Map<?, ?> data && data.get("FIELDS") instanceof Map<?, ?> fields
                ? String.valueOf(fields.get("TITLE"))
                : "";
    }

    private int number;

    private Bitrix24Event event(TestHub hub, String type, String title) {
        String id = hub.send(type, Map.of("ID", Integer.toString(++number), "TITLE", title));
        return hub.store().event(id).orElseThrow();
    }

    private static List<String> names(String schema) throws Exception {
        List<String> names = new ArrayList<>();
        try (Connection connection = PostgresServer.connectTo(schema);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM contact")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static final class Postbox implements AutoCloseable {

        private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

        Postbox() {
            server.start();
        }

        int port() {
            return server.getSmtp().getPort();
        }

        List<MimeMessage> mails() {
            return List.of(server.getReceivedMessages());
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
