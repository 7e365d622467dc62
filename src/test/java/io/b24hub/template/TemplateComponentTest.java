package io.b24hub.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.component.bitrix24.Bitrix24Constants;
import io.b24hub.component.bitrix24.EventBatch;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SourceSettings;
import io.b24hub.settings.SweepSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.telegram.TelegramConstants;
import org.apache.camel.component.telegram.TelegramParseMode;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code template:} step between others. */
class TemplateComponentTest {

    private static final Webhook WEBHOOK =
            new Webhook(URI.create("https://example.bitrix24.com"), 1, Secret.of("abcdef0123456789"));

    @TempDir
    private Path home;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Folder folder;

    @BeforeEach
    void start() {
        folder = new Folder(home);
        Map<String, PortalSettings> portals = new LinkedHashMap<>();
        portals.put("main", portal("main", "en", "America/New_York", Optional.of(WEBHOOK)));
        portals.put("ru", portal("ru", "ru", "Europe/Moscow", Optional.empty()));
        context.addComponent("template", new TemplateComponent(folder.files(), portals));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void html_becomes_the_body_and_tells_telegram_what_it_is() {
        folder.write("en/m.html", "{{ type }} {{ entity.id }} <b>{{ fields.TITLE }}</b> {{ event.id }} {{ portal }}");
        Bitrix24Event event = event("main", "662", Map.of("TITLE", "A & B"));

        Exchange made = send("template:m", event);

        assertThat(made.getMessage().getBody()).isEqualTo("ONCRMDEALUPDATE 662 <b>A &amp; B</b> event-662 main");
        assertThat(made.getMessage().getHeader(TelegramConstants.TELEGRAM_PARSE_MODE))
                .isEqualTo(TelegramParseMode.HTML);
        assertThat(made.getProperty(Bitrix24Constants.EVENT_PROPERTY)).isSameAs(event);
    }

    @Test
    void plain_text_takes_the_parse_mode_of_an_earlier_step_away() {
        folder.write("en/m.txt", "A & {{ fields.TITLE }}");

        Exchange made = send("template:m", event("main", "1", Map.of("TITLE", "B")), exchange -> exchange.getMessage()
                .setHeader(TelegramConstants.TELEGRAM_PARSE_MODE, TelegramParseMode.HTML));

        assertThat(made.getMessage().getBody()).isEqualTo("A & B");
        assertThat(made.getMessage().getHeaders()).doesNotContainKey(TelegramConstants.TELEGRAM_PARSE_MODE);
    }

    @Test
    void language_and_clock_are_those_of_the_events_portal_unless_the_step_says_otherwise() {
        folder.write("en/m.txt", "at {{ occurredAt | time }}").write("ru/m.txt", "в {{ occurredAt | time }}");

        assertThat(body("template:m", event("main", "1", Map.of()))).isEqualTo("at 10:28 AM");
        assertThat(body("template:m", event("ru", "1", Map.of()))).isEqualTo("в 17:28");
        assertThat(body("template:m?language=ru", event("main", "1", Map.of()))).isEqualTo("в 10:28");
        assertThat(body("template:m?portal=ru", event("main", "1", Map.of()))).isEqualTo("в 17:28");
        assertThat(body("template:m?portal=ru", Map.of("occurredAt", "x"))).isEqualTo("в");
    }

    @Test
    void a_later_step_still_knows_the_event_that_an_earlier_one_replaced() {
        folder.write("en/m.txt", "{{ fields.TITLE }} {{ body }} {{ vars.contact.NAME }} {{ vars.other.fields.TITLE }}");
        Bitrix24Event event = event("main", "1", Map.of("TITLE", "A"));

        Exchange made = send("template:m", "an answer", exchange -> {
            exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event);
            exchange.setVariable("contact", Map.of("NAME", "Anna"));
            exchange.setVariable("other", event);
        });

        assertThat(made.getMessage().getBody()).isEqualTo("A an answer Anna A");
    }

    @Test
    void a_map_is_the_entity_where_nothing_was_read_and_read_events_are_added_up() {
        folder.write("en/m.txt", "{{ type }} {{ fields.TITLE }} {{ body.TITLE }}")
                .write("en/s.txt", "{% for t in events | sumBy('SUM', 'IN') %}{{ t.sum }} {{ t.by }}{% endfor %}");
        Map<String, Object> answer = Map.of("TITLE", "B");

        Exchange unread = send(
                "template:m",
                answer,
                exchange -> exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event("main", "1", Map.of())));
        Exchange read = send(
                "template:m",
                answer,
                exchange -> exchange.setProperty(
                        Bitrix24Constants.EVENT_PROPERTY, event("main", "1", Map.of("TITLE", "A"))));

        assertThat(unread.getMessage().getBody()).isEqualTo("ONCRMDEALUPDATE B B");
        assertThat(read.getMessage().getBody()).isEqualTo("ONCRMDEALUPDATE A B");
        Bitrix24Event deal = event("main", "1", Map.of("SUM", "1.5", "IN", "USD"));
        assertThat(body("template:s", new EventBatch(List.of(deal, deal)))).isEqualTo("3.0 USD");
    }

    @Test
    void the_portals_address_is_known_without_its_secret_and_how_many_portals_there_are() {
        folder.write("en/m.txt", "{{ portalAddress }}, {{ portals }}");

        assertThat(body("template:m", event("main", "1", Map.of()))).isEqualTo("https://example.bitrix24.com, 2");
        assertThat(body("template:m", event("ru", "1", Map.of()))).isEqualTo(", 2");
    }

    @Test
    void a_list_is_events_with_what_the_hub_says_of_it() {
        folder.write(
                "en/m.txt",
                "{{ digest }} {{ waiting }}:{% for e in events %} {{ e.entity.id }}={{ e.fields.TITLE }}{% endfor %}");
        EventBatch batch = new EventBatch(
                List.of(event("main", "1", Map.of("TITLE", "A")), event("main", "2", Map.of("TITLE", "B"))));

        assertThat(body("template:m", batch)).isEqualTo("false 0: 1=A 2=B");
        Exchange made = send("template:m", batch, exchange -> {
            exchange.getMessage().setHeader("CamelBitrix24Digest", true);
            exchange.getMessage().setHeader("CamelBitrix24Waiting", 960);
        });
        assertThat(made.getMessage().getBody()).isEqualTo("true 960: 1=A 2=B");
    }

    @Test
    void rows_of_a_batch_are_those_of_the_entities_that_are_there() {
        folder.write("en/r.row.yaml", "ID: {value: \"{{ entity.id }}\", type: number}\nTitle: \"{{ fields.TITLE }}\"");
        Bitrix24Event there = event("main", "1", Map.of("TITLE", "A"));
        EventBatch batch = new EventBatch(
                List.of(there, event("main", "2", Map.of()).withoutEntity(), event("main", "3", Map.of("TITLE", "C"))));

        assertThat(body("template:r", there)).isEqualTo(row("1", "A"));
        assertThat(body("template:r", batch)).isEqualTo(List.of(row("1", "A"), row("3", "C")));
        assertThat(body("template:r?gone=true", batch)).isEqualTo(List.of(row("1", "A"), row("2", ""), row("3", "C")));
        assertThat(body("template:r", batch.get(1))).isEqualTo(List.of());
    }

    @Test
    void what_a_rest_call_answered_is_spoken_of_like_an_entity() {
        folder.write("en/r.row.yaml", "Title: \"{{ fields.TITLE }}\"\nBody: \"{{ body.TITLE }}\"")
                .write("en/m.txt", "{{ body.leads }} {{ fields.leads }}")
                .write("en/l.txt", "{{ body[0].TITLE }} {{ events[0].fields.TITLE }}");

        assertThat(body("template:r", List.of(Map.of("TITLE", "A"), Map.of("TITLE", "B"))))
                .isEqualTo(List.of(Map.of("Title", "A", "Body", "A"), Map.of("Title", "B", "Body", "B")));
        assertThat(body("template:m", Map.of("leads", 12))).isEqualTo("12 12");
        assertThat(body("template:l", List.of(Map.of("TITLE", "A")))).isEqualTo("A A");
        assertThat(body("template:r", List.of())).isEqualTo(List.of());
    }

    @Test
    void with_nothing_to_speak_of_the_delivery_is_parked() {
        folder.write("en/m.txt", "x");

        assertThat(send("template:m", "text").getException())
                .isInstanceOf(WillNotHeal.class)
                .hasMessageContaining("template:m has nothing to speak of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "template:../secret",
                "template:en/m",
                "template:M",
                "template:m.html",
                "template:%2e%2e%2fm",
                "template:m*",
                "template:nowhere",
                "template:m?language=xx",
                "template:m?language=../ru",
                "template:m?portal=nobody",
                "template:m?langage=ru"
            })
    void a_step_that_cannot_work_is_refused_when_it_is_made(String uri) {
        folder.write("en/m.txt", "x");

        assertThatThrownBy(() -> context.getEndpoint(uri)).isInstanceOf(ResolveEndpointFailedException.class);
    }

    private static Map<String, Object> row(String id, String title) {
        return Map.of("ID", new BigDecimal(id), "Title", title);
    }

    private Object body(String uri, Object body) {
        return send(uri, body).getMessage().getBody();
    }

    private Exchange send(String uri, Object body) {
        return send(uri, body, exchange -> {});
    }

    private Exchange send(String uri, Object body, Consumer<Exchange> prepared) {
        return context.createProducerTemplate().request(uri, exchange -> {
            exchange.getMessage().setBody(body);
            prepared.accept(exchange);
        });
    }

    private static Bitrix24Event event(String portal, String id, Map<String, Object> fields) {
        Instant then = Instant.parse("2026-03-11T14:28:46Z");
        return new Bitrix24Event(
                        "event-" + id,
                        portal,
                        "ONCRMDEALUPDATE",
                        new EntityRef("deal", 2, id),
                        "",
                        then,
                        then,
                        Origin.WEBHOOK,
                        Map.of())
                .withFields(fields);
    }

    private static PortalSettings portal(String name, String locale, String zone, Optional<Webhook> webhook) {
        return new PortalSettings(
                name,
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                webhook,
                BudgetSettings.STANDARD,
                Locale.forLanguageTag(locale),
                ZoneId.of(zone),
                SourceSettings.OFF,
                SweepSettings.OFF);
    }
}
