package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    private static final Path HOME = Path.of("/opt/hub");
    private static final String TOKEN = "k3x9v0q1example2token4567";
    private static final String WEBHOOK_URL = "hub.portal.main.webhook-url";

    @Test
    void a_token_is_enough() {
        HubSettings settings = read();

        assertThat(settings.intake())
                .isEqualTo(new IntakeSettings(
                        "0.0.0.0",
                        8080,
                        1 << 20,
                        Duration.ofSeconds(10),
                        10_000,
                        Duration.ofSeconds(10),
                        Optional.empty()));
        assertThat(settings.management())
                .isEqualTo(new ManagementSettings("127.0.0.1", 9876, Optional.empty(), Optional.empty()));
        assertThat(settings.storeFile()).isEqualTo(HOME.resolve("data/hub.db"));
        assertThat(settings.database()).isEmpty();
        assertThat(settings.routes()).isEqualTo(new RouteSettings(HOME.resolve("routes"), false, true));
        assertThat(settings.delivery())
                .isEqualTo(new DeliverySettings(
                        Units.durations("5s,30s,2m,10m,30m,1h,3h,6h,12h,1d"),
                        Duration.ofDays(3),
                        16,
                        Duration.ofSeconds(20)));
        assertThat(settings.breaker())
                .isEqualTo(new BreakerSettings(5, Duration.ofSeconds(30), Duration.ofMinutes(10)));
        assertThat(settings.retention())
                .isEqualTo(new RetentionSettings(
                        Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(365), 10L << 30));
        assertThat(settings.portals()).containsOnlyKeys("main");
        PortalSettings main = settings.portals().get("main");
        assertThat(main.tokens()).containsExactly(Secret.of(TOKEN));
        assertThat(main.budget()).isEqualTo(BudgetSettings.STANDARD);
        assertThat(main.memberId()).isEmpty();
        assertThat(main.pinMember()).isFalse();
        assertThat(main.robotSecret()).isEmpty();
        assertThat(main.webhook()).isEmpty();
        assertThat(main.locale()).isEqualTo(Locale.ENGLISH);
        assertThat(main.timeZone()).isEqualTo(ZoneId.systemDefault());
        assertThat(settings.connectors().telegramToken()).isEmpty();
        assertThat(settings.connectors().googleKeyFile()).isEmpty();
    }

    @Test
    void reads_when_silence_and_slow_answers_are_trouble() {
        AlertSettings standard = read().alerts();
        AlertSettings set = read(
                        "hub.portal.main.expect-event-every", "4h",
                        "hub.portal.main.silence-ignore", "contact, item-147",
                        "hub.intake.answer-objective", "0")
                .alerts();

        assertThat(standard.answerObjective()).isEqualTo(Duration.ofMillis(500));
        assertThat(standard.expectEvery("main")).isEmpty();
        assertThat(standard.silenceIgnored("main")).isEmpty();
        assertThat(set.answerObjective()).isZero();
        assertThat(set.expectEvery("main")).contains(Duration.ofHours(4));
        assertThat(set.silenceIgnored("main")).containsExactlyInAnyOrder("contact", "item-147");
    }

    @Test
    void a_family_that_does_not_exist_is_named() {
        assertThatThrownBy(() -> read("hub.portal.main.silence-ignore", "deals"))
                .hasMessageContaining("hub.portal.main.silence-ignore")
                .hasMessageContaining("\"deals\"");
    }

    @Test
    void reads_what_is_set() {
        HubSettings settings = read(
                "hub.portal.main.member-id", "a1b2c3",
                "hub.telegram.token", "123456:AAtoken",
                "hub.telegram.base-uri", "http://127.0.0.1:8081",
                "hub.google.key-file", "secrets/google.json",
                "hub.google.root-url", "http://127.0.0.1:8082/",
                "hub.intake.max-body", "2MiB",
                "hub.routes.reload", "true",
                "hub.routes.bad-file", "skip",
                "hub.delivery.retry-schedule", "1s, 2m",
                "hub.delivery.retry-for", "0",
                "hub.retention.delivered", "2d",
                "hub.retention.parked", "30d",
                "hub.retention.max-size", "512MiB");

        assertThat(settings.portals().get("main").memberId()).contains("a1b2c3");
        assertThat(settings.connectors().telegramToken()).contains(Secret.of("123456:AAtoken"));
        assertThat(settings.connectors().telegramBaseUri()).contains(URI.create("http://127.0.0.1:8081"));
        assertThat(settings.connectors().googleKeyFile()).contains("/opt/hub/secrets/google.json");
        assertThat(settings.connectors().googleRootUrl()).contains(URI.create("http://127.0.0.1:8082/"));
        assertThat(settings.intake().maxBody()).isEqualTo(2 << 20);
        assertThat(settings.routes()).isEqualTo(new RouteSettings(HOME.resolve("routes"), true, false));
        assertThat(settings.delivery().retryWaits()).containsExactly(Duration.ofSeconds(1), Duration.ofMinutes(2));
        assertThat(settings.delivery().retryFor()).isZero();
        assertThat(settings.retention())
                .isEqualTo(new RetentionSettings(
                        Duration.ofDays(2), Duration.ofDays(30), Duration.ofDays(365), 512L << 20));
    }

    @Test
    void a_limit_of_the_stores_size_that_nothing_fits_into_is_refused() {
        assertThatThrownBy(() -> read("hub.retention.max-size", "1000"))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("hub.retention.max-size")
                .hasMessageContaining("at least 1MiB");
        assertThat(read("hub.retention.max-size", "0").retention().maxSize()).isZero();
    }

    @Test
    void tls_needs_both_files_and_they_must_be_there() {
        String there = Path.of("pom.xml").toAbsolutePath().toString();

        assertThat(bad("hub.intake.tls-certificate", there).problems())
                .extracting(BadSettings.Problem::key)
                .containsExactly("hub.intake.tls-key");
        assertThat(bad("hub.intake.tls-certificate", there, "hub.intake.tls-key", "tls/none.pem"))
                .hasMessageContaining("hub.intake.tls-key: is /opt/hub/tls/none.pem, which does not exist");
        assertThat(read("hub.intake.tls-certificate", there, "hub.intake.tls-key", there)
                        .intake()
                        .tls())
                .contains(new TlsFiles(Path.of(there), Path.of(there)));
    }

    @Test
    void traces_go_to_an_address_that_may_leave_out_its_path() {
        assertThat(read().tracing()).isEmpty();
        assertThat(read("hub.tracing.endpoint", "http://collector:4318", "hub.tracing.ratio", "0.25")
                        .tracing())
                .contains(new TracingSettings(URI.create("http://collector:4318/v1/traces"), 0.25));
        assertThat(read("hub.tracing.endpoint", "https://collector/own/path")
                        .tracing()
                        .orElseThrow()
                        .endpoint())
                .isEqualTo(URI.create("https://collector/own/path"));
        assertThat(bad("hub.tracing.endpoint", "collector:4318", "hub.tracing.ratio", "0")
                        .problems())
                .extracting(BadSettings.Problem::key)
                .containsExactlyInAnyOrder("hub.tracing.endpoint", "hub.tracing.ratio");
    }

    @Test
    void pins_the_member_id_when_told() {
        PortalSettings main = read("hub.portal.main.member-id", "pin").portals().get("main");

        assertThat(main.pinMember()).isTrue();
        assertThat(main.memberId()).isEmpty();
    }

    @Test
    void reads_several_tokens_and_several_portals_in_their_order() {
        HubSettings settings = read(
                "hub.portals", "shop, main",
                "hub.portal.main.tokens", "old-token,, new-token ,old-token",
                "hub.portal.shop.tokens", "other");

        assertThat(settings.portals().keySet()).containsExactly("shop", "main");
        assertThat(settings.portals().get("main").tokens())
                .containsExactly(Secret.of("old-token"), Secret.of("new-token"));
    }

    @ParameterizedTest
    @CsvSource({"standard, 50, 2", "enterprise, 250, 5", "on-premise, 1, 0", "100/4.5, 100, 4.5", "1/0.5, 1, 0.5"})
    void a_plan_is_a_request_limit(String plan, int capacity, double perSecond) {
        BudgetSettings budget =
                read("hub.portal.main.plan", plan).portals().get("main").budget();

        assertThat(budget).isEqualTo(new BudgetSettings(capacity, perSecond));
        assertThat(budget.limited()).isEqualTo(!plan.equals("on-premise"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/2", "50/0", "50/0.0", "50", "/2", "50/", "50/-1", "Standard"})
    void what_is_no_plan_is_refused(String plan) {
        assertThatThrownBy(() -> read("hub.portal.main.plan", plan)).hasMessageContaining("hub.portal.main.plan");
    }

    @Test
    void reads_what_is_remembered_and_when_a_loop_is_one() {
        HubSettings settings =
                read("hub.loop.fuse", "5 / 1m", "hub.loop.echo-window", "30s", "hub.retention.snapshots", "7d");

        assertThat(settings.changes())
                .isEqualTo(new ChangeSettings(Duration.ofDays(7), Duration.ofSeconds(30), 5, Duration.ofMinutes(1)));
        assertThat(read().changes())
                .isEqualTo(new ChangeSettings(Duration.ofDays(90), Duration.ofMinutes(2), 20, Duration.ofMinutes(10)));
        for (String wrong : new String[] {"20", "0/10m", "20/0s", "20/10", "1000/1m", "5/2d", "m/5"}) {
            assertThatThrownBy(() -> read("hub.loop.fuse", wrong)).hasMessageContaining("hub.loop.fuse");
        }
    }

    @Test
    void reads_how_calls_are_packed() {
        assertThat(read().rest()).isEqualTo(RestSettings.DEFAULT);

        HubSettings settings = read("hub.rest.gather", "20ms", "hub.rest.batch-size", "1");

        assertThat(settings.rest()).isEqualTo(new RestSettings(Duration.ofMillis(20), 1));
        assertThatThrownBy(() -> read("hub.rest.gather", "2s")).hasMessageContaining("hub.rest.gather");
        assertThatThrownBy(() -> read("hub.rest.batch-size", "51")).hasMessageContaining("from 1 to 50");
    }

    @Test
    void reads_the_limit_of_computing_time() {
        BudgetSettings budget = read("hub.portal.main.operating-limit", "7m")
                .portals()
                .get("main")
                .budget();

        assertThat(budget.operatingLimit()).isEqualTo(Duration.ofMinutes(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.bitrix24.com/rest/12/abcdef0123456789",
                "https://example.bitrix24.com/rest/12/abcdef0123456789/",
                "https://example.bitrix24.com/rest/12/abcdef0123456789/crm.deal.get",
                "https://example.bitrix24.com/rest/12/abcdef0123456789/profile.json"
            })
    void takes_a_webhook_apart(String url) {
        PortalSettings.Webhook webhook =
                read(WEBHOOK_URL, url).portals().get("main").webhook().orElseThrow();

        assertThat(webhook.portal()).isEqualTo(URI.create("https://example.bitrix24.com"));
        assertThat(webhook.userId()).isEqualTo(12);
        assertThat(webhook.secret()).isEqualTo(Secret.of("abcdef0123456789"));
        assertThat(webhook.methodUrl("crm.deal.get"))
                .isEqualTo("https://example.bitrix24.com/rest/12/abcdef0123456789/crm.deal.get.json");
    }

    @Test
    void takes_a_webhook_over_http_with_a_port() {
        PortalSettings.Webhook webhook = read(WEBHOOK_URL, "http://portal.local:8080/rest/1/abc123/")
                .portals()
                .get("main")
                .webhook()
                .orElseThrow();

        assertThat(webhook.portal()).isEqualTo(URI.create("http://portal.local:8080"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:word@example.bitrix24.com/rest/1/SECRET0123456789/",
                "https://example.bitrix24.com/rest/1/SECRET0123456789/?auth=1",
                "https://example.bitrix24.com/rest/1/SECRET0123456789/#top",
                "https://example.bitrix24.com/rest/SECRET0123456789/",
                "https://example.bitrix24.com/rest/1/SECRET_0123456789/",
                "https://example.bitrix24.com/rest/1/SECRET0123456789.json",
                "https://example.bitrix24.com/rest/1/SECRET0123456789/crm/deal",
                "https://exa mple.bitrix24.com/rest/1/SECRET0123456789/",
                "https://SECRET<host>/rest/1/SECRET0123456789/",
                "https://-SECRET-/rest/1/SECRET0123456789/",
                "ftp://example.bitrix24.com/rest/1/SECRET0123456789/",
                "SECRET0123456789"
            })
    void refuses_what_is_no_webhook_without_repeating_it(String url) {
        BadSettings bad = bad(WEBHOOK_URL, url);

        assertThat(bad.problems()).extracting(BadSettings.Problem::key).containsExactly(WEBHOOK_URL);
        assertThat(bad).hasMessageContaining("copy it from the portal's form");
        assertThat(bad).hasMessageContaining(WEBHOOK_URL + " = https://example.bitrix24.com/rest/1/abcdef0123456789/");
        assertThat(bad).hasMessageNotContaining("SECRET").hasMessageNotContaining("user:word");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.telegram.org/bot123:SECRET token",
                "api.telegram.org/bot123:SECRET",
                "https://user:SECRET@api.telegram.org",
                "https://api.telegram.org?token=SECRET",
                "ftp://SECRET"
            })
    void refuses_another_address_without_repeating_it(String text) {
        BadSettings bad = bad("hub.telegram.base-uri", text);

        assertThat(bad).hasMessageContaining("hub.telegram.base-uri").hasMessageNotContaining("SECRET");
    }

    @Test
    void tells_every_problem_at_once_with_key_reason_and_example() {
        BadSettings bad = bad(
                "hub.portals", "Main!, main, shop",
                "hub.portal.main.plan", "gold",
                "hub.portal.main.robot-secret", "tooshortSECRET",
                "hub.intake.port", "99999",
                "hub.intake.max-body", "lots",
                "hub.intake.max-pending", "many",
                "hub.routes.reload", "yes",
                "hub.delivery.retry-schedule", "5s,soon",
                "hub.management.hots", "0.0.0.0");

        assertThat(bad.problems())
                .extracting(BadSettings.Problem::key, BadSettings.Problem::reason, BadSettings.Problem::example)
                .containsExactlyInAnyOrder(
                        tuple(
                                "hub.portals",
                                "\"Main!\" is not a name; use lower-case letters, digits and dashes",
                                "hub.portals = main"),
                        tuple(
                                "hub.portal.main.plan",
                                "is \"gold\", but must be standard or enterprise or on-premise, or calls at once and"
                                        + " calls a second, like 100/4.5",
                                "hub.portal.main.plan = standard"),
                        tuple(
                                "hub.portal.main.robot-secret",
                                "needs at least 16 letters, digits, dashes or underscores",
                                "hub.portal.main.robot-secret = a-long-word-nobody-guesses"),
                        tuple(
                                "hub.portal.shop.tokens",
                                "is missing, so every event of portal shop would be refused. Copy the application token"
                                        + " from the portal's outgoing webhook",
                                "hub.portal.shop.tokens = " + TOKEN),
                        tuple("hub.intake.port", "is 99999, but must be from 0 to 65535", "hub.intake.port = 8080"),
                        tuple(
                                "hub.intake.max-body",
                                "\"lots\" is not a size; write a whole number of bytes, or with KiB, MiB or GiB",
                                "hub.intake.max-body = 1MiB"),
                        tuple(
                                "hub.intake.max-pending",
                                "is \"many\", which is not a whole number",
                                "hub.intake.max-pending = 10000"),
                        tuple("hub.routes.reload", "is \"yes\", but must be true or false", "hub.routes.reload = true"),
                        tuple(
                                "hub.delivery.retry-schedule",
                                "\"soon\" is not a time; write a whole number with ms, s, m, h or d",
                                "hub.delivery.retry-schedule = 5s,30s,2m,10m,1h"),
                        tuple(
                                "hub.management.hots",
                                "is not a setting; did you mean hub.management.host?",
                                "hub.management.host = 127.0.0.1"));
        assertThat(bad)
                .hasMessageStartingWith("The configuration has 10 problems:\n")
                .hasMessageContaining("  hub.intake.port: is 99999, but must be from 0 to 65535\n"
                        + "      for example  hub.intake.port = 8080")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void each_portal_has_its_own_language_and_time_zone() {
        HubSettings settings = read(
                "hub.portals", "main,brasil",
                "hub.portal.main.locale", "ru",
                "hub.portal.main.time-zone", "Asia/Yekaterinburg",
                "hub.portal.brasil.tokens", "other",
                "hub.portal.brasil.locale", "pt-BR",
                "hub.portal.brasil.time-zone", "America/Sao_Paulo");

        PortalSettings main = settings.portals().get("main");
        PortalSettings brasil = settings.portals().get("brasil");
        assertThat(main.locale()).isEqualTo(Locale.forLanguageTag("ru"));
        assertThat(main.timeZone()).isEqualTo(ZoneId.of("Asia/Yekaterinburg"));
        assertThat(brasil.locale()).isEqualTo(Locale.forLanguageTag("pt-BR"));
        assertThat(brasil.timeZone()).isEqualTo(ZoneId.of("America/Sao_Paulo"));
    }

    @ParameterizedTest
    @CsvSource({
        "locale, ru_RU, is not a language",
        "locale, russian, is not a language",
        "locale, xx, is not a language",
        "locale, en-UK, there is no country UK",
        "time-zone, Moscow, is not the name of a time zone",
        "time-zone, +03:00, is not the name of a time zone"
    })
    void a_language_or_time_zone_that_does_not_exist_is_told_with_all_other_problems(
            String key, String value, String reason) {
        BadSettings bad = bad("hub.portal.main." + key, value, "hub.intake.port", "x");

        assertThat(bad.problems())
                .extracting(BadSettings.Problem::key)
                .containsExactlyInAnyOrder("hub.portal.main." + key, "hub.intake.port");
        assertThat(bad).hasMessageContaining(reason).hasMessageContaining("hub.portal.main." + key + " = ");
    }

    @Test
    void no_portal_at_all_is_a_problem_beside_others() {
        BadSettings bad = bad("hub.portals", ",", "hub.intake.port", "x");

        assertThat(bad.problems()).extracting(BadSettings.Problem::key).contains("hub.portals", "hub.intake.port");
    }

    @Test
    void a_breaker_whose_longest_pause_is_the_shorter_one_is_refused() {
        BadSettings bad = bad("hub.breaker.pause", "2m", "hub.breaker.longest-pause", "1m");

        assertThat(bad).hasMessageContaining("hub.breaker.longest-pause: is shorter than hub.breaker.pause");
    }

    @Test
    void reads_a_database_in_place_of_the_file() {
        DatabaseSettings database = read(
                        "hub.store.url", "jdbc:postgresql://db.example.com:5432/b24hub?sslmode=verify-full",
                        "hub.store.user", "b24hub",
                        "hub.store.password", "the-password",
                        "hub.store.lease", "5s")
                .database()
                .orElseThrow();

        assertThat(database)
                .isEqualTo(new DatabaseSettings(
                        "jdbc:postgresql://db.example.com:5432/b24hub?sslmode=verify-full",
                        Optional.of("b24hub"),
                        Optional.of(Secret.of("the-password")),
                        Duration.ofSeconds(5)));
        assertThat(database.toString()).doesNotContain("the-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/b24hub?user=me&password=SECRET",
                "jdbc:postgresql://me:SECRET@db/b24hub",
                "postgres://me:SECRET@db/b24hub",
                "jdbc:sqlite:SECRET"
            })
    void refuses_another_database_without_repeating_it(String url) {
        BadSettings bad = bad("hub.store.url", url);

        assertThat(bad).hasMessageContaining("hub.store.url").hasMessageNotContaining("SECRET");
    }

    @Test
    void refuses_two_stores_and_half_a_database() {
        BadSettings two = bad("hub.store.url", "jdbc:postgresql://db/b24hub", "hub.store.file", "data/hub.db");
        BadSettings half = bad("hub.store.password", "SECRET", "hub.store.user", "me");

        assertThat(two.problems()).extracting(BadSettings.Problem::key).containsExactly("hub.store.file");
        assertThat(half.problems())
                .extracting(BadSettings.Problem::key)
                .containsExactly("hub.store.user", "hub.store.password");
        assertThat(half).hasMessageNotContaining("SECRET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999ms", "11m", "soon"})
    void refuses_a_lease_that_cannot_work(String lease) {
        BadSettings bad = bad("hub.store.url", "jdbc:postgresql://db/b24hub", "hub.store.lease", lease);

        assertThat(bad.problems()).extracting(BadSettings.Problem::key).containsExactly("hub.store.lease");
    }

    @Test
    void a_secret_file_that_cannot_be_read_does_not_hide_other_problems() {
        SettingsSource source = new SettingsSource(
                Map.of("hub.intake.port", "x"), Map.of(), Map.of("HUB_PORTAL_MAIN_TOKENS_FILE", "/none"), Map.of());

        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> new SettingsReader(source, HOME).read());

        assertThat(bad.problems())
                .extracting(BadSettings.Problem::key)
                .contains("hub.intake.port", "hub.portal.main.tokens");
    }

    @ParameterizedTest
    @CsvSource({
        "hub.intake.prot, hub.intake.port",
        "hub.portal.main.token, hub.portal.main.tokens",
        "hub.portal.main.webhook, hub.portal.main.webhook-url",
        "hub.telegram.tokens, hub.telegram.token",
        "hub.portal, hub.portals"
    })
    void suggests_the_nearest_key_for_one_that_means_nothing(String wrong, String right) {
        BadSettings bad = bad(wrong, "VALUE");

        assertThat(bad)
                .hasMessageContaining(wrong + ": is not a setting; did you mean " + right + "?")
                .hasMessageNotContaining("VALUE");
        assertThat(bad.problems().get(0).example()).startsWith(right + " = ");
    }

    @Test
    void a_flow_may_sign_with_several_secrets_while_one_replaces_the_other() {
        HubSettings settings = read(
                "flow.to.http.signing-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw , whsec_" + "QUJD".repeat(16));

        assertThat(settings.signing().of("to.http"))
                .containsExactly(Secret.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Secret.of("QUJD".repeat(16)));
        assertThat(settings.signing().of("other")).isEmpty();
        assertThat(settings.secrets()).contains(Secret.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(settings.toString()).doesNotContain("MfKQ9r8", "QUJD");
    }

    @Test
    void a_signing_secret_may_come_from_the_environment() {
        SettingsSource source = new SettingsSource(
                Map.of("hub.portal.main.tokens", TOKEN),
                Map.of(),
                Map.of("FLOW_EVENTS_TO_HTTP_SIGNING_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                Map.of());

        SigningSecrets signing = new SettingsReader(source, HOME).read().signing();

        assertThat(signing.of("events-to-http")).hasSize(1);
        assertThat(signing.of("Events_to.http")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La-_Sw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void a_signing_secret_that_cannot_be_one_is_a_problem_and_is_not_repeated(String secret) {
        BadSettings bad = bad("flow.chat.signing-secret", secret, "hub.intake.port", "x");

        assertThat(bad.problems())
                .extracting(BadSettings.Problem::key)
                .containsExactlyInAnyOrder("flow.chat.signing-secret", "hub.intake.port");
        assertThat(bad).hasMessageContaining("24 to 64 bytes").hasMessageNotContaining("MfKQ9r8");
    }

    @Test
    void keys_that_are_not_ours_are_nobodys_business() {
        assertThat(read("flow.chat.id", "1", "camel.main.name", "x").portals()).hasSize(1);
    }

    @Test
    void a_setting_of_a_portal_that_is_not_listed_is_a_problem() {
        BadSettings bad = bad("hub.portal.mian.tokens", "SECRET");

        assertThat(bad)
                .hasMessageContaining("hub.portal.mian.tokens: belongs to no portal")
                .hasMessageNotContaining("SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "hub.delivery.retry-schedule, '5s,0s'",
        "hub.delivery.retry-schedule, '5s,,30s'",
        "hub.delivery.retry-schedule, '5s,'",
        "hub.delivery.retry-for, 999999999999d",
        "hub.delivery.concurrency, 0",
        "hub.intake.body-timeout, 0s",
        "hub.intake.max-body, 17179869185GiB",
        "hub.intake.max-body, 1023",
        "hub.intake.port, -1",
        "hub.intake.port, 99999999999999999999",
        "hub.management.port, 8080",
        "hub.management.host, 0.0.0.0",
        "hub.management.password, short",
        "hub.routes.bad-file, ignore"
    })
    void refuses_what_cannot_work(String key, String value) {
        assertThat(bad(key, value).problems())
                .extracting(BadSettings.Problem::key)
                .containsExactly(key);
    }

    @Test
    void a_robot_secret_alone_opens_a_portal() {
        SettingsSource source = new SettingsSource(
                Map.of("hub.portal.main.robot-secret", "0123456789abcde_"), Map.of(), Map.of(), Map.of());

        PortalSettings main = new SettingsReader(source, HOME).read().portals().get("main");

        assertThat(main.tokens()).isEmpty();
        assertThat(main.robotSecret()).contains(Secret.of("0123456789abcde_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "0123456789abcdef/x", "0123456789 abcdef"})
    void refuses_a_robot_secret_that_is_weak_or_no_part_of_a_path(String secret) {
        assertThat(bad("hub.portal.main.robot-secret", secret))
                .hasMessageContaining("hub.portal.main.robot-secret")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void the_text_of_the_settings_shows_no_secret() {
        HubSettings settings = read(
                WEBHOOK_URL,
                "https://example.bitrix24.com/rest/1/SECRET1/",
                "hub.portal.main.tokens",
                "SECRET2",
                "hub.portal.main.robot-secret",
                "SECRET3-0123456789",
                "hub.telegram.token",
                "SECRET4");

        assertThat(settings.toString()).contains("example.bitrix24.com").doesNotContain("SECRET");
    }

    private static HubSettings read(String... keysAndValues) {
        return new SettingsReader(source(keysAndValues), HOME).read();
    }

    private static BadSettings bad(String... keysAndValues) {
        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> read(keysAndValues));
        assertThat(bad).as("was accepted: %s", List.of(keysAndValues)).isNotNull();
        return bad;
    }

    private static SettingsSource source(String... keysAndValues) {
        Map<String, String> file = new HashMap<>(Map.of("hub.portal.main.tokens", TOKEN));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            file.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SettingsSource(Map.of(), Map.of(), Map.of(), file);
    }
}
