package io.b24hub.bitrix;

import static io.b24hub.bitrix.SocketPortal.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadOutcome.Gone;
import io.b24hub.bitrix.SocketPortal.Answer;
import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each error of the portal does to the calls after it, from the socket to the operator's ear. */
class EffectsOfErrorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ERRORS = Path.of("src/test/resources/bitrix24/errors.json");
    private static final Set<RestErrorClass> OF_THIS_CALL_ONLY = Set.of(
            RestErrorClass.CONFIGURATION, RestErrorClass.GONE, RestErrorClass.NO_ACCESS, RestErrorClass.PERMANENT);

    private final SocketPortal portal = new SocketPortal();

    @AfterEach
    void close() {
        portal.close();
    }

    /** One documented error. */
    record ErrorCase(JsonNode code, int status, String text, String method, String meaning, String advice) {

        String body() {
            return JSON.createObjectNode()
                    .put("error_description", text)
                    .set("error", code)
                    .toString();
        }

        Set<RestErrorClass> classes() {
            return switch (meaning) {
                case "backoff" -> Set.of(RestErrorClass.RATE_LIMIT);
                case "pause-method" -> Set.of(RestErrorClass.METHOD_PAUSED);
                case "halt-portal", "refresh-or-halt" -> Set.of(RestErrorClass.PORTAL_STOPPED);
                case "retry-limited" -> Set.of(RestErrorClass.TEMPORARY);
                case "config-error" -> Set.of(RestErrorClass.CONFIGURATION);
                case "entity-gone" -> Set.of(RestErrorClass.GONE);
                case "permission" -> Set.of(RestErrorClass.NO_ACCESS);
                // whose fault it is differs, what happens does not
                case "permanent" -> Set.of(RestErrorClass.PERMANENT, RestErrorClass.CONFIGURATION);
                default -> throw new IllegalArgumentException("errors.json: " + meaning);
            };
        }

        @Override
        public String toString() {
            return code + " " + status + " \"" + text + "\" is " + meaning;
        }
    }

    static Stream<ErrorCase> documented() throws IOException {
        List<ErrorCase> cases = new ArrayList<>();
        for (JsonNode row : JSON.readTree(ERRORS.toFile())) {
            for (JsonNode status : row.get("status")) {
                cases.add(new ErrorCase(
                        row.get("code"),
                        status.asInt(),
                        row.get("text").asText(),
                        row.get("method").asText(),
                        row.get("class").asText(),
                        row.get("advice").asText()));
            }
        }
        return cases.stream();
    }

    static Stream<String> recorded() throws IOException {
        return RecordedAnswer.names().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("documented")
    void each_documented_error_has_its_class_its_advice_and_its_effect(ErrorCase error) {
        portal.sends(Answer.json(error.status(), error.body()));

        RestErrorClass met = error.classes().contains(RestErrorClass.RATE_LIMIT)
                ? retried(error.method())
                : effect(error.method(), error.advice());

        assertThat(error.classes()).contains(met);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void each_recorded_answer_has_its_effect(String name) throws IOException {
        RecordedAnswer recorded = RecordedAnswer.of(name);
        String[] expected =
                RecordedAnswersTest.EXPECTED.getOrDefault(name, "missing").split(" +");
        portal.sends(Answer.of(recorded.status(), recorded.contentType(), recorded.body())
                .with(recorded.headers()));

        switch (expected[0]) {
            case "good" -> portal.result(recorded.method());
            case "found" ->
                assertThat(((Found) read(recorded.method(), expected[1])).fields())
                        .containsKey(expected[2]);
            case "gone" -> assertThat(read(recorded.method(), expected[1])).isEqualTo(new Gone());
            case "moved" -> followed(recorded.method());
            case "RATE_LIMIT" -> retried(recorded.method());
            default -> assertThat(effect(recorded.method(), "")).hasToString(expected[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RestErrorClass.class,
            names = {"GONE", "NO_ACCESS"})
    void a_missing_or_closed_record_is_an_outcome_and_the_next_record_is_read(RestErrorClass met) {
        String text = met == RestErrorClass.GONE ? "Not found" : "Access denied.";
        portal.sends(Answer.json(400, "{\"error\":\"\",\"error_description\":\"" + text + "\"}"));

        ReadOutcome first = read("crm.deal.get", "result");
        ReadOutcome second = read("crm.deal.get", "result");

        assertThat(first)
                .isInstanceOf(met == RestErrorClass.GONE ? Gone.class : ReadOutcome.Unreadable.class)
                .asString()
                .doesNotContain(SocketPortal.HOST);
        assertThat(second).isEqualTo(new Found(Map.of("ID", "1")));
        assertThat(portal.news()).isEmpty();
    }

    @Test
    void a_blocked_method_waits_until_the_time_that_its_last_good_answer_named() {
        Instant start = portal.clock().instant();
        portal.sends(
                        Answer.json(
                                200,
                                "{\"result\":[],\"time\":{\"finish\":1000000000,\"operating\":479,\"operating_reset_at\":1000000090}}"))
                .sends(Answer.json(429, "{\"error\":\"OPERATION_TIME_LIMIT\",\"error_description\":\"blocked\"}"));
        portal.result("crm.deal.list");

        RestException blocked = portal.failure("crm.deal.list");

        assertThat(blocked.retryAt()).contains(start.plusSeconds(90));
        portal.clock().advance(Duration.ofSeconds(90));
        portal.result("crm.deal.list");
        assertThat(portal.methods()).hasSize(3);
    }

    @Test
    void a_dead_secret_is_told_once_whatever_many_calls_meet_it() {
        for (int i = 0; i < 10; i++) {
            portal.sends(Answer.json(401, "{\"error\":\"INVALID_CREDENTIALS\",\"error_description\":\"no\"}"));
        }
        List<CompletableFuture<RestResult>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(portal.begin("crm.deal.get"));
        }

        patiently().until(() -> calls.stream().allMatch(CompletableFuture::isCompletedExceptionally));

        assertThat(portal.news()).hasSize(1).first().asString().startsWith("stopped main: ");
    }

    private ReadOutcome read(String method, String path) {
        CompletableFuture<ReadOutcome> read = new EntityReader("main", portal.calls())
                .read(new ReadPlan(method, Map.of("id", 1), path))
                .toCompletableFuture();
        patiently().until(read::isDone);
        return read.join();
    }

    /** Calls, finds the class of the failure, and holds what follows against it. */
    private RestErrorClass effect(String method, String advice) {
        RestException failure = portal.failure(method);
        RestErrorClass met = failure.errorClass();

        assertThat(failure.advice()).contains(advice).endsWith(".").hasSizeGreaterThan(20);
        assertThat(failure).hasMessageContaining("Portal main did not carry out " + method);
        assertThat(failure.getMessage()).doesNotContain("/rest/", SocketPortal.HOST);
        if (met == RestErrorClass.PORTAL_STOPPED) {
            stopped(failure);
        } else if (met == RestErrorClass.METHOD_PAUSED) {
            paused(failure);
        } else if (met == RestErrorClass.TEMPORARY) {
            assertThat(failure.forDelivery()).isSameAs(failure);
            goesOn(method);
        } else {
            assertThat(OF_THIS_CALL_ONLY).contains(met);
            assertThat(failure.forDelivery())
                    .isInstanceOfSatisfying(WillNotHeal.class, hopeless -> assertThat(hopeless.advice())
                            .isEqualTo(failure.advice()));
            assertThat(failure.mayHaveRun()).isFalse();
            goesOn(method);
        }
        return met;
    }

    private void goesOn(String method) {
        assertThat(portal.requests()).hasSize(1);
        portal.result(method);
        assertThat(portal.requests()).hasSize(2);
        assertThat(portal.news()).isEmpty();
    }

    private void stopped(RestException failure) {
        assertThat(portal.news()).containsExactly("stopped main: " + failure.advice());
        assertThat(failure.forDelivery()).isInstanceOfSatisfying(RetryLater.class, later -> assertThat(later.at())
                .isEqualTo(portal.clock().instant().plus(Duration.ofMinutes(5))));
        RestException unsent = portal.failure("crm.contact.get");
        assertThat(unsent.errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
        assertThat(unsent.advice()).isEqualTo(failure.advice());
        assertThat(portal.requests()).hasSize(1);

        portal.clock().advance(Duration.ofMinutes(5));
        portal.result("crm.contact.get");
        assertThat(portal.news()).hasSize(2).last().isEqualTo("recovered main");
    }

    private void paused(RestException failure) {
        String method = failure.method();
        assertThat(failure.forDelivery()).isInstanceOfSatisfying(RetryLater.class, later -> assertThat(later.at())
                .isEqualTo(portal.clock().instant().plus(Duration.ofMinutes(10))));
        assertThat(portal.failure(method).errorClass()).isEqualTo(RestErrorClass.METHOD_PAUSED);
        portal.result("some.other.get");
        assertThat(portal.methods()).containsExactly(method, "some.other.get");
        assertThat(portal.news()).isEmpty();

        portal.clock().advance(Duration.ofMinutes(10));
        portal.result(method);
    }

    private RestErrorClass retried(String method) {
        CompletableFuture<RestResult> call = portal.begin(method);
        patiently().until(() -> portal.requests().size() == 1 && portal.clock().waiting() > 0);
        portal.clock().advance(Duration.ofMillis(900));
        assertThat(portal.requests()).hasSize(1);

        portal.clock().advance(Duration.ofSeconds(1));
        patiently().until(call::isDone);

        assertThat(call).isCompleted();
        assertThat(portal.methods()).containsExactly(method, method);
        assertThat(portal.requests()).extracting(SocketPortal.Request::body).containsOnly("{\"id\":1}");
        assertThat(portal.news()).isEmpty();
        return RestErrorClass.RATE_LIMIT;
    }

    private void followed(String method) {
        portal.result(method);
        portal.result("crm.deal.get");

        assertThat(portal.requests())
                .extracting(request ->
                        request.http() + " " + request.host() + " " + request.method() + " " + request.body())
                .containsExactly(
                        "POST " + SocketPortal.HOST + " " + method + " {\"id\":1}",
                        "POST new-name.bitrix24.ru " + method + " {\"id\":1}",
                        "POST new-name.bitrix24.ru crm.deal.get {\"id\":1}");
        assertThat(portal.news()).containsExactly("moved main: https://new-name.bitrix24.ru");
    }

    @Test
    void a_redirect_to_anywhere_else_stops_the_portal_and_takes_the_secret_nowhere() {
        portal.sends(Answer.of(302, "", "<html>".getBytes(StandardCharsets.UTF_8))
                .with(Map.of("Location", "https://elsewhere.example/rest/1/secret/profile.json")));

        assertThat(effect("profile", "the portal's address")).isEqualTo(RestErrorClass.PORTAL_STOPPED);
        assertThat(portal.requests()).extracting(SocketPortal.Request::host).containsOnly(SocketPortal.HOST);
    }
}
