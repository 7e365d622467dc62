package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.Received;
import io.b24hub.emulator.SheetsEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One row for each deal, from the portal's events to the sheet, within Google's quota. */
@Timeout(240)
class UpsertToSheetTest {

    private static final String BOOK = SheetsEmulator.DEMO_SPREADSHEET;

    private static final String BATCHES = """
            - route:
                id: deals-as-rows
                from:
                  uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE
                  parameters:
                    batchSize: 500
                    batchWait: 5s
                  steps:
                    - to: bitrix24:read?select=TITLE,STAGE_ID
                    - split:
                        simple: "${body}"
                        aggregationStrategy: rows
                        steps:
                          - filter:
                              simple: "${body.gone} == false"
                              steps:
                                - setBody:
                                    simple: "${map(ID,${body.entity.id},Title,${body.fields[TITLE]},Stage,${body.fields[STAGE_ID]})}"
                    - to: google-sheets:rows/upsert?spreadsheetId=%s&sheet=Deals&key=ID
            """.formatted(BOOK);

    private static final String SINGLE = """
            - route:
                id: deals-as-rows
                from:
                  uri: bitrix24:ONCRMDEALADD
                  steps:
                    - to: bitrix24:read
                    - setBody:
                        simple: "${map(ID,${body.entity.id},Title,${body.fields[TITLE]})}"
                    - to: google-sheets:rows/upsert?spreadsheetId=%s&sheet=Deals&key=ID
            """.formatted(BOOK);

    @TempDir
    Path home;

    @Test
    void a_thousand_deals_are_a_thousand_rows_in_a_handful_of_calls_and_still_after_all_of_them_change()
            throws IOException {
        try (HubRig rig = hub(BATCHES)) {
            List<Long> deals = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                deals.add(rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i)));
            }
            await(rig, 1_001);
            delivered(rig, 1_000);
            assertThat(titles(rig)).hasSize(1_000).doesNotHaveDuplicates();
            int added = calls(rig).size();

            for (int i = 0; i < 1_000; i++) {
                rig.far().portal().records().update(Kind.DEAL, deals.get(i), Map.of("TITLE", "Changed " + i));
            }
            delivered(rig, 2_000);

            assertThat(titles(rig)).hasSize(1_000).doesNotHaveDuplicates().allMatch(title -> title.toString()
                    .startsWith("Changed"));
            assertThat(added).as("calls for a thousand new rows").isLessThan(20);
            assertThat(calls(rig)).as("calls for everything").hasSizeLessThan(40);
            assertThat(rig.ends())
                    .as("nothing was refused, so nothing was put off")
                    .containsOnly("deals-as-rows delivered");
        }
    }

    @Test
    void flows_without_batches_keep_to_the_quota_too_and_lose_or_double_nothing() throws IOException {
        try (HubRig rig = hub(SINGLE)) {
            rig.far().sheets().faults().add(Fault.answerLost().onPath(":append").times(3));
            rig.far().sheets().faults().add(Fault.status(503).onPath("batchGet").times(2));

            for (int i = 0; i < 100; i++) {
                rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i));
            }
            delivered(rig, 100);

            assertThat(titles(rig)).hasSize(100).doesNotHaveDuplicates();
            assertThat(calls(rig)).hasSizeLessThan(100);
        }
    }

    private HubRig hub(String flow) throws IOException {
        Path routes = Files.createDirectories(home.resolve("routes/flows"));
        Files.writeString(routes.resolve("deals-as-rows.camel.yaml"), flow);
        HubRig rig = new HubRig(home);
        rig.far().sheets().readsPerMinute(60);
        rig.far().sheets().writesPerMinute(60);
        return rig.set("hub.routes.dir", home.resolve("routes").toString())
                // what fails here fails for all that went together
                .set("hub.breaker.failures", "1000")
                .start();
    }

    private static void await(HubRig rig, int rows) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> rig.far().sheets().rows(BOOK, "Deals").size() >= rows);
    }

    private static void delivered(HubRig rig, int deliveries) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> rig.ends().stream()
                                .filter(end -> end.equals("deals-as-rows delivered"))
                                .count()
                        >= deliveries);
    }

    private static List<Object> titles(HubRig rig) {
        List<List<Object>> rows = rig.far().sheets().rows(BOOK, "Deals");
        return rows.subList(1, rows.size()).stream().map(row -> row.get(1)).toList();
    }

    private static List<Received> calls(HubRig rig) {
        return rig.far().sheets().received().stream()
                .filter(call -> !call.path().equals("/token"))
                .toList();
    }
}
