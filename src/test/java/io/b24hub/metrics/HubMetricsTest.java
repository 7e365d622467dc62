package io.b24hub.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Heal;
import io.b24hub.store.LedgerEntry;
import io.b24hub.sweep.SweepRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus gets from a real hub. */
class HubMetricsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path home;

    private static HubRig rig;

    @BeforeAll
    static void start() {
        rig = new HubRig(home).set("hub.management.port", "0").start();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void counts_what_came_what_was_refused_and_what_became_of_it() throws Exception {
        long deal = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Counted"));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + deal);
        rig.delivery(event, "events-to-file", DeliveryState.DELIVERED);
        post("/bitrix24/main", "event=ONCRMDEALADD&auth[application_token]=wrong");
        post("/bitrix24/a-name-that-a-caller-chose", "event=ONCRMDEALADD");

        await().untilAsserted(() -> assertThat(scrape())
                .contains(
                        "b24hub_events_received_total{portal=\"main\"}",
                        "b24hub_calls_refused_total{portal=\"main\",reason=\"wrong-token\"} 1.0",
                        "b24hub_calls_refused_total{portal=\"other\",reason=\"unknown-portal\"} 1.0",
                        "b24hub_attempts_total{flow=\"events-to-file\",result=\"delivered\"}",
                        "b24hub_flow_due{flow=\"events-to-file\"} 0.0",
                        "b24hub_portal_bucket_capacity{portal=\"main\"} 50.0",
                        "b24hub_intake_answer_seconds_bucket{le=\"0.001\"}",
                        "b24hub_store_commit_seconds_bucket{le=\"0.005\"}",
                        "b24hub_store_group_size_sum",
                        "jvm_memory_used_bytes"));
        assertThat(scrape()).doesNotContain("a-name-that-a-caller-chose", "deal:" + deal, event.id());
        assertThat(scrape()).doesNotContain("b24hub_intake_certificate_days");
    }

    @Test
    void what_has_not_occurred_yet_is_there_as_zero() throws Exception {
        assertThat(scrape())
                .contains(
                        "b24hub_calls_refused_total{portal=\"main\",reason=\"store-failed\"} 0.0",
                        "b24hub_calls_repeated_total{portal=\"main\"} 0.0",
                        "b24hub_attempts_total{flow=\"events-to-file\",result=\"parked\"} 0.0",
                        "b24hub_portal_requests_total{portal=\"main\"}",
                        "b24hub_portal_refusals_total{portal=\"main\"} 0.0");
    }

    @Test
    void tells_the_ledger_of_today_for_each_portal_and_type_that_was_swept() throws Exception {
        rig.hub()
                .sweeper()
                .sweep(new SweepRequest(Optional.empty(), Optional.of("contact"), Optional.empty(), false))
                .join();
        LocalDate today = rig.hub().sweeper().ledger().today("main");
        Instant now = Instant.now();
        LedgerEntry unexplained = new LedgerEntry(today, "main", "company");
        rig.hub()
                .store()
                .heal(new Heal(Optional.empty(), List.of(), List.of(unexplained, unexplained), now))
                .join();

        String labels = "{portal=\"main\",type=\"contact\"} ";
        await().untilAsserted(() -> assertThat(scrape())
                .contains(
                        "b24hub_sweep_last_seconds" + labels,
                        "b24hub_sweep_failed" + labels + "0.0",
                        "b24hub_sweep_changed" + labels + "0.0",
                        "b24hub_sweep_heard" + labels + "0.0",
                        "b24hub_sweep_healed" + labels + "0.0",
                        "b24hub_sweep_late" + labels + "0.0",
                        "b24hub_sweep_missed" + labels + "0.0",
                        "b24hub_sweep_changed{portal=\"main\",type=\"company\"} 2.0",
                        "b24hub_sweep_unexplained{portal=\"main\",type=\"company\"} 2.0"));
    }

    private static String scrape() throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + rig.hub().managementPort() + "/observe/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static void post(String path, String body) throws IOException, InterruptedException {
        HTTP.send(
                HttpRequest.newBuilder(rig.intake().resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.discarding());
    }
}
