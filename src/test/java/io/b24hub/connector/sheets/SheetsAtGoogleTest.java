package io.b24hub.connector.sheets;

import static io.b24hub.connector.sheets.SheetsRig.BOOK;
import static io.b24hub.connector.sheets.SheetsRig.DEALS;
import static io.b24hub.connector.sheets.SheetsRig.cells;
import static io.b24hub.connector.sheets.SheetsRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.connector.Verdict;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Received;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every call of {@code google-sheets:} can rely on, the stock methods' and the upsert's, at an emulated Google. */
@Timeout(60)
class SheetsAtGoogleTest {

    private static final String APPEND = "google-sheets:data/append?spreadsheetId=" + BOOK + "&range=Deals!A:C";

    private final SheetsRig rig = new SheetsRig();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void several_accounts_write_side_by_side_each_with_its_own_rights_and_quota() throws Exception {
        rig.google().addSheet("book-of-two", "Deals");
        rig.google().shareOnlyWith("book-of-two", "two@example.iam.gserviceaccount.com");
        rig.google().writesPerMinute(1);
        Path key = Files.writeString(
                directory.resolve("two.json"), rig.google().keyJson("two@example.iam.gserviceaccount.com"));
        String second = "&serviceAccountKey=file:" + key;

        Exchange one = rig.send(APPEND, List.of("of one"));
        Exchange two = rig.send(APPEND.replace(BOOK, "book-of-two") + second, List.of("of two"));
        Exchange oneAtTwos = rig.send(DEALS.replace(BOOK, "book-of-two"), row("ID", 1));
        Exchange again = rig.send(APPEND.replace(BOOK, "book-of-two") + second, List.of("of two"));

        assertThat(one.getException()).isNull();
        assertThat(two.getException()).isNull();
        assertThat(rig.google().rows("book-of-two", "Deals")).containsExactly(cells("of two"));
        assertThat(rig.verdict(oneAtTwos)).isInstanceOf(Verdict.Hopeless.class);
        assertThat(rig.verdict(again))
                .as("its own quota is spent, as Google counts it")
                .isInstanceOf(Verdict.Later.class);
    }

    @Test
    void a_token_that_is_no_good_any_more_is_renewed() {
        rig.send(APPEND, List.of("a"));
        rig.google().revokeTokens();

        Exchange append = rig.send(APPEND, List.of("b"));
        rig.google().revokeTokens();
        Exchange upsert = rig.send(DEALS.replace("Deals", "Сделки"), row("ID", 1));

        assertThat(append.getException()).isNull();
        assertThat(upsert.getException()).isNull();
        assertThat(rig.rows("Deals")).containsExactly(cells("a"), cells("b"));
        assertThat(rig.google().received().stream().map(Received::path).filter("/token"::equals))
                .hasSize(3);
    }

    @Test
    void a_token_endpoint_that_fails_is_tried_again_later() {
        rig.google().faults().add(Fault.status(503).onPath("/token"));

        Exchange first = rig.send(DEALS, row("ID", 1));
        Exchange second = rig.send(DEALS, row("ID", 1));

        assertThat(rig.verdict(first)).isInstanceOf(Verdict.Retry.class);
        assertThat(second.getException()).isNull();
    }

    @Test
    void a_silent_google_is_given_up_on_in_time() {
        rig.google().faults().add(Fault.delay(Duration.ofHours(1)).onPath("batchGet"));

        Exchange exchange = rig.send(DEALS, row("ID", 1));

        assertThat(rig.verdict(exchange))
                .isInstanceOfSatisfying(
                        Verdict.Retry.class, retry -> assertThat(retry.reason()).contains("no answer in time"));
        assertThat(rig.send(DEALS, row("ID", 1)).getException())
                .as("the next one does not wait for it")
                .isNull();
    }

    @Test
    void append_adds_rows_and_runs_no_formula() {
        rig.google().write(BOOK, "Deals!A1", List.of(List.of("Title")));
        rig.google().write(BOOK, "Deals!A3", List.of(List.of("Sum of the month")));

        Exchange exchange = rig.send(APPEND, List.of("=IMPORTXML(\"http://evil\")", 2));
        rig.send(APPEND.replace("A:C", "A1") + "&valueInputOption=USER_ENTERED", List.of("=1+1"));

        assertThat(exchange.getException()).isNull();
        assertThat(rig.rows("Deals"))
                .as("nothing was overwritten, and only the one that was told to run a formula did")
                .contains(
                        cells("Title"),
                        cells("=IMPORTXML(\"http://evil\")", 2),
                        cells("Sum of the month"),
                        cells("#FORMULA"));
    }

    @Test
    void a_wrong_range_says_where_to_look() {
        Exchange exchange = rig.send(APPEND.replace("Deals!A:C", "Deels!A:C"), List.of("a"));

        assertThat(rig.verdict(exchange)).isInstanceOfSatisfying(Verdict.Hopeless.class, hopeless -> {
            assertThat(hopeless.reason()).isEqualTo("Google answered 400: Unable to parse range: Deels!A:C");
            assertThat(hopeless.advice()).contains("Check range", "name of a sheet");
        });
    }

    @Test
    void what_google_says_in_so_many_words_has_an_advice_of_its_own() {
        assertThat(advice(400, "You are trying to edit a protected cell or object."))
                .contains("protection");
        assertThat(advice(400, "This operation is not supported for this document"))
                .contains("not a Google sheet");
        assertThat(advice(
                        400,
                        "This action would increase the number of cells in the workbook above the limit of"
                                + " 10000000 cells."))
                .contains("full");
        assertThat(advice(403, "Google Sheets API has not been used in project 1 before or it is disabled."))
                .contains("Enable the Google Sheets API");
        assertThat(advice(403, "The caller does not have permission")).contains("Share the sheet");
        assertThat(advice(400, "Something else")).contains("Check the range");
    }

    private String advice(int status, String message) {
        String body = "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"X\"}}".formatted(status, message);
        rig.google().faults().add(Fault.status(status).withBody(body).onPath(":append"));
        Verdict verdict = rig.verdict(rig.send(APPEND, List.of("a")));
        assertThat(verdict).isInstanceOf(Verdict.Hopeless.class);
        return ((Verdict.Hopeless) verdict).advice();
    }

    @Test
    void stock_methods_wait_for_their_turn_without_a_refusal() throws Exception {
        rig.google().writesPerMinute(60);
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            assertThat(rig.send(APPEND, List.of(i)).getException()).isNull();
            rig.clock().advance(Duration.ofMillis(500));
        }
        sent.add(rig.begin(APPEND, List.of(60)));
        Exchange reading = rig.send("google-sheets:data/get?spreadsheetId=" + BOOK + "&range=Deals!A1", "");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> rig.pacer().waiting() == 1);

        rig.clock().advance(Duration.ofSeconds(40));

        assertThat(reading.getException()).as("reads have a quota of their own").isNull();
        assertThat(sent.get(0).get(10, TimeUnit.SECONDS).getException()).isNull();
        assertThat(rig.rows("Deals")).hasSize(61);
    }

    @Test
    void a_turn_that_is_too_far_away_goes_back_to_the_store() throws Exception {
        for (int i = 0; i < 60; i++) {
            rig.begin(APPEND, List.of(i));
        }

        Exchange append = rig.begin(APPEND, List.of(60)).get(10, TimeUnit.SECONDS);

        assertThat(rig.verdict(append)).isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.at())
                .isEqualTo(rig.clock().instant().plusSeconds(61)));
    }

    @Test
    void no_secret_of_an_account_stands_in_a_failure() {
        rig.google().faults().add(Fault.status(500).onPath("batchGet"));

        Exchange exchange = rig.send(DEALS, row("ID", 1));

        assertThat(exchange.getException()).hasMessageNotContainingAny("Bearer", "PRIVATE KEY", "ya29");
    }
}
