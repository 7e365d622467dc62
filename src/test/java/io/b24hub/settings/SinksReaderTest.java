package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.b24hub.settings.MailSettings.Account;
import io.b24hub.settings.MailSettings.Security;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinksReaderTest {

    private static final String HOOK = "https://hooks.slack.com/services/T000/B000/never-seen";

    @Test
    void nothing_is_set_by_default() {
        ConnectorSettings none = read().connectors();

        assertThat(none.mail()).isEmpty();
        assertThat(none.sql()).isEmpty();
        assertThat(none.hooks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none, 25", "starttls, 587", "tls, 465"})
    void the_port_of_a_mail_server_follows_from_its_security(String security, int port) {
        MailSettings mail = read(
                        "hub.mail.host",
                        "smtp.example.com",
                        "hub.mail.security",
                        security,
                        "hub.mail.from",
                        "hub@example.com")
                .connectors()
                .mail()
                .orElseThrow();

        assertThat(mail)
                .isEqualTo(new MailSettings(
                        "smtp.example.com",
                        port,
                        Optional.empty(),
                        "hub@example.com",
                        Security.valueOf(security.toUpperCase(java.util.Locale.ROOT))));
    }

    @Test
    void reads_a_mail_server_whole() {
        HubSettings settings = read(
                "hub.mail.host", "smtp.example.com",
                "hub.mail.port", "2525",
                "hub.mail.user", "hub",
                "hub.mail.password", "never-seen",
                "hub.mail.from", "CRM <hub@example.com>");

        assertThat(settings.connectors().mail())
                .contains(new MailSettings(
                        "smtp.example.com",
                        2525,
                        Optional.of(new Account("hub", Secret.of("never-seen"))),
                        "CRM <hub@example.com>",
                        Security.STARTTLS));
        assertThat(settings.toString()).doesNotContain("never-seen");
        assertThat(settings.secrets()).contains(Secret.of("never-seen"));
    }

    @Test
    void reads_a_database() {
        HubSettings settings = read(
                "hub.sql.url", "jdbc:postgresql://db:5432/reports?sslmode=require",
                "hub.sql.user", "hub",
                "hub.sql.password", "never-seen");

        assertThat(settings.connectors().sql())
                .contains(new SqlSettings(
                        "jdbc:postgresql://db:5432/reports?sslmode=require",
                        Optional.of("hub"),
                        Optional.of(Secret.of("never-seen"))));
        assertThat(settings.toString()).doesNotContain("never-seen");
        assertThat(settings.secrets()).contains(Secret.of("never-seen"));
    }

    @Test
    void reads_any_number_of_secret_addresses_and_shows_none() {
        HubSettings settings = read("hub.hook.sales.url", HOOK, "hub.hook.on-call.url", "http://chat:8065/hooks/xyz1");

        assertThat(settings.connectors().hooks())
                .isEqualTo(Map.of(
                        "sales", new HookSettings(Secret.of(HOOK)),
                        "on-call", new HookSettings(Secret.of("http://chat:8065/hooks/xyz1"))));
        assertThat(settings.toString()).contains("https://hooks.slack.com").doesNotContain("never-seen", "xyz1");
        assertThat(settings.secrets()).contains(Secret.of("/services/T000/B000/never-seen"));
    }

    @Test
    void finds_secret_addresses_in_the_environment() {
        SettingsSource source = new SettingsSource(
                Map.of("hub.portal.main.tokens", "k3x9v0q1example2token4567"),
                Map.of(),
                Map.of("HUB_HOOK_NEW_LEADS_URL", HOOK),
                Map.of());

        assertThat(new SettingsReader(source, Path.of("/opt/hub"))
                        .read()
                        .connectors()
                        .hooks())
                .containsOnlyKeys("new-leads");
    }

    @ParameterizedTest
    @CsvSource({
        "hub.mail.host, smtp://mail.example.com",
        "hub.mail.host, mail.example.com:25",
        "hub.mail.security, ssl",
        "hub.mail.port, many",
        "hub.mail.from, nobody",
        "hub.sql.url, postgresql://db/never-seen",
        "hub.sql.url, jdbc:postgresql://db/x?user=a&password=never-seen",
        "hub.sql.url, jdbc:postgresql://me:never-seen@db/x",
        "hub.hook.sales.url, hooks.slack.com/never-seen",
        "hub.hook.sales.url, https://me:never-seen@chat/hooks/1",
        "hub.hook.sales.url, https://chat/a b/never-seen",
        "hub.hook.Sales.url, https://chat/hooks/never-seen",
        "hub.hook.sales.uri, https://chat/hooks/never-seen",
    })
    void says_what_is_wrong_and_shows_no_secret(String key, String value) {
        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> read(key, value));

        assertThat(bad.problems()).extracting(BadSettings.Problem::key).contains(key);
        assertThat(bad.getMessage()).doesNotContain("never-seen");
    }

    @Test
    void a_mail_server_needs_a_sender() {
        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> read("hub.mail.host", "smtp.example.com"));

        assertThat(bad.problems()).extracting(BadSettings.Problem::key).containsExactly("hub.mail.from");
    }

    @ParameterizedTest
    @CsvSource({
        "hub.mail.user, hub.mail.password, hub",
        "hub.mail.password, hub.mail.user, never-seen",
        "hub.sql.user, hub.sql.user, hub",
        "hub.sql.password, hub.sql.password, never-seen",
    })
    void half_an_account_is_none(String given, String told, String value) {
        BadSettings bad = catchThrowableOfType(
                BadSettings.class,
                () -> read("hub.mail.host", "smtp.example.com", "hub.mail.from", "hub@example.com", given, value));

        assertThat(bad.problems()).extracting(BadSettings.Problem::key).containsExactly(told);
        assertThat(bad.getMessage()).doesNotContain("never-seen");
    }

    private static HubSettings read(String... pairs) {
        Map<String, String> given = new HashMap<>(Map.of("hub.portal.main.tokens", "k3x9v0q1example2token4567"));
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return new SettingsReader(SettingsSource.only(given), Path.of("/opt/hub")).read();
    }
}
