package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many events, one append: the example of the documentation against the emulated portal and sheet. */
@Timeout(120)
class BatchToSheetTest {

    private static final String FLOW = """
            - route:
                id: deals-in-batches
                from:
                  uri: bitrix24:ONCRMDEALADD
                  parameters:
                    batchSize: 10
                    batchWait: 3s
                  steps:
                    - to: bitrix24:read
                    - split:
                        simple: "${body}"
                        aggregationStrategy: rows
                        steps:
                          - filter:
                              simple: "${body.gone} == false"
                              steps:
                                - setBody:
                                    simple: "${list(${body.fields[ID]},${body.fields[TITLE]})}"
                    - to: google-sheets:data/append?spreadsheetId=%s&range=Deals!A:B
            """;

    @Test
    void ten_deals_are_ten_rows_of_one_call_and_a_deleted_one_is_left_out(@TempDir Path home) throws IOException {
        Path routes = Files.createDirectories(home.resolve("routes/flows"));
        Files.writeString(
                routes.resolve("deals-in-batches.camel.yaml"), FLOW.formatted(SheetsEmulator.DEMO_SPREADSHEET));
        try (HubRig rig = new HubRig(home)) {
            rig.set("hub.routes.dir", home.resolve("routes").toString()).start();
            List<Long> deals = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                deals.add(rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i)));
            }
            rig.far().portal().records().delete(Kind.DEAL, deals.get(3));

            deals.forEach(deal -> rig.delivery(
                    rig.event("ONCRMDEALADD", "deal:" + deal), "deals-in-batches", DeliveryState.DELIVERED));

            assertThat(rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals"))
                    .extracting(row -> row.get(1))
                    .containsExactly(
                            "Deal 0", "Deal 1", "Deal 2", "Deal 4", "Deal 5", "Deal 6", "Deal 7", "Deal 8", "Deal 9");
            assertThat(rig.far().sheets().received())
                    .filteredOn(call -> call.toString().contains("append"))
                    .hasSize(1);
        }
    }
}
