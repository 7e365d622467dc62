package io.b24hub.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.PortalServer;
import io.b24hub.TestHub;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parameters of a REST call with signs that mean something in an address. */
class AsWrittenTest {

    private static final String STEPS = """
            - route:
                id: signs
                from:
                  uri: bitrix24:ONCRMDEALADD
                  parameters:
                    retryFor: "{{flow.signs.retry-for}}"
                  steps:
                    - to:
                        uri: bitrix24:crm.deal.update
                        parameters:
                          id: ${body.entity.id}
                          fields[TITLE]: "A+B & C=D, 100% of %41 \\"x\\" (it's) \u20ac"
                          fields[COMMENTS]: '${body.type} + ${body.entity.id} & {{flow.signs.word}}'
                          fields[ODD]: 'a) & b=RAW(c)'
                          fields[PHONE]: +49 30 1234
                          filter[%TITLE]: 50% off
                    - toD:
                        uri: bitrix24:crm.deal.list
                        parameters:
                          filter[TITLE]: '${header.CamelBitrix24Entity} & co'
            """;

    @TempDir
    private Path dir;

    @Test
    void arrive_as_they_were_written() throws Exception {
        try (PortalServer portal = new PortalServer();
                TestHub hub = TestHub.in(dir)
                        .portal(portal.answers("crm.deal.update", "true").answers("crm.deal.list", "[]"))
                        .set("flow.signs.word", "R&D + 1%")
                        .set("flow.signs.retry-for", "1h")
                        .route("flows/signs.camel.yaml", STEPS)
                        .start()) {
            hub.awaitState(hub.send("ONCRMDEALADD", "7"), "signs", DeliveryState.DELIVERED);

            JsonNode update = body(portal.calls("crm.deal.update"));
            assertThat(update.at("/id").asText()).isEqualTo("7");
            assertThat(update.at("/fields/TITLE").asText()).isEqualTo("A+B & C=D, 100% of %41 \"x\" (it's) \u20ac");
            assertThat(update.at("/fields/COMMENTS").asText()).isEqualTo("ONCRMDEALADD + 7 & R&D + 1%");
            assertThat(update.at("/fields/ODD").asText()).isEqualTo("a) & b=RAW(c)");
            assertThat(update.at("/fields/PHONE").asText()).isEqualTo("+49 30 1234");
            assertThat(update.at("/filter/%TITLE").asText()).isEqualTo("50% off");
            assertThat(body(portal.calls("crm.deal.list")).at("/filter/TITLE").asText())
                    .isEqualTo("deal:7 & co");
        }
    }

    private static JsonNode body(List<String> calls) throws Exception {
        return new ObjectMapper().readTree(calls.get(0));
    }

    @Test
    void lines_and_everything_else_stay_where_they_are() {
        String text = AsWritten.protect(STEPS);

        assertThat(text.lines()).hasSameSizeAs(STEPS.lines().toList());
        assertThat(text).contains("id: ${body.entity.id}\n").contains("fields[PHONE]: \"RAW(+49 30 1234)\"\n");
        assertThat(AsWritten.protect("- route: [bitrix24:")).isEqualTo("- route: [bitrix24:");
        assertThat(AsWritten.protect("- to: {uri: 'http:x', parameters: {a: b&c}}"))
                .isEqualTo("- to: {uri: 'http:x', parameters: {a: b&c}}");
    }
}
