package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.OperatorAction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that talk to a running hub, with a real one at the other end. */
class RunningHubCommandsTest {

    private static HubRig rig;

    @TempDir
    private static Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        rig = new HubRig(home)
                .set("hub.management.port", "0")
                .set("hub.portal.main.sweep-grace", "0s")
                .start();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void status_shows_flows_and_portals() throws Exception {
        assertThat(run("status")).isZero();
        assertThat(out.toString())
                .contains("events-to-file", "main", "store:")
                .containsPattern("\\d+ commits, [\\d.]+ ms on average");

        assertThat(run("status", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).path("flows").isArray())
                .isTrue();
    }

    @Test
    void events_lists_what_fits() {
        DeliveryRecord delivery = delivered("Listed");

        assertThat(run("events", "--event", delivery.eventId())).isZero();
        assertThat(out.toString()).contains(delivery.eventId(), "events-to-file", "delivered");

        assertThat(run("events", "--entity", "deal:999999")).isZero();
        assertThat(out.toString()).contains("Nothing fits.");
    }

    @Test
    void replay_shows_what_it_would_do_and_then_does_it() {
        DeliveryRecord delivery = delivered("Again");
        String[] which = {"--event", delivery.eventId(), "--flow", "events-to-file", "--state", "delivered"};

        assertThat(run("replay", with(which, "--preview"))).isZero();
        assertThat(out.toString()).contains("1 delivery").doesNotContain("changed");
        assertThat(deliveries(delivery)).hasSize(1);

        assertThat(run("replay", with(which, "--yes"))).isZero();
        assertThat(out.toString()).contains("1 changed, complete");
        assertThat(deliveries(delivery)).hasSize(2);
    }

    @Test
    void replay_of_one_that_cannot_be_replayed_says_why() {
        assertThat(run("replay", "99999999")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no delivery 99999999");
    }

    @Test
    void dropping_everything_must_be_said() {
        assertThat(run("drop", "--yes")).isEqualTo(1);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void pause_and_resume_take_flows_and_destinations() {
        String destination = "telegram:" + HubRig.SALES_CHAT;

        assertThat(run("pause", "deal-won-to-telegram", "--for", "1h", "--reason", "test"))
                .isZero();
        assertThat(run("pause", destination)).isZero();
        assertThat(rig.hub().operations().holds()).hasSize(2);
        assertThat(run("resume", "deal-won-to-telegram")).isZero();
        assertThat(run("resume", destination)).isZero();

        assertThat(rig.hub().operations().holds()).isEmpty();
        assertThat(run("pause", "nobody")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no flow nobody");
    }

    @Test
    void sweep_shows_what_is_missing_and_then_delivers_it() throws Exception {
        long deal = rig.far().portal().records().ids(Kind.DEAL).get(0);
        String[] which = {"--type", "deal", "--since", "3650d"};

        assertThat(run("sweep", "--type", "deal", "--since", "2026-01-01T00:00:00Z", "--dry-run"))
                .isZero();
        assertThat(out.toString())
                .contains("ONCRMDEALADD of deal " + deal)
                .containsPattern("\\d+ events are missing; \\d REST commands in");
        assertThat(rig.hub().operations().actions(5))
                .extracting(OperatorAction::action)
                .doesNotContain("sweep");

        assertThat(run("sweep", which)).isZero();
        assertThat(out.toString()).contains("main deal:", "events delivered");
        assertThat(rig.hub().operations().actions(5))
                .extracting(OperatorAction::action)
                .contains("sweep");
        assertThat(run("sweep", with(which, "--json"))).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).path("injected").asLong())
                .isZero();
        assertThat(run("sweep", "--type", "deals")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no type deals");
    }

    @Test
    void where_no_hub_is_the_command_says_so() {
        StringWriter words = new StringWriter();
        int code = new CommandLine(new HubCommand())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    words.write(failure.getMessage());
                    return 2;
                })
                .execute("status", "--url", "http://127.0.0.1:" + HubRig.freePort());

        assertThat(code).isEqualTo(2);
        assertThat(words.toString()).contains("No hub answers at http://127.0.0.1:");
    }

    @Test
    void completion_can_be_generated() {
        assertThat(new CommandLine(new HubCommand())
                        .setOut(new PrintWriter(out))
                        .execute("generate-completion"))
                .isZero();
        assertThat(out.toString()).contains("_complete_b24hub", "replay");
    }

    private static DeliveryRecord delivered(String title) {
        long deal = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", title));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + deal);
        return rig.delivery(event, "events-to-file", DeliveryState.DELIVERED);
    }

    private static List<DeliveryRecord> deliveries(DeliveryRecord of) {
        return rig.hub().store().deliveries(of.eventId()).stream()
                .filter(each -> each.flow().equals(of.flow()))
                .toList();
    }

    private static String[] with(String[] words, String last) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(last);
        return all.toArray(String[]::new);
    }

    private int run(String command, String... words) {
        out.getBuffer().setLength(0);
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(words));
        line.addAll(List.of("--url", "http://127.0.0.1:" + rig.hub().managementPort()));
        return new CommandLine(new HubCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
    }
}
