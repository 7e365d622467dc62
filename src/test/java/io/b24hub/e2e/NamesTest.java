package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalRecords;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a flow sees of a portal's changes after one plain {@code bitrix24:read}. */
@Timeout(120)
class NamesTest {

    @TempDir
    private Path home;

    private HubRig rig;
    private PortalRecords records;

    @BeforeEach
    void start() throws IOException {
        Path flows = Files.createDirectories(home.resolve("routes").resolve("flows"));
        Files.writeString(flows.resolve("seen.camel.yaml"), """
                - route:
                    id: seen
                    from:
                      uri: bitrix24:*
                      steps:
                        - to: bitrix24:read?related=contact,company
                        - to: mock:seen
                """);
        rig = new HubRig(home);
        rig.set("hub.routes.dir", home.resolve("routes").toString()).start();
        records = rig.far().portal().records();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_deal_of_the_second_funnel_is_told_in_words() {
        long id = records.add(
                Kind.DEAL,
                Map.of(
                        "STAGE_ID",
                        "C1:PREPARATION",
                        "ASSIGNED_BY_ID",
                        "2",
                        "CONTACT_ID",
                        "3",
                        "CURRENCY_ID",
                        "EUR",
                        "UF_CRM_1721244482",
                        "47"));

        Bitrix24Event deal = seen("ONCRMDEALADD", "deal:" + id);

        assertThat(deal.names())
                .containsEntry("STAGE_ID", "Подготовка документов")
                .containsEntry("CATEGORY_ID", "Оптовые продажи")
                .containsEntry("TYPE_ID", "Продажа")
                .containsEntry("SOURCE_ID", "Веб-сайт")
                .containsEntry("CURRENCY_ID", "Евро")
                .containsEntry("ASSIGNED_BY_ID", "Мария Иванова")
                .containsEntry("UF_CRM_1721244482", "Курьер");
        assertThat(deal.link()).isEqualTo(rig.far().portal().baseUri() + "/crm/deal/details/" + id + "/");
        assertThat(deal.related().get("contact"))
                .isEqualTo(records.find(Kind.CONTACT, 3).orElseThrow());
        assertThat(deal.related().get("company")).isEqualTo(Map.of());
    }

    @Test
    void no_field_of_any_kind_keeps_its_bare_id() {
        for (Kind kind : new Kind[] {Kind.LEAD, Kind.DEAL, Kind.CONTACT, Kind.COMPANY, Kind.ITEM}) {
            records.update(kind, 1, Map.of("COMMENTS", "x"));
        }

        for (String entity : new String[] {"lead:1", "deal:1", "contact:1", "company:1", "dynamic-1220:1"}) {
            String type = entity.substring(0, entity.indexOf(':')).toUpperCase(Locale.ROOT);
            Bitrix24Event event =
                    seen(type.startsWith("DYNAMIC") ? "ONCRMDYNAMICITEMUPDATE" : "ONCRM" + type + "UPDATE", entity);
            assertThat(event.names()).as(entity).hasSizeGreaterThan(3);
            event.names().forEach((field, name) -> assertThat(name)
                    .as(entity + " " + field)
                    .isNotEqualTo(String.valueOf(event.fields().get(field))));
        }
    }

    @Test
    void a_later_read_costs_one_call_and_one_for_each_related_entity() {
        long id = records.add(Kind.DEAL, Map.of("TITLE", "x", "COMPANY_ID", "1"));
        seen("ONCRMDEALADD", "deal:" + id);
        long before = rig.far().portal().restCalls();

        records.update(Kind.DEAL, id, Map.of("TITLE", "y"));
        seen("ONCRMDEALUPDATE", "deal:" + id);

        assertThat(rig.far().portal().restCalls() - before).isEqualTo(2);
    }

    private Bitrix24Event seen(String type, String entity) {
        rig.delivery(rig.event(type, entity), "seen", DeliveryState.DELIVERED);
        return rig.hub().context().getEndpoint("mock:seen", MockEndpoint.class).getReceivedExchanges().stream()
                .map(exchange -> exchange.getIn().getBody(Bitrix24Event.class))
                .filter(event ->
                        event.type().equals(type) && event.entity().key().equals(entity))
                .findFirst()
                .orElseThrow();
    }
}
