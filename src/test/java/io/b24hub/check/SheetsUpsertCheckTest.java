package io.b24hub.check;

import static io.b24hub.check.CheckRig.assertFinding;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.check.Finding.Verdict;
import io.b24hub.emulator.SheetsEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check makes of {@code google-sheets:rows/upsert}. */
class SheetsUpsertCheckTest {

    private static final String BOOK = SheetsEmulator.DEMO_SPREADSHEET;

    @TempDir
    Path home;

    private CheckRig rig;

    @BeforeEach
    void start() {
        rig = new CheckRig(home);
        rig.set("hub.routes.dir", home.resolve("routes").toString());
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Report run(String sheet, String more) throws IOException {
        Path flows = Files.createDirectories(home.resolve("routes/flows"));
        Files.writeString(flows.resolve("rows.camel.yaml"), """
                - route:
                    id: rows
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      steps:
                        - to:
                            uri: google-sheets:rows/upsert
                            parameters: {spreadsheetId: %s, sheet: "%s", key: ID%s}
                """.formatted(BOOK, sheet, more));
        return rig.run();
    }

    @Test
    void an_empty_sheet_and_one_with_the_key_are_fine() throws IOException {
        assertFinding(run("Deals", ""), "google sheet Deals", Verdict.OK, "writable");

        rig.far().sheets().write(BOOK, "Deals!A1", List.of(List.of("Title", "ID")));
        assertFinding(run("Deals", ""), "google sheet Deals", Verdict.OK, "writable");
        assertThat(rig.far().sheets().rows(BOOK, "Deals")).containsExactly(List.of("Title", "ID"));
    }

    @Test
    void a_sheet_without_the_key_column_fails() throws IOException {
        rig.far().sheets().write(BOOK, "Deals!A1", List.of(List.of("Title", "Number")));

        assertFinding(
                run("Deals", ""),
                "google sheet Deals",
                Verdict.FAIL,
                "no column \"ID\"",
                "Title, Number",
                "option key");
    }

    @Test
    void a_missing_sheet_fails_unless_the_flow_adds_it() throws IOException {
        assertFinding(
                run("Leads", ""),
                "google sheet Leads",
                Verdict.FAIL,
                "no sheet \"Leads\"",
                "Deals",
                "createSheet=true");
        assertFinding(run("Leads", ", createSheet: true"), "google sheet Leads", Verdict.OK, "will add the sheet");
    }
}
