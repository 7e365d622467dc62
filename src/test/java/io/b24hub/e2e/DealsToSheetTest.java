package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The project's flow from deals to a sheet: many of them within Google's quota, deleted ones, and its recipe. */
@Timeout(240)
class DealsToSheetTest {

    private static final String FLOW = "deals-to-google-sheet";
    private static final String FILE = "flows/" + FLOW + ".camel.yaml";

    @TempDir
    private Path home;

    @Test
    void a_thousand_deals_are_a_thousand_rows_in_a_handful_of_calls_and_still_after_all_of_them_change() {
        try (HubRig rig = alone().start()) {
            rig.far().sheets().readsPerMinute(60);
            rig.far().sheets().writesPerMinute(60);
            List<Long> deals = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                deals.add(rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i)));
            }
            delivered(rig, 1_000);
            assertThat(titles(rig)).hasSize(1_000).doesNotHaveDuplicates();
            long added = calls(rig);

            for (int i = 0; i < 1_000; i++) {
                rig.far().portal().records().update(Kind.DEAL, deals.get(i), Map.of("TITLE", "Changed " + i));
            }
            delivered(rig, 2_000);

            assertThat(titles(rig))
                    .hasSize(1_000)
                    .doesNotHaveDuplicates()
                    .allMatch(title -> title.startsWith("Changed"));
            assertThat(added).as("calls for a thousand new rows").isLessThan(60);
            assertThat(calls(rig)).as("calls for everything").isLessThan(120);
            assertThat(rig.ends())
                    .as("nothing was refused, so nothing was put off")
                    .containsOnly(FLOW + " delivered");
        }
    }

    @Test
    void a_deleted_deal_keeps_its_row() {
        try (HubRig rig = alone().start()) {
            long deal = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Насос"));
            rig.delivery(rig.event("ONCRMDEALADD", "deal:" + deal), FLOW, DeliveryState.DELIVERED);

            rig.far().portal().records().delete(Kind.DEAL, deal);
            rig.far().portal().webhook().send("ONCRMDEALUPDATE", Map.of("FIELDS", Map.of("ID", deal)));
            rig.delivery(rig.event("ONCRMDEALUPDATE", "deal:" + deal), FLOW, DeliveryState.FILTERED);

            assertThat(titles(rig)).containsExactly("Насос");
        }
    }

    @Test
    void with_the_recipe_of_the_readme_it_is_marked_and_the_other_cells_stay() throws IOException {
        Path routes = home.resolve("routes");
        copy(HubRig.ROUTES.resolve("messages/en/deals.row.yaml"), routes.resolve("messages/en/deals.row.yaml"));
        String flow = Files.readString(HubRig.ROUTES.resolve(FILE));
        String marked = flow.replace("ONCRMDEALADD,ONCRMDEALUPDATE", "ONCRMDEALADD,ONCRMDEALUPDATE,ONCRMDEALDELETE")
                .replaceFirst(
                        "(?m)^        - to:\\n            id: rows\\n            uri: template:deals\\n",
                        Matcher.quoteReplacement(recipe().indent(8)));
        assertThat(marked).contains("deleted-or-there", "ONCRMDEALDELETE").doesNotContain("id: rows");
        Files.createDirectories(routes.resolve("flows"));
        Files.writeString(routes.resolve(FILE), marked);
        try (HubRig rig =
                new HubRig(home).set("hub.routes.dir", routes.toString()).start()) {
            long kept = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Клапан"));
            long deleted = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Насос"));
            rig.delivery(rig.event("ONCRMDEALADD", "deal:" + deleted), FLOW, DeliveryState.DELIVERED);

            rig.far().portal().records().delete(Kind.DEAL, deleted);
            rig.far().portal().records().update(Kind.DEAL, kept, Map.of("STAGE_ID", "EXECUTING"));
            rig.delivery(rig.event("ONCRMDEALDELETE", "deal:" + deleted), FLOW, DeliveryState.DELIVERED);
            rig.delivery(rig.event("ONCRMDEALUPDATE", "deal:" + kept), FLOW, DeliveryState.DELIVERED);

            assertThat(rows(rig))
                    .extracting(row -> String.valueOf(row.get(0)), row -> row.get(1), row -> row.get(2))
                    .containsExactlyInAnyOrder(
                            tuple(Long.toString(kept), "Клапан", "В работе"),
                            tuple(Long.toString(deleted), "Насос", "deleted"));
        }
    }

    /** As routes/README.md shows it. */
    private static String recipe() throws IOException {
        Matcher block = Pattern.compile(
                        "\\*\\*A row for what was deleted\\.\\*\\*.*?```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(HubRig.ROUTES.resolve("README.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }

    /** All of the project's flows but this one off. */
    private HubRig alone() {
        HubRig rig = new HubRig(home);
        try (Stream<Path> files = Files.list(HubRig.ROUTES.resolve("flows"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".camel.yaml"))
                    .map(file -> file.replace(".camel.yaml", ""))
                    .filter(flow -> !flow.equals(FLOW))
                    .forEach(flow -> rig.set("flow." + flow + ".enabled", "false"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rig;
    }

    private static void delivered(HubRig rig, int deliveries) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> rig.ends().stream()
                                .filter((FLOW + " delivered")::equals)
                                .count()
                        >= deliveries);
    }

    private static List<List<Object>> rows(HubRig rig) {
        List<List<Object>> rows = rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals");
        return rows.subList(1, rows.size());
    }

    private static List<String> titles(HubRig rig) {
        return rows(rig).stream().map(row -> String.valueOf(row.get(1))).toList();
    }

    private static long calls(HubRig rig) {
        return rig.far().sheets().received().stream()
                .filter(call -> !call.path().equals("/token"))
                .count();
    }
}
