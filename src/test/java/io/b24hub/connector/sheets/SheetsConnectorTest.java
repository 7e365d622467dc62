package io.b24hub.connector.sheets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.sheets.v4.model.AppendValuesResponse;
import com.google.api.services.sheets.v4.model.ValueRange;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.FarAnswer;
import io.b24hub.connector.SafeText;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.connector.ScriptedServer.Request;
import io.b24hub.connector.Verdict;
import io.b24hub.connector.pace.Pacer;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SheetsConnectorTest {

    private static final String APPEND = "google-sheets:data/append?spreadsheetId=sheet-1&range=Deals!A1";
    private static final Reply APPENDED =
            Reply.of(200, "{\"spreadsheetId\":\"sheet-1\",\"updates\":{\"updatedRows\":1}}");

    @TempDir
    Path directory;

    private final ScriptedServer google = new ScriptedServer(request -> APPENDED);
    private final ManualClock clock = new ManualClock();
    private final FailureClassifier classifier = new FailureClassifier(clock, new SafeText());
    private CamelContext context;

    @BeforeEach
    void start() {
        sheets(APPENDED);
        context = started(google.url());
    }

    @AfterEach
    void stop() throws IOException {
        context.stop();
        google.close();
    }

    /** Answers the token endpoint with a token that names the account, and everything else as told. */
    private void sheets(Reply reply) {
        google.answers(request -> request.path().equals("/token") ? token(request) : reply);
    }

    private static Reply token(Request request) {
        String assertion = request.text().replaceAll(".*assertion=([^&]*).*", "$1");
        String claims = new String(Base64.getUrlDecoder()
                .decode(URLDecoder.decode(assertion, StandardCharsets.UTF_8).split("\\.")[1]));
        return Reply.of(
                200,
                "{\"access_token\":\"token-of-" + json(claims).get("iss").asText()
                        + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
    }

    private CamelContext started(String url) {
        DefaultCamelContext context = new DefaultCamelContext();
        SheetsConnector connector = new SheetsConnector(
                new SheetsClientFactory(url, Duration.ofSeconds(2), Duration.ofSeconds(2)), new Pacer(clock));
        GoogleSheetsConfiguration configuration = new GoogleSheetsConfiguration();
        configuration.setServiceAccountKey(ServiceAccount.key("robot@one", url));
        connector.setConfiguration(configuration);
        context.addComponent("google-sheets", connector);
        context.start();
        return context;
    }

    @Test
    void appends_a_list_as_a_new_row_of_plain_values() {
        Exchange exchange = send(APPEND, List.of("=IMPORTXML(\"http://evil\")", 12.5, 7, true, "Сделка 🎉"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage()
                        .getBody(AppendValuesResponse.class)
                        .getUpdates()
                        .getUpdatedRows())
                .isOne();
        Request request = appends().get(0);
        assertThat(request.path()).isEqualTo("/v4/spreadsheets/sheet-1/values/Deals!A1:append");
        assertThat(request.query().split("&")).contains("insertDataOption=INSERT_ROWS", "valueInputOption=RAW");
        assertThat(json(request.text()).get("values").toString())
                .isEqualTo("[[\"=IMPORTXML(\\\"http://evil\\\")\",12.5,7,true,\"Сделка 🎉\"]]");
    }

    @Test
    void obeys_options_that_are_set() {
        send(APPEND + "&insertDataOption=OVERWRITE&valueInputOption=USER_ENTERED&inBody=values", List.of("x"));

        assertThat(appends().get(0).query().split("&"))
                .contains("insertDataOption=OVERWRITE", "valueInputOption=USER_ENTERED");
    }

    @Test
    void keeps_the_columns_of_a_row_with_absent_values() {
        send(APPEND, Arrays.asList("a", null, "c", Double.NaN, Map.of("k", 1)));

        assertThat(json(appends().get(0).text()).get("values").toString())
                .isEqualTo("[[\"a\",\"\",\"c\",\"NaN\",\"{k=1}\"]]");
    }

    @Test
    void appends_a_list_of_lists_as_several_rows() {
        send(APPEND, List.of(List.of("a", 1), List.of("b", 2)));

        assertThat(json(appends().get(0).text()).get("values").toString()).isEqualTo("[[\"a\",1],[\"b\",2]]");
    }

    @Test
    void appends_from_a_yaml_route_with_and_without_the_transformer() throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("sheet.camel.yaml", """
                        - route:
                            id: plain
                            from:
                              uri: direct:plain
                              steps:
                                - to:
                                    uri: google-sheets:data/append
                                    parameters: {spreadsheetId: sheet-1, range: "Deals!A1"}
                        - route:
                            id: transformed
                            from:
                              uri: direct:transformed
                              steps:
                                - transformDataType: {toType: "google-sheets:row"}
                                - to:
                                    uri: google-sheets:data/append
                                    parameters: {spreadsheetId: sheet-1, range: "Deals!A1", inBody: values}
                        """));

        Exchange plain = send("direct:plain", List.of("a", 1));
        Exchange transformed = send("direct:transformed", List.of("b", 2));
        Exchange wrong = send("direct:transformed", "not a list");

        assertThat(plain.getException()).isNull();
        assertThat(transformed.getException()).isNull();
        assertThat(appends())
                .extracting(request -> json(request.text()).get("values").toString())
                .containsExactly("[[\"a\",1]]", "[[\"b\",2]]");
        assertThat(wrong.getException(WillNotHeal.class)).hasMessageContaining("must be a list");
    }

    @Test
    void does_not_write_a_row_again_at_a_later_step() {
        Exchange exchange = send(APPEND, List.of("a"));

        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("CamelGoogleSheets.values");
    }

    @Test
    void leaves_a_value_range_alone() {
        send(APPEND + "&inBody=values", new ValueRange().setValues(List.of(List.of("x", "y"))));

        assertThat(json(appends().get(0).text()).get("values").toString()).isEqualTo("[[\"x\",\"y\"]]");
    }

    @Test
    void keeps_two_service_accounts_apart() throws Exception {
        Path key = directory.resolve("two.json");
        Files.writeString(key, ServiceAccount.key("robot@two", google.url()));

        send(APPEND, List.of("a"));
        send(APPEND + "&serviceAccountKey=" + key, List.of("b"));
        send(APPEND + "&serviceAccountKey=file:" + key, List.of("c"));
        send(APPEND, List.of("d"));

        assertThat(appends())
                .extracting(request -> request.header("Authorization"))
                .containsExactly(
                        "Bearer token-of-robot@one",
                        "Bearer token-of-robot@two",
                        "Bearer token-of-robot@two",
                        "Bearer token-of-robot@one");
    }

    @Test
    void keeps_credentials_out_of_addresses() {
        send(APPEND + "&clientId=id-1&clientSecret=sec-2&refreshToken=ref-3&accessToken=acc-4", List.of("a"));

        assertThat(appends()).singleElement().satisfies(request -> {
            assertThat(request.header("Authorization")).isEqualTo("Bearer acc-4");
            assertThat(request.query()).doesNotContain("acc-4", "sec-2", "ref-3", "id-1");
        });
    }

    @Test
    void starts_while_google_is_away() throws IOException {
        CamelContext alone = started(ScriptedServer.nobody());

        Exchange exchange = alone.createProducerTemplate()
                .send(APPEND, message -> message.getIn().setBody(List.of("a")));
        alone.stop();

        assertThat(exchange.getException()).hasRootCauseInstanceOf(IOException.class);
        assertThat(classifier.classify(exchange.getException())).isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void gives_up_on_a_silent_google() {
        sheets(Reply.silence());

        Exchange exchange = send(APPEND, List.of("a"));

        assertThat(classifier.classify(exchange.getException()))
                .isInstanceOfSatisfying(
                        Verdict.Retry.class, retry -> assertThat(retry.reason()).contains("no answer in time"));
    }

    @Test
    void waits_when_the_quota_is_spent() {
        sheets(Reply.of(429, error(429, "RESOURCE_EXHAUSTED", "rateLimitExceeded", "Quota exceeded")));
        Exchange unsaid = send(APPEND, List.of("a"));
        sheets(Reply.of(429, error(429, "RESOURCE_EXHAUSTED", "rateLimitExceeded", "Quota exceeded"))
                .with("Retry-After", "7"));
        Exchange said = send(APPEND, List.of("a"));
        sheets(Reply.of(403, error(403, "PERMISSION_DENIED", "userRateLimitExceeded", "User quota exceeded")));
        Exchange old = send(APPEND, List.of("a"));

        assertThat(classifier.classify(unsaid.getException()).with(FarAnswer.NONE))
                .isEqualTo(new Verdict.Later(clock.instant().plusSeconds(60), "Google answered 429: Quota exceeded"));
        assertThat(classifier.classify(said.getException()).with(FarAnswer.NONE))
                .isEqualTo(new Verdict.Later(clock.instant().plusSeconds(7), "Google answered 429: Quota exceeded"));
        assertThat(classifier.classify(old.getException())).isInstanceOf(Verdict.Later.class);
    }

    @Test
    void says_what_to_do_when_the_sheet_is_not_shared() {
        sheets(Reply.of(403, error(403, "PERMISSION_DENIED", "forbidden", "The caller does not have permission")));

        Exchange exchange = send(APPEND, List.of("a"));

        assertThat(exchange.getException()).hasRootCauseInstanceOf(GoogleJsonResponseException.class);
        assertThat(classifier.classify(exchange.getException()))
                .isInstanceOfSatisfying(Verdict.Hopeless.class, hopeless -> {
                    assertThat(hopeless.reason()).isEqualTo("Google answered 403: The caller does not have permission");
                    assertThat(hopeless.advice()).contains("Share the sheet", "client_email");
                });
    }

    @Test
    void retries_after_a_failure_of_google() {
        sheets(Reply.of(500, error(500, "INTERNAL", "backendError", "Internal error")));

        Exchange exchange = send(APPEND, List.of("a"));

        assertThat(classifier.classify(exchange.getException()).with(FarAnswer.NONE))
                .isEqualTo(new Verdict.Retry("Google answered 500: Internal error"));
    }

    @Test
    void does_not_retry_with_an_account_that_google_deleted() {
        google.answers(Reply.of(
                400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid grant: account not found\"}"));

        Exchange exchange = send(APPEND, List.of("a"));

        assertThat(classifier.classify(exchange.getException()))
                .isInstanceOfSatisfying(Verdict.Hopeless.class, hopeless -> assertThat(hopeless.reason())
                        .contains("invalid_grant"));
    }

    @Test
    void asks_a_failing_token_endpoint_once() {
        google.answers(Reply.of(503, "{}"));

        Exchange exchange = send(APPEND, List.of("a"));

        assertThat(google.requests()).hasSize(1);
        assertThat(classifier.classify(exchange.getException())).isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void does_not_show_a_key_it_cannot_read() {
        String broken =
                ServiceAccount.key("robot@one", google.url()).replace("BEGIN PRIVATE KEY-----\\n", "BEGIN-SEEN-");
        GoogleSheetsConfiguration configuration = new GoogleSheetsConfiguration();
        configuration.setServiceAccountKey(broken);
        context.getComponent("google-sheets", SheetsConnector.class).setConfiguration(configuration);

        Throwable failure = catchThrowable(() -> context.getEndpoint(APPEND));
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));

        assertThat(trace.toString()).contains("given as JSON cannot be used").doesNotContain("BEGIN-SEEN");
    }

    @Test
    void names_the_option_when_there_is_no_account() {
        context.getComponent("google-sheets", SheetsConnector.class).setConfiguration(new GoogleSheetsConfiguration());

        Throwable failure = catchThrowable(() -> context.getEndpoint(APPEND));

        assertThat(failure).hasStackTraceContaining("set serviceAccountKey on google-sheets:");
    }

    private Exchange send(String uri, Object body) {
        return context.createProducerTemplate()
                .send(uri, exchange -> exchange.getIn().setBody(body));
    }

    private List<Request> appends() {
        return google.requests().stream()
                .filter(request -> !request.path().equals("/token"))
                .toList();
    }

    private static String error(int code, String status, String reason, String message) {
        return """
                {"error":{"code":%d,"status":"%s","message":"%s","errors":[{"domain":"global","reason":"%s","message":"%s"}]}}
                """.formatted(code, status, message, reason, message);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
