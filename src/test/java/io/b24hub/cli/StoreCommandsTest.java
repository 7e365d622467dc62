package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Delivery;
import io.b24hub.store.HubStore;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that look into a store, with a hub on it and without. */
class StoreCommandsTest {

    private final ManualClock clock = new ManualClock();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("hub.db");
    }

    @Test
    void explain_tells_a_story_beside_a_running_hub() {
        try (HubStore hub = SqliteStore.open(file, clock)) {
            parkedEvent(hub);

            assertThat(run("explain", "e1")).isZero();
            assertThat(out.toString()).contains("Event e1: ONCRMDEALADD of deal 662 on main", "delivery 1 is parked");
            assertThat(hub.latest(1)).hasSize(1);
        }
    }

    @Test
    void explain_tells_a_story_of_a_hub_that_has_stopped_and_changes_no_file() throws Exception {
        try (HubStore hub = SqliteStore.open(file, clock)) {
            parkedEvent(hub);
        }
        byte[] before = Files.readAllBytes(file);

        assertThat(run("explain", "main/deal:662", "--json")).isZero();

        assertThat(new ObjectMapper().readTree(out.toString()).at("/0/event/id").asText())
                .isEqualTo("e1");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void an_event_that_is_not_there_ends_with_1() {
        SqliteStore.open(file, clock).close();

        assertThat(run("explain", "nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no event nothing");
    }

    @Test
    void a_store_that_is_not_there_is_not_made() {
        assertThat(run("explain", "e1")).isEqualTo(2);
        assertThat(err.toString()).contains("There is no store " + file);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_that_is_no_store_is_said_to_be_none() throws Exception {
        Files.createFile(file);

        assertThat(run("parked")).isEqualTo(2);
        assertThat(err.toString()).contains("is no store of a hub");
    }

    @Test
    void parked_lists_groups() {
        try (HubStore hub = SqliteStore.open(file, clock)) {
            parkedEvent(hub);

            assertThat(run("parked")).isZero();
        }
        assertThat(out.toString()).contains("1 of flow crm-to-kafka", "The topic is gone.");
    }

    private void parkedEvent(HubStore hub) {
        Instant now = clock.instant();
        hub.accept(
                        new Bitrix24Event(
                                "e1",
                                "main",
                                "ONCRMDEALADD",
                                new EntityRef("deal", 2, "662"),
                                "3",
                                now,
                                now,
                                Origin.WEBHOOK,
                                Map.of()),
                        List.of("crm-to-kafka"))
                .join();
        Delivery delivery = hub.claim(new Claim("crm-to-kafka", Lane.FRESH, Instant.EPOCH, 1, now, Merging.NONE))
                .join()
                .deliveries()
                .get(0);
        hub.park(
                        delivery,
                        new Attempt(
                                1,
                                now,
                                Duration.ofMillis(5),
                                Attempt.Result.REFUSED,
                                OptionalInt.empty(),
                                "The topic is gone.",
                                "",
                                List.of()))
                .join();
    }

    private int run(String command, String... words) {
        CommandLine line = new CommandLine(new HubCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    failed.getErr().println(failure.getMessage());
                    return HubCommand.UNUSABLE;
                });
        String[] all = new String[words.length + 3];
        all[0] = command;
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--store";
        all[words.length + 2] = file.toString();
        return line.execute(all);
    }
}
