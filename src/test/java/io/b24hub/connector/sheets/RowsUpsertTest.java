package io.b24hub.connector.sheets;

import static io.b24hub.connector.sheets.SheetsRig.BOOK;
import static io.b24hub.connector.sheets.SheetsRig.DEALS;
import static io.b24hub.connector.sheets.SheetsRig.cells;
import static io.b24hub.connector.sheets.SheetsRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.connector.Verdict;
import io.b24hub.emulator.Fault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** {@code google-sheets:rows/upsert} against an emulated Google. */
@Timeout(60)
class RowsUpsertTest {

    private final SheetsRig rig = new SheetsRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void writes_the_header_and_the_first_row_into_an_empty_sheet() {
        succeed(row("ID", 7, "Title", "Сделка 🎉", "Amount", new BigDecimal("12.50"), "Won", true, "Note", ""));

        assertThat(rig.rows("Deals"))
                .containsExactly(
                        cells("ID", "Title", "Amount", "Won", "Note"),
                        cells(7, "Сделка 🎉", new BigDecimal("12.50"), true));
        assertThat(rig.calls())
                .containsExactly("GET values:batchGet", "GET values", "POST values:batchUpdate", "POST values:append");
    }

    @Test
    void updates_a_row_that_is_there_and_appends_one_that_is_not() {
        succeed(row("ID", 7, "Title", "old"));
        rig.google().forgetReceived();

        succeed(List.of(row("ID", "7", "Title", "new"), row("ID", 8, "Title", "another")));

        assertThat(rig.rows("Deals")).containsExactly(cells("ID", "Title"), cells(7, "new"), cells(8, "another"));
        assertThat(rig.calls()).containsExactly("GET values:batchGet", "POST values:batchUpdate", "POST values:append");
    }

    @Test
    void compares_keys_as_text_whatever_the_type_of_the_cell() {
        people("Deals!A1", cells("ID", "Title"), cells(662, "a"), cells("663", "b"), cells(" 664 ", "c"));

        succeed(List.of(
                row("ID", "662", "Title", "A"),
                row("ID", new BigDecimal("663.0"), "Title", "B"),
                row("ID", 664L, "Title", "C")));

        assertThat(rig.rows("Deals")).extracting(cells -> cells.get(1)).containsExactly("Title", "A", "B", "C");
    }

    @Test
    void finds_columns_and_rows_that_people_moved() {
        succeed(List.of(row("ID", 1, "Title", "a", "Stage", "NEW"), row("ID", 2, "Title", "b", "Stage", "NEW")));
        rig.google().moveColumn(BOOK, "Deals", 1, 4);
        people("Deals!D1", cells("Comment"), cells("mine"), cells("yours"));
        rig.google().insertRows(BOOK, "Deals", 2, 1);
        rig.google().forgetReceived();

        succeed(List.of(row("ID", 2, "Title", "B", "Stage", "WON"), row("ID", 3, "Title", "C", "Stage", "NEW")));
        succeed(row("ID", 1, "Title", "A", "Stage", "LOST"));

        assertThat(rig.rows("Deals"))
                .contains(
                        cells("Title", "Stage", "ID", "Comment"),
                        cells("A", "LOST", 1, "mine"),
                        cells("B", "WON", 2, "yours"),
                        cells("C", "NEW", 3))
                .hasSize(5);
        assertThat(rig.calls())
                .as("one more look when the key column is elsewhere, and only then")
                .startsWith("GET values:batchGet", "GET values:batchGet", "POST values:batchUpdate")
                .endsWith("GET values:batchGet", "POST values:batchUpdate");
    }

    @Test
    void leaves_cells_alone_that_a_row_does_not_name() {
        people("Deals!A1", cells("Mine", "ID", "Title", "Sum", "Stage"), cells("note", 7, "old", "=C2", "NEW"));

        succeed(row("ID", 7, "Title", "new", "Stage", "WON"));
        succeed(row("ID", 7, "Title", ""));

        assertThat(rig.rows("Deals").get(1)).isEqualTo(cells("note", 7, "", "=C2", "WON"));
    }

    @Test
    void leaves_the_key_of_a_row_that_is_there_as_people_made_it() {
        people("Deals!A1", cells("ID", "Title"), cells(7, "a"));

        succeed(row("ID", "7", "Title", "b"));
        rig.google().forgetReceived();
        succeed(row("ID", "7"));

        assertThat(rig.rows("Deals")).containsExactly(cells("ID", "Title"), cells(7, "b"));
        assertThat(rig.calls()).as("a key alone is nothing to write").containsExactly("GET values:batchGet");
    }

    @Test
    void adds_columns_that_are_missing_at_the_right_end() {
        people("Deals!A1", cells("ID", "Mine"), cells(7, "x"));

        succeed(List.of(row("Stage", "WON", "ID", 7, "Title", "a"), row("ID", 8, "Person", "Ann")));

        assertThat(rig.rows("Deals"))
                .containsExactly(
                        cells("ID", "Mine", "Stage", "Title", "Person"),
                        cells(7, "x", "WON", "a"),
                        cells(8, "", "", "", "Ann"));
    }

    @Test
    void widens_a_sheet_that_has_no_room_for_another_column() {
        Object[] names = new Object[26];
        for (int i = 0; i < 26; i++) {
            names[i] = i == 0 ? "ID" : "C" + i;
        }
        people("Deals!A1", cells(names));

        succeed(row("ID", "k", "More", 1, "Most", 2));

        assertThat(rig.rows("Deals").get(0)).hasSize(28).endsWith("C25", "More", "Most");
        assertThat(rig.rows("Deals").get(1)).startsWith("k").endsWith(1, 2);
    }

    @Test
    void of_two_rows_with_one_key_the_later_wins() {
        succeed(List.of(row("ID", 7, "Title", "first", "Stage", "NEW"), row("ID", "7", "Title", "second")));

        assertThat(rig.rows("Deals")).containsExactly(cells("ID", "Title", "Stage"), cells("7", "second", "NEW"));
    }

    @Test
    void updates_the_first_of_rows_with_one_key() {
        people("Deals!A1", cells("ID", "Title"), cells(7, "a"), cells(8, "b"), cells(7, "c"));

        succeed(row("ID", 7, "Title", "new"));

        assertThat(rig.rows("Deals"))
                .containsExactly(cells("ID", "Title"), cells(7, "new"), cells(8, "b"), cells(7, "c"));
    }

    @Test
    void reports_a_doubled_key_once() {
        people("Deals!A1", cells("ID", "Title"), cells(7, "a"), cells(8, "b"), cells(7, "c"));
        Logger log = (Logger) LoggerFactory.getLogger(RowWriter.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            succeed(row("ID", 7, "Title", "new"));
            succeed(row("ID", 7, "Title", "newer"));
            succeed(row("ID", 8, "Title", "newer"));
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "The sheet \"Deals\" has 2 rows with ID 7: row 2 is kept up to date, the others are not."
                                + " Delete them.");
    }

    @Test
    void does_not_append_again_what_was_appended_before_the_answer_got_lost() {
        succeed(row("ID", 1, "Title", "a"));
        rig.google().faults().add(Fault.answerLost().onPath(":append"));

        Exchange lost = rig.send(DEALS, row("ID", 2, "Title", "b"));
        succeed(row("ID", 2, "Title", "b"));

        assertThat(rig.verdict(lost)).isInstanceOf(Verdict.Retry.class);
        assertThat(rig.rows("Deals")).containsExactly(cells("ID", "Title"), cells(1, "a"), cells(2, "b"));
        assertThat(rig.calls()).filteredOn(call -> call.endsWith(":append")).hasSize(2);
    }

    @Test
    void writes_the_header_once_when_its_answer_got_lost() {
        rig.google().faults().add(Fault.answerLost().onPath("values:batchUpdate"));

        Exchange lost = rig.send(DEALS, row("ID", 2, "Title", "b"));
        succeed(row("ID", 2, "Title", "b"));

        assertThat(lost.getException()).isNotNull();
        assertThat(rig.rows("Deals")).containsExactly(cells("ID", "Title"), cells(2, "b"));
    }

    @Test
    void never_lets_a_value_become_a_formula_unless_told() {
        succeed(row("ID", 1, "Title", "=IMPORTXML(\"http://evil\")", "+Sum", "@x"));
        Exchange typed =
                rig.send(DEALS + "&valueInputOption=USER_ENTERED", row("ID", 2, "Title", "=1+1", "+Sum", "12"));

        assertThat(typed.getException()).isNull();
        assertThat(rig.rows("Deals"))
                .containsExactly(
                        cells("ID", "Title", "+Sum"),
                        cells(1, "=IMPORTXML(\"http://evil\")", "@x"),
                        cells(2, "#FORMULA", new BigDecimal("12")));
    }

    @Test
    void finds_keys_again_that_google_would_have_taken_for_something_else() {
        String typed = DEALS + "&valueInputOption=USER_ENTERED";
        for (String title : List.of("a", "b")) {
            assertThat(rig.send(typed, row("ID", "007", "Title", title)).getException())
                    .isNull();
            assertThat(rig.send(typed, row("ID", "=1", "Title", title)).getException())
                    .isNull();
            succeed(row("ID", new BigDecimal("12345678901234567890"), "Title", title));
        }

        assertThat(rig.rows("Deals"))
                .containsExactly(
                        cells("ID", "Title"), cells("007", "b"), cells("=1", "b"), cells("12345678901234567890", "b"));
    }

    @Test
    void puts_rows_right_when_a_column_without_a_name_belongs_to_the_table() {
        people("Deals!A1", cells("", "ID", "Title"), cells("x", 7, "a"), cells("y", 8, "b"));

        succeed(List.of(row("ID", 9, "Title", "c"), row("ID", 10, "Title", "d")));
        rig.google().forgetReceived();
        succeed(row("ID", 11, "Title", "e"));

        assertThat(rig.rows("Deals"))
                .containsExactly(
                        cells("", "ID", "Title"),
                        cells("x", 7, "a"),
                        cells("y", 8, "b"),
                        cells("", 9, "c"),
                        cells("", 10, "d"),
                        cells("", 11, "e"));
        assertThat(rig.calls()).containsExactly("GET values:batchGet", "POST values:append");
    }

    @Test
    void refuses_a_row_without_a_key() {
        Exchange empty = rig.send(DEALS, List.of(row("ID", 1, "Title", "a"), row("ID", "", "Title", "b")));
        Exchange missing = rig.send(DEALS, row("Title", "b"));
        Exchange text = rig.send(DEALS, "ID=7");
        Exchange lists = rig.send(DEALS, List.of(List.of(1, 2)));

        assertThat(hopeless(empty)).contains("no value for its key \"ID\"", "ID, Title");
        assertThat(hopeless(missing)).contains("no value for its key \"ID\"", "it has Title");
        assertThat(hopeless(text)).contains("Rows for a sheet are expected", "String");
        assertThat(hopeless(lists)).contains("A row for a sheet is expected");
        assertThat(rig.calls()).isEmpty();
    }

    @Test
    void refuses_a_text_that_no_cell_takes() {
        Exchange exchange = rig.send(DEALS, row("ID", 1, "Comments", "x".repeat(50_001)));

        assertThat(hopeless(exchange)).contains("\"Comments\" has 50001 characters");
    }

    @Test
    void does_nothing_with_an_empty_list() {
        succeed(List.of());

        assertThat(rig.calls()).isEmpty();
    }

    @Test
    void names_the_sheets_there_are_when_one_is_missing() {
        Exchange exchange = rig.send(DEALS.replace("Deals", "Leads"), row("ID", 1));

        assertThat(rig.verdict(exchange)).isInstanceOfSatisfying(Verdict.Hopeless.class, hopeless -> {
            assertThat(hopeless.reason())
                    .isEqualTo("The spreadsheet has no sheet \"Leads\"; it has \"Sheet1\", \"Сделки\", \"Deals\"");
            assertThat(hopeless.advice()).contains("option sheet", "createSheet=true");
        });
    }

    @Test
    void makes_a_missing_sheet_when_it_may() {
        String leads = DEALS.replace("Deals", "It's new") + "&createSheet=true";

        Exchange exchange = rig.send(leads, row("ID", 1, "Title", "a"));

        assertThat(exchange.getException()).isNull();
        assertThat(rig.rows("It's new")).containsExactly(cells("ID", "Title"), cells(1, "a"));
    }

    @Test
    void does_not_guess_when_the_key_column_was_renamed() {
        people("Deals!A1", cells("Number", "Title"), cells(7, "a"));

        Exchange exchange = rig.send(DEALS, row("ID", 7, "Title", "b"));

        assertThat(hopeless(exchange)).contains("has no column \"ID\"", "Number, Title");
        assertThat(rig.rows("Deals")).hasSize(2);
    }

    @Test
    void does_not_write_names_above_a_sheet_of_another_form() {
        people("Deals!B4", cells("Report of March"));

        Exchange exchange = rig.send(DEALS, row("ID", 7, "Title", "b"));

        assertThat(hopeless(exchange)).contains("first row of the sheet \"Deals\" is empty");
        assertThat(rig.rows("Deals").get(0)).isEmpty();
    }

    @Test
    void says_what_to_do_when_the_spreadsheet_is_not_shared_or_not_there() {
        rig.google().deny(BOOK);
        Exchange denied = rig.send(DEALS, row("ID", 1));
        Exchange unknown = rig.send(DEALS.replace(BOOK, "nowhere"), row("ID", 1));

        assertThat(rig.verdict(denied))
                .isInstanceOfSatisfying(Verdict.Hopeless.class, hopeless -> assertThat(hopeless.advice())
                        .contains("Share the sheet", "client_email"));
        assertThat(rig.verdict(unknown))
                .isInstanceOfSatisfying(Verdict.Hopeless.class, hopeless -> assertThat(hopeless.advice())
                        .contains("spreadsheetId"));
    }

    @Test
    void waits_when_google_asks_for_it_and_tries_again_when_google_fails() {
        rig.google().writesPerMinute(1);
        Exchange spent = rig.send(DEALS, row("ID", 1));
        rig.google().writesPerMinute(0);
        rig.google().faults().add(Fault.status(503));
        Exchange down = rig.send(DEALS, row("ID", 1));
        succeed(row("ID", 1));

        assertThat(rig.verdict(spent)).isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.at())
                .isEqualTo(rig.clock().instant().plusSeconds(60)));
        assertThat(rig.verdict(down)).isInstanceOf(Verdict.Retry.class);
        assertThat(rig.rows("Deals")).containsExactly(cells("ID"), cells(1));
    }

    @Test
    void upserts_side_by_side_make_one_header_and_one_row_for_each_key() throws Exception {
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add(rig.begin(DEALS, row("ID", i % 10, "Title", "v" + i)));
        }
        for (CompletableFuture<Exchange> each : sent) {
            assertThat(each.get(30, TimeUnit.SECONDS).getException()).isNull();
        }

        assertThat(rig.rows("Deals")).hasSize(11).startsWith(cells("ID", "Title"));
        assertThat(rig.rows("Deals")).extracting(cells -> cells.get(0)).doesNotHaveDuplicates();
        assertThat(rig.calls()).as("those that wait go together").hasSizeLessThan(40);
    }

    @Test
    void a_row_that_google_refuses_does_not_fail_those_beside_it() throws Exception {
        succeed(row("ID", 1, "Title", "a"));
        rig.google().faults().add(Fault.delay(Duration.ofSeconds(1)).onPath("batchGet"));
        CompletableFuture<Exchange> first = rig.begin(DEALS, row("ID", 1, "Title", "b"));
        CompletableFuture<Exchange> bad = rig.begin(DEALS, row("ID", 2, "Title", "c"));
        CompletableFuture<Exchange> good = rig.begin(DEALS, row("ID", 3, "Title", "d"));
        await(() -> rig.calls().size() == 5);
        // the two together, then the first of them alone
        rig.google().faults().add(Fault.status(400).times(2).onPath(":append"));

        rig.clock().advance(Duration.ofSeconds(1));

        assertThat(first.get(10, TimeUnit.SECONDS).getException()).isNull();
        assertThat(rig.verdict(bad.get(10, TimeUnit.SECONDS))).isInstanceOf(Verdict.Hopeless.class);
        assertThat(good.get(10, TimeUnit.SECONDS).getException()).isNull();
        assertThat(rig.rows("Deals")).containsExactly(cells("ID", "Title"), cells(1, "b"), cells(3, "d"));
    }

    @Test
    void a_failure_of_google_fails_all_that_went_together() throws Exception {
        succeed(row("ID", 1, "Title", "a"));
        rig.google().faults().add(Fault.delay(Duration.ofSeconds(1)).onPath("batchGet"));
        CompletableFuture<Exchange> first = rig.begin(DEALS, row("ID", 1, "Title", "b"));
        CompletableFuture<Exchange> second = rig.begin(DEALS, row("ID", 2, "Title", "c"));
        CompletableFuture<Exchange> third = rig.begin(DEALS, row("ID", 3, "Title", "d"));
        await(() -> rig.calls().size() == 5);
        rig.google().faults().add(Fault.status(503).onPath(":append"));

        rig.clock().advance(Duration.ofSeconds(1));

        assertThat(first.get(10, TimeUnit.SECONDS).getException()).isNull();
        assertThat(rig.verdict(second.get(10, TimeUnit.SECONDS))).isInstanceOf(Verdict.Retry.class);
        assertThat(rig.verdict(third.get(10, TimeUnit.SECONDS))).isInstanceOf(Verdict.Retry.class);
        assertThat(rig.calls()).filteredOn(call -> call.endsWith(":append")).hasSize(2);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(condition);
    }

    @Test
    void keeps_to_the_quota_ahead_of_the_refusals() throws Exception {
        rig.google().readsPerMinute(60);
        rig.google().writesPerMinute(60);
        people("Deals!A1", cells("ID"));
        List<Exchange> ended = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ended.add(rig.send(DEALS, row("ID", i)));
            rig.clock().advance(Duration.ofMillis(500));
        }

        CompletableFuture<Exchange> next = rig.begin(DEALS, row("ID", 60));

        await(() -> rig.pacer().waiting() == 1);
        assertThat(next).isNotDone();
        rig.clock().advance(Duration.ofSeconds(31));
        ended.add(next.get(10, TimeUnit.SECONDS));
        assertThat(ended).extracting(Exchange::getException).containsOnlyNulls();
        assertThat(rig.rows("Deals")).hasSize(62);
    }

    @Test
    void is_addressed_from_yaml_like_any_method() throws Exception {
        PluginHelper.getRoutesLoader(rig.camel())
                .loadRoutes(ResourceHelper.fromString("sheet.camel.yaml", """
                        - route:
                            id: rows
                            from:
                              uri: direct:rows
                              steps:
                                - to:
                                    uri: google-sheets:rows/upsert
                                    parameters: {spreadsheetId: %s, sheet: "Сделки", key: "№"}
                        """.formatted(BOOK)));

        Exchange exchange = rig.send("direct:rows", row("№", 1, "Название", "a"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(row("№", 1, "Название", "a"));
        assertThat(rig.rows("Сделки")).containsExactly(cells("№", "Название"), cells(1, "a"));
    }

    @Test
    void tells_at_once_what_is_wrong_with_an_address() {
        assertThat(mistake("google-sheets:rows/upsert?spreadsheetId=x&sheet=Deals"))
                .contains("needs the option key");
        assertThat(mistake(DEALS + "&valueInputOption=raw")).contains("RAW or USER_ENTERED, not raw");
        assertThat(mistake(DEALS + "&createSheet=maybe")).contains("true or false, not maybe");
        assertThat(mistake(DEALS + "&range=A:B")).contains("range");
    }

    private String mistake(String uri) {
        try {
            rig.camel().getEndpoint(uri);
            return "";
        } catch (RuntimeException e) {
            return e.getMessage();
        }
    }

    private void succeed(Object body) {
        assertThat(rig.send(DEALS, body).getException()).isNull();
    }

    private void people(String range, Object... rows) {
        List<List<Object>> values = new ArrayList<>();
        for (Object row : rows) {
            values.add(new ArrayList<>((List<?>) row));
        }
        rig.google().write(BOOK, range, values);
    }

    private String hopeless(Exchange exchange) {
        assertThat(rig.verdict(exchange)).isInstanceOf(Verdict.Hopeless.class);
        return ((Verdict.Hopeless) rig.verdict(exchange)).reason();
    }
}
