package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalRecords;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a timed flow asks the portal for: its window as a filter, totals, and lists of more than a page. */
@Timeout(120)
class TimedReadsTest {

    private static final String OVERDUE = """
            - route:
                id: overdue
                from:
                  uri: bitrix24:TIMER
                  parameters:
                    schedule: "0 9 * * *"
                  steps:
                    - to:
                        uri: bitrix24:tasks.task.list
                        parameters:
                          "filter[>DEADLINE]": "${body.data[FROM]}"
                          "filter[<=DEADLINE]": "${body.data[TO]}"
                          "filter[<REAL_STATUS]": 5
                          "order[DEADLINE]": asc
                        variableReceive: overdue
                    - setBody:
                        simple: "${variable.header:overdue.CamelBitrix24Total} of ${body.type}"
                    - to: file:{{test.dir}}?fileName=overdue.txt&fileExist=Append&appendChars=%0A
                    - split:
                        simple: "${variable.overdue[tasks]}"
                        steps:
                          - setBody:
                              simple: "${body[title]}, ${body[responsible][name]}"
                          - to: file:{{test.dir}}?fileName=overdue.txt&fileExist=Append&appendChars=%0A
            """;

    private static final String DIGEST = """
            - route:
                id: digest
                from:
                  uri: bitrix24:TIMER
                  parameters:
                    schedule: "0 9 * * *"
                  steps:
                    - to:
                        uri: bitrix24:crm.deal.list
                        parameters:
                          all: true
                          "filter[<=DATE_CREATE]": "${body.data[TO]}"
                          "select": "${list(ID,OPPORTUNITY)}"
                    - setBody:
                        simple: "${header.CamelBitrix24Total} deals, ${body.size()} rows, ${body[0][ID]} to ${body[169][ID]}"
                    - to: file:{{test.dir}}?fileName=digest.txt&fileExist=Append&appendChars=%0A
            """;

    @TempDir
    Path dir;

    // past the emulator's own time, so that all its deals are older
    private final ManualClock clock = new ManualClock(Instant.parse("2099-03-02T05:00:00Z"));

    private HubRig rig(String name, String yaml) throws IOException {
        Path flows = Files.createDirectories(dir.resolve("routes/flows"));
        Files.writeString(flows.resolve(name + ".camel.yaml"), yaml);
        return new HubRig(dir)
                .clock(clock)
                .set("hub.routes.dir", dir.resolve("routes").toString())
                .set("hub.portal.main.time-zone", "Asia/Yekaterinburg") // +05:00, two hours before the emulated portal
                .set("test.dir", dir.toString());
    }

    private List<String> run(HubRig rig, String flow, int lines) {
        await().until(() -> rig.hub().store().recall("timer", "main/" + flow).isPresent());
        clock.advance(Duration.ofHours(23).plusMinutes(1));
        Path file = dir.resolve(flow + ".txt");
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    clock.advance(Duration.ofMillis(100));
                    return Files.exists(file) && Files.readAllLines(file).size() >= lines;
                });
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_window_finds_what_has_become_overdue_in_it() throws IOException {
        try (HubRig rig = rig("overdue", OVERDUE)) {
            PortalRecords records = rig.far().portal().records();
            // the window is 2099-03-02 09:00+05:00, without it, to 2099-03-03 09:00+05:00, with it
            task(records, "a second before", "2099-03-02T06:59:59+03:00", "2");
            task(records, "as it begins", "2099-03-02T07:00:00+03:00", "2");
            task(records, "within", "2099-03-02T07:00:01+03:00", "3");
            task(records, "done", "2099-03-02T12:00:00+03:00", "5");
            task(records, "as it ends", "2099-03-03T07:00:00+03:00", "2");
            task(records, "a second later", "2099-03-03T07:00:01+03:00", "2");
            task(records, "no deadline", "", "2");
            rig.start();

            List<String> lines = run(rig, "overdue", 3);

            assertThat(lines).containsExactly("2 of TIMER", "within, Мария Иванова", "as it ends, Мария Иванова");
        }
    }

    private static void task(PortalRecords records, String title, String deadline, String status) {
        records.add(Kind.TASK, Map.of("TITLE", title, "DEADLINE", deadline, "STATUS", status, "RESPONSIBLE_ID", "2"));
    }

    @Test
    void a_list_of_many_pages_travels_in_a_batch() throws IOException {
        try (HubRig rig = rig("digest", DIGEST)) {
            for (int i = 0; i < 110; i++) {
                rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i, "OPPORTUNITY", "100"));
            }
            rig.start();
            long before = rig.far().portal().restCalls();

            assertThat(run(rig, "digest", 1)).containsExactly("170 deals, 170 rows, 1 to 170");
            assertThat(rig.far().portal().restCalls() - before).isLessThanOrEqualTo(3);
        }
    }
}
