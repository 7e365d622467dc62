package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.ScriptedPortal.Request;
import io.b24hub.failure.HubException;
import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.RestSettings;
import io.b24hub.settings.Secret;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalRestTest {

    private static final String SECRET = "s3cretw0rdabcdef";
    private static final String BASE = "https://old.bitrix24.com/rest/7/" + SECRET + "/";

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final ScriptedPortal portal = new ScriptedPortal();
    private final List<String> news = new ArrayList<>();
    private final LeakyBucket bucket = new LeakyBucket(BudgetSettings.STANDARD, clock);
    private final PortalRest rest = rest(Optional.of(webhook("https://old.bitrix24.com")), portal);

    @Test
    void posts_json_to_the_method() throws Exception {
        portal.json(200, "{\"result\":true,\"time\":{\"duration\":0.5}}");
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("id", 662);
        params.put("select", List.of("ID", "Стадия"));
        params.put("nothing", null);

        RestResult result = now(rest.call("crm.deal.get", params));

        assertThat(result.result()).isEqualTo(true);
        assertThat(portal.requests())
                .containsExactly(new Request(
                        BASE + "crm.deal.get.json", "{\"id\":662,\"select\":[\"ID\",\"Стадия\"],\"nothing\":null}"));
    }

    @Test
    void reads_numbers_without_loss() throws Exception {
        portal.json(
                200,
                "{\"result\":{\"a\":7,\"b\":200540400001,\"c\":99999999999999999999,\"d\":12345678.90,\"e\":\"007\",\"f\":[]},"
                        + "\"next\":\"50\",\"total\":3000000000}");

        RestResult result = now(rest.call("crm.deal.list", Map.of()));

        assertThat(result.result().toString())
                .isEqualTo("{a=7, b=200540400001, c=99999999999999999999, d=12345678.90, e=007, f=[]}");
        Map<?, ?> values = (Map<?, ?>) result.result();
        assertThat(values.get("a")).isEqualTo(7L);
        assertThat(values.get("d")).isEqualTo(new BigDecimal("12345678.90"));
        assertThat(values.get("e")).isEqualTo("007");
        assertThat(result.next()).hasValue(50);
        assertThat(result.total()).hasValue(3_000_000_000L);
        assertThat(result.time()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "crm/deal", "crm.deal.get?x=1", "../admin", "crm..get", ".get", "crm.deal.get\n", "é"})
    void sends_nothing_when_the_name_could_change_the_path(String name) {
        RestException failure = failure(rest.call(name, Map.of()));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.CONFIGURATION);
        assertThat(failure.forDelivery()).isInstanceOf(WillNotHeal.class);
        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void says_what_to_do_when_there_is_no_webhook() {
        RestException failure = failure(rest(Optional.empty(), portal).call("profile", Map.of()));

        assertThat(failure).hasMessageContaining("main").hasMessageContaining("Create an incoming webhook");
        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.CONFIGURATION);
    }

    @Test
    void refuses_parameters_that_are_no_json() {
        RestException failure = failure(rest.call("profile", Map.of("x", new Object())));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.PERMANENT);
        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void a_failure_names_portal_method_status_code_text_and_advice() {
        portal.error(400, "NOT_FOUND", "Элемент не найден<br>");

        RestException failure = failure(rest.call("crm.item.get", Map.of()));

        assertThat(failure)
                .hasMessage("Portal main did not carry out crm.item.get: GONE, code NOT_FOUND, HTTP 400,"
                        + " \"Элемент не найден\". The record no longer exists on the portal.");
        assertThat(failure.portal()).isEqualTo("main");
        assertThat(failure.method()).isEqualTo("crm.item.get");
        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.code()).isEqualTo("NOT_FOUND");
        assertThat(failure.mayHaveRun()).isFalse();
    }

    @Test
    void calls_wait_for_room_in_the_bucket() {
        PortalRest alone = alone();
        for (int i = 0; i < 60; i++) {
            portal.good();
            alone.call("crm.deal.get", Map.of("id", i));
        }

        assertThat(portal.requests()).hasSize(48);
        clock.advance(Duration.ofSeconds(2));
        assertThat(portal.requests()).hasSize(52);
        assertThat(portal.requests().get(51).body()).isEqualTo("{\"id\":51}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm.deal.get", "crm.deal.add"})
    void sends_a_refused_call_again_after_a_pause(String method) throws Exception {
        portal.error(503, "QUERY_LIMIT_EXCEEDED", "Too many requests").good();

        CompletionStage<RestResult> call = rest.call(method, Map.of());

        assertThat(portal.requests()).hasSize(1);
        clock.advance(Duration.ofMillis(900));
        assertThat(portal.requests()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        now(call);
        assertThat(portal.methods()).containsExactly(method, method);
    }

    @Test
    void gives_up_after_five_repeats_and_asks_to_come_later() {
        for (int i = 0; i < 10; i++) {
            portal.html(429);
        }

        CompletionStage<RestResult> call = rest.call("crm.deal.get", Map.of());
        clock.advance(Duration.ofMinutes(5));

        RestException failure = failure(call);
        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.RATE_LIMIT);
        assertThat(failure.forDelivery()).isInstanceOf(RetryLater.class);
        assertThat(portal.requests()).hasSize(6);
    }

    @Test
    void asks_to_come_later_when_too_many_calls_wait() {
        LeakyBucket tiny = new LeakyBucket(new BudgetSettings(1, 1), clock, 0, 1);
        PortalRest busy = new PortalRest(
                settings(Optional.of(webhook("https://old.bitrix24.com"))), portal, tiny, clock, listener());
        busy.call("crm.deal.get", Map.of("id", 1));
        busy.call("crm.deal.get", Map.of("id", 2));

        RestException failure = failure(busy.call("crm.deal.get", Map.of("id", 3)));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.RATE_LIMIT);
        assertThat(((RetryLater) failure.forDelivery()).at()).isAfter(start);
    }

    @ParameterizedTest
    @CsvSource({"crm.deal.add,true", "tasks.task.update,true", "crm.deal.get,false", "crm.item.list,false"})
    void never_repeats_a_call_that_may_have_run(String method, boolean mayHaveRun) {
        portal.fails(new IOException("Read timed out: " + BASE + method)).good();

        RestException failure = failure(rest.call(method, Map.of()));
        clock.advance(Duration.ofHours(1));

        assertThat(portal.requests()).hasSize(1);
        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.TEMPORARY);
        assertThat(failure.mayHaveRun()).isEqualTo(mayHaveRun);
        assertThat(failure.forDelivery()).isSameAs(failure);
        assertThat(failure).hasMessageContaining("IOException");
    }

    @ParameterizedTest
    @CsvSource({
        "502,<html>Bad gateway</html>,an answer that is not JSON",
        "504,'',an empty answer",
        "200,'',an empty answer",
        "200,'[1]',JSON that is not an object",
        "200,'{\"ok\":1}',neither result nor error",
        "200,'{\"result\":',not JSON"
    })
    void takes_an_answer_it_does_not_understand_for_temporary(int status, String body, String reason) {
        portal.json(status, body).good();

        RestException failure = failure(rest.call("crm.deal.update", Map.of()));
        clock.advance(Duration.ofHours(1));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.TEMPORARY);
        assertThat(failure).hasMessageContaining(reason);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(portal.requests()).hasSize(1);
    }

    @Test
    void a_gateways_page_is_called_by_its_name() {
        portal.html(503);

        assertThat(failure(rest.call("crm.deal.get", Map.of()))).hasMessageContaining("a web page instead of JSON");
    }

    @Test
    void takes_an_oversized_answer_for_temporary() {
        byte[] huge = new byte[HttpTransport.MAX_ANSWER + 1];
        portal.then(CompletableFuture.completedFuture(new HttpAnswer(200, "application/json", huge, Optional.empty())));

        RestException failure = failure(rest.call("crm.deal.list", Map.of()));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.TEMPORARY);
        assertThat(failure).hasMessageContaining("16777217 bytes");
    }

    @Test
    void survives_a_transport_that_throws() {
        HttpTransport broken = (url, body) -> {
            throw new IllegalStateException("no client for " + url);
        };

        RestException failure = failure(
                rest(Optional.of(webhook("https://old.bitrix24.com")), broken).call("crm.deal.get", Map.of()));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.TEMPORARY);
    }

    @Test
    void pauses_only_the_blocked_method_until_the_portal_resets_it() throws Exception {
        portal.json(
                        200,
                        "{\"result\":[],\"time\":{\"finish\":1000000000.5,\"operating\":479,\"operating_reset_at\":1000000090}}")
                .error(429, "OPERATION_TIME_LIMIT", "Method is blocked")
                .good()
                .good();
        now(rest.call("crm.deal.list", Map.of()));

        RestException blocked = failure(rest.call("crm.deal.list", Map.of()));
        RestException waiting = failure(rest.call("crm.deal.list", Map.of()));
        now(rest.call("crm.lead.list", Map.of()));

        assertThat(((RetryLater) blocked.forDelivery()).at()).isEqualTo(start.plusMillis(89_500));
        assertThat(waiting.errorClass()).isEqualTo(RestErrorClass.METHOD_PAUSED);
        assertThat(waiting.retryAt()).contains(start.plusMillis(89_500));
        assertThat(portal.methods()).containsExactly("crm.deal.list", "crm.deal.list", "crm.lead.list");

        clock.advance(Duration.ofSeconds(90));
        now(rest.call("crm.deal.list", Map.of()));
    }

    @Test
    void pauses_a_method_for_ten_minutes_when_the_portal_says_nothing() {
        portal.error(429, "OPERATION_TIME_LIMIT", "Method is blocked");

        RestException failure = failure(rest.call("crm.deal.list", Map.of()));

        assertThat(failure.retryAt()).contains(start.plus(Duration.ofMinutes(10)));
    }

    @Test
    void stops_at_a_dead_secret_and_recovers_by_a_probe() throws Exception {
        portal.error(401, "INVALID_CREDENTIALS", "Invalid request credentials");

        RestException dead = failure(rest.call("crm.deal.get", Map.of()));
        RestException refused = failure(rest.call("crm.lead.get", Map.of()));

        assertThat(((RetryLater) dead.forDelivery()).at()).isEqualTo(start.plus(Duration.ofMinutes(5)));
        assertThat(((RetryLater) refused.forDelivery()).at()).isEqualTo(start.plus(Duration.ofMinutes(5)));
        assertThat(refused).hasMessageContaining("not sent").hasMessageContaining("create a new one");
        assertThat(portal.requests()).hasSize(1);
        assertThat(news).hasSize(1).first().asString().startsWith("stopped main: The incoming webhook was deleted");
        assertThat(rest.stoppedBecause()).isPresent();

        clock.advance(Duration.ofMinutes(5));
        CompletableFuture<HttpAnswer> slow = new CompletableFuture<>();
        portal.then(slow);
        CompletionStage<RestResult> probe = rest.call("crm.deal.get", Map.of());
        assertThat(failure(rest.call("crm.lead.get", Map.of())).errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
        assertThat(portal.requests()).hasSize(2);

        slow.complete(ScriptedPortal.answer(200, ScriptedPortal.GOOD));
        now(probe);
        portal.good();
        now(rest.call("crm.lead.get", Map.of()));
        assertThat(news).hasSize(2).last().isEqualTo("recovered main");
        assertThat(rest.stoppedBecause()).isEmpty();
    }

    @Test
    void a_failed_probe_keeps_the_portal_stopped_without_a_second_alarm() {
        portal.error(503, "OVERLOAD_LIMIT", "blocked").error(503, "OVERLOAD_LIMIT", "blocked");
        failure(rest.call("crm.deal.get", Map.of()));

        clock.advance(Duration.ofMinutes(6));
        failure(rest.call("crm.deal.get", Map.of()));
        RestException refused = failure(rest.call("crm.deal.get", Map.of()));

        assertThat(refused.retryAt()).contains(start.plus(Duration.ofMinutes(11)));
        assertThat(portal.requests()).hasSize(2);
        assertThat(news).hasSize(1);
    }

    @Test
    void a_late_answer_from_before_the_stop_does_not_count_as_recovery() {
        CompletableFuture<HttpAnswer> late = new CompletableFuture<>();
        portal.then(late).error(401, "NO_AUTH_FOUND", "Wrong authorization data");
        rest.call("crm.deal.get", Map.of());
        CompletionStage<RestResult> stopped = rest.call("crm.lead.get", Map.of());
        clock.advance(Duration.ofMillis(5));
        failure(stopped);

        late.complete(ScriptedPortal.answer(200, ScriptedPortal.GOOD));

        assertThat(news).hasSize(1);
        assertThat(rest.stoppedBecause()).isPresent();
    }

    @Test
    void calls_that_waited_while_the_portal_stopped_are_not_sent() {
        CompletableFuture<HttpAnswer> first = new CompletableFuture<>();
        portal.then(first);
        List<CompletionStage<RestResult>> calls = new ArrayList<>();
        PortalRest alone = alone();
        for (int i = 0; i < 100; i++) {
            calls.add(alone.call("crm.deal.get", Map.of("id", i)));
        }

        first.complete(ScriptedPortal.answer(401, "{\"error\":\"NO_AUTH_FOUND\"}"));
        clock.advance(Duration.ofMinutes(1));

        assertThat(portal.requests()).hasSize(Coalescer.MOST_ON_THE_WAY);
        assertThat(failure(calls.get(99)).errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
    }

    @Test
    void an_error_that_may_mean_one_record_does_not_stop_the_portal() throws Exception {
        portal.error(403, "ACCESS_DENIED", "Доступ запрещен").good().good();

        RestException failure = failure(rest.call("some.thing.get", Map.of()));
        now(rest.call("crm.deal.get", Map.of()));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.NO_ACCESS);
        assertThat(failure.method()).isEqualTo("some.thing.get");
        assertThat(portal.methods()).containsExactly("some.thing.get", "profile", "crm.deal.get");
        assertThat(news).isEmpty();
    }

    @Test
    void an_error_that_the_second_look_confirms_stops_the_portal() {
        portal.error(403, "ACCESS_DENIED", "Тариф").error(403, "ACCESS_DENIED", "Тариф");

        RestException failure = failure(rest.call("some.thing.get", Map.of()));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
        assertThat(failure.forDelivery()).isInstanceOf(RetryLater.class);
        assertThat(news).hasSize(1);
    }

    @Test
    void a_doubtful_answer_to_the_probe_still_lets_the_portal_recover() {
        portal.error(401, "NO_AUTH_FOUND", "x")
                .error(403, "ACCESS_DENIED", "Доступ запрещен")
                .good();
        failure(rest.call("some.thing.get", Map.of()));

        clock.advance(Duration.ofMinutes(5));
        failure(rest.call("some.thing.get", Map.of()));

        assertThat(news).last().isEqualTo("recovered main");
    }

    @Test
    void a_listener_that_throws_harms_nothing() {
        PortalListener broken = new PortalListener() {
            @Override
            public void stopped(String portal, String advice) {
                throw new IllegalStateException("no bell");
            }
        };
        portal.error(401, "NO_AUTH_FOUND", "x");
        PortalRest unheard = new PortalRest(
                settings(Optional.of(webhook("https://old.bitrix24.com"))), portal, bucket, clock, broken);

        RestException failure = failure(unheard.call("profile", Map.of()));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
    }

    @Test
    void follows_a_rename_as_post_and_remembers_it() throws Exception {
        portal.redirect("https://new.bitrix24.com/rest/7/" + SECRET + "/crm.deal.add.json")
                .good()
                .good();

        now(rest.call("crm.deal.add", Map.of("a", 1)));
        now(rest.call("profile", Map.of()));

        assertThat(portal.requests())
                .extracting(Request::url)
                .containsExactly(
                        BASE + "crm.deal.add.json",
                        "https://new.bitrix24.com/rest/7/" + SECRET + "/crm.deal.add.json",
                        "https://new.bitrix24.com/rest/7/" + SECRET + "/profile.json");
        assertThat(portal.requests().get(1).body()).isEqualTo("{\"a\":1}");
        assertThat(news).containsExactly("moved main: https://new.bitrix24.com");
    }

    @Test
    void follows_one_redirect_only() {
        portal.redirect("https://new.bitrix24.com/rest/7/" + SECRET + "/profile.json")
                .redirect("https://old.bitrix24.com/rest/7/" + SECRET + "/profile.json");

        RestException failure = failure(rest.call("profile", Map.of()));

        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
        assertThat(portal.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://new.bitrix24.com/rest/7/" + SECRET + "/profile.json",
                "https://new.bitrix24.com:8443/rest/7/" + SECRET + "/profile.json",
                "https://bitrix24.com.evil.example/rest/7/" + SECRET + "/profile.json",
                "https://new.bitrix24.de/rest/7/" + SECRET + "/profile.json",
                "https://user@new.bitrix24.com/rest/7/" + SECRET + "/profile.json",
                "https://new.bitrix24.com/rest/7/" + SECRET + "/profile.json?x=1",
                "https://new.bitrix24.com/rest/7/" + SECRET + "/other.json",
                "https://new.bitrix24.com/login/",
                "/login/",
                "not an address at all"
            })
    void sends_the_secret_nowhere_else(String location) {
        portal.redirect(location);

        RestException failure = failure(rest.call("profile", Map.of()));

        assertThat(portal.requests()).hasSize(1);
        assertThat(failure.errorClass()).isEqualTo(RestErrorClass.PORTAL_STOPPED);
        assertNoSecret(failure);
        assertThat(news).hasSize(1).first().asString().startsWith("stopped");
    }

    @Test
    void the_secret_stands_in_no_exception() {
        String leak = "bad call of " + BASE + "profile.json, " + SECRET.toUpperCase(Locale.ROOT);
        portal.fails(new IOException(leak, new ConnectException(leak)))
                .error(400, SECRET, leak)
                .error(400, "ERROR_CORE", "x".repeat(295) + SECRET)
                .error(500, "INTERNAL_SERVER_ERROR", leak)
                .json(400, "{\"error\":{\"code\":\"" + SECRET + "\",\"message\":\"" + leak + "\"}}")
                .json(502, leak);

        List<RestException> failures = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            failures.add(failure(rest.call("profile", Map.of())));
        }
        failures.add(failure(rest.call(BASE + "profile", Map.of())));

        assertThat(portal.requests()).hasSize(6);
        failures.forEach(PortalRestTest::assertNoSecret);
    }

    @Test
    void far_words_stay_short_and_on_one_line() {
        portal.error(400, "ERROR_CORE", "a\\r\\nERROR forged line\\u2028" + "long ".repeat(2000));

        String message = failure(rest.call("profile", Map.of())).getMessage();

        assertThat(message).doesNotContain("\n", "\r", "\u2028").hasSizeLessThan(700);
    }

    private static void assertNoSecret(RestException failure) {
        StringWriter everything = new StringWriter();
        failure.printStackTrace(new PrintWriter(everything));
        HubException forDelivery = failure.forDelivery();
        forDelivery.printStackTrace(new PrintWriter(everything));
        everything.append(failure.toString()).append(failure.code()).append(failure.method());
        assertThat(everything.toString()).doesNotContainIgnoringCase(SECRET).doesNotContain(SECRET.substring(0, 6));
    }

    private static Webhook webhook(String address) {
        return new Webhook(URI.create(address), 7, Secret.of(SECRET));
    }

    private static PortalSettings settings(Optional<Webhook> webhook) {
        return new PortalSettings(
                "main", List.of(), Optional.empty(), false, Optional.empty(), webhook, BudgetSettings.STANDARD);
    }

    private PortalRest rest(Optional<Webhook> webhook, HttpTransport transport) {
        return new PortalRest(settings(webhook), transport, bucket, clock, listener());
    }

    private PortalRest alone() {
        return new PortalRest(
                settings(Optional.of(webhook("https://old.bitrix24.com"))),
                new RestSettings(Duration.ZERO, 1),
                portal,
                bucket,
                clock,
                listener());
    }

    private PortalListener listener() {
        return new PortalListener() {
            @Override
            public void stopped(String name, String advice) {
                news.add("stopped " + name + ": " + advice);
            }

            @Override
            public void recovered(String name) {
                news.add("recovered " + name);
            }

            @Override
            public void moved(String name, URI address) {
                news.add("moved " + name + ": " + address);
            }
        };
    }

    private static RestResult now(CompletionStage<RestResult> call) throws Exception {
        return call.toCompletableFuture().get(0, TimeUnit.SECONDS);
    }

    private static RestException failure(CompletionStage<RestResult> call) {
        CompletableFuture<RestResult> future = call.toCompletableFuture();
        assertThat(future).isCompletedExceptionally();
        try {
            throw new AssertionError("a result came: " + future.get());
        } catch (ExecutionException e) {
            return (RestException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
