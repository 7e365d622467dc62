package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.b24hub.address.IpRange;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesReaderTest {

    private static final String MODE = "hub.portal.main.source-addresses";
    private static final String REGION = "hub.portal.main.source-region";
    private static final String ALLOWED = "hub.portal.main.allowed-addresses";
    private static final String HOST = "hub.intake.host";
    private static final String TRUSTED = "hub.intake.trusted-proxies";

    @Test
    void without_settings_both_lists_count_and_strangers_are_told_of() {
        HubSettings settings = read(Map.of());

        assertThat(main(settings))
                .isEqualTo(new SourceSettings(SourceMode.WARN, Set.of(SourceList.values()), List.of()));
        assertThat(settings.intake().proxies()).isEqualTo(ProxySettings.NONE);
        assertThat(settings.sourceLists())
                .isEqualTo(Map.of(
                        SourceList.WORLD,
                        URI.create("https://dl.bitrix24.com/webhook/app-world.json"),
                        SourceList.RU,
                        URI.create("https://repos.1c-bitrix.ru/webhook/app.json")));
    }

    @ParameterizedTest
    @CsvSource({
        "example.bitrix24.com, WORLD",
        "example.bitrix24.com.br, WORLD",
        "example.bitrix24.de, WORLD",
        "example.bitrix24.ru, RU",
        "Example.Bitrix24.BY, RU",
        "example.bitrix24.kz, RU",
        "crm.example.ru, RU"
    })
    void the_portals_host_decides_on_the_list(String host, SourceList list) {
        assertThat(main(read(Map.of("hub.portal.main.webhook-url", "https://" + host + "/rest/1/abcdef0123456789/")))
                        .lists())
                .containsExactly(list);
    }

    @Test
    void a_host_that_tells_nothing_has_both_lists_and_an_emulated_portal_none() {
        String path = "/rest/1/abcdef0123456789/";

        assertThat(main(read(Map.of("hub.portal.main.webhook-url", "https://crm.example.com" + path)))
                        .lists())
                .hasSize(2);
        assertThat(main(read(Map.of("hub.portal.main.webhook-url", "http://127.0.0.1:8090" + path))))
                .isEqualTo(SourceSettings.OFF);
        assertThat(main(read(Map.of("hub.portal.main.webhook-url", "http://localhost:8090" + path))))
                .isEqualTo(SourceSettings.OFF);
        assertThat(main(read(Map.of("hub.portal.main.webhook-url", "http://[::1]:8090" + path))))
                .isEqualTo(SourceSettings.OFF);
    }

    @Test
    void where_only_this_machine_calls_nobody_looks_unless_told_to() {
        assertThat(main(read(Map.of(HOST, "127.0.0.1")))).isEqualTo(SourceSettings.OFF);
        assertThat(main(read(Map.of(HOST, "127.0.0.1", TRUSTED, "127.0.0.1"))).mode())
                .isEqualTo(SourceMode.WARN);
        assertThat(main(read(Map.of(HOST, "127.0.0.1", MODE, "enforce"))).mode())
                .isEqualTo(SourceMode.ENFORCE);
        assertThat(main(read(Map.of(MODE, "off")))).isEqualTo(SourceSettings.OFF);
    }

    @Test
    void reads_addresses_of_ones_own() {
        SourceSettings own = main(read(Map.of(MODE, "enforce", REGION, "none", ALLOWED, "203.0.113.7, 2001:db8::/32")));

        assertThat(own.lists()).isEmpty();
        assertThat(own.own()).extracting(IpRange::bits).containsExactly(32, 32);
        assertThat(main(read(Map.of(REGION, "none")))).isEqualTo(SourceSettings.OFF);
    }

    @Test
    void lists_may_be_files_and_mirrors() {
        assertThat(read(Map.of("hub.source-list.ru", "file:lists/app.json", "hub.source-list.world", "http://a/b"))
                        .sourceLists())
                .containsEntry(SourceList.RU, Path.of("/opt/hub/lists/app.json").toUri())
                .containsEntry(SourceList.WORLD, URI.create("http://a/b"));
    }

    @ParameterizedTest
    @CsvSource({
        MODE + ", on, must be warn or off or enforce",
        REGION + ", eu, must be world or ru or both or none",
        ALLOWED + ", example.com, neither an address nor a range",
        TRUSTED + ", 10.0.0.0/40, neither an address nor a range",
        "hub.intake.proxy-protocol, true, " + "with hub.intake.proxy-protocol it must name the proxies",
        "hub.source-list.ru, ftp://a/b, neither an http or https address",
        "hub.source-list.world, lists/app.json, neither an http or https address"
    })
    void says_what_is_wrong(String key, String value, String reason) {
        assertThat(problem(Map.of(key, value)).getMessage()).contains(reason);
    }

    @Test
    void nobody_can_enforce_nothing() {
        assertThat(problem(Map.of(MODE, "enforce", REGION, "none")).getMessage())
                .contains("no address is allowed", ALLOWED);
    }

    private static BadSettings problem(Map<String, String> values) {
        return catchThrowableOfType(BadSettings.class, () -> read(values));
    }

    private static SourceSettings main(HubSettings settings) {
        return settings.portals().get("main").sources();
    }

    private static HubSettings read(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("hub.portal.main.tokens", "k3x9v0q1example2token4567");
        return new SettingsReader(SettingsSource.only(all), Path.of("/opt/hub")).read();
    }
}
