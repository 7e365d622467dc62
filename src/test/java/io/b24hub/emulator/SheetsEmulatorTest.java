package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.AppendDimensionRequest;
import com.google.api.services.sheets.v4.model.AppendValuesResponse;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateValuesRequest;
import com.google.api.services.sheets.v4.model.ClearValuesRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.ValueRange;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import io.b24hub.time.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.camel.CamelContext;
import org.apache.camel.component.google.sheets.GoogleSheetsClientFactory;
import org.apache.camel.component.google.sheets.GoogleSheetsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetsEmulatorTest {

    private static final String ID = SheetsEmulator.DEMO_SPREADSHEET;

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final SheetsEmulator sheets = emulators.sheets();

    @AfterEach
    void close() {
        emulators.close();
    }

    /** Builds Google's own client for the emulator; Camel's factory has no option for the root address. */
    private record Factory(String rootUrl) implements GoogleSheetsClientFactory {

        @Override
        public Sheets makeClient(
                String clientId,
                String clientSecret,
                Collection<String> scopes,
                String applicationName,
                String refreshToken,
                String accessToken) {
            throw new UnsupportedOperationException("only service accounts");
        }

        @Override
        public Sheets makeClient(
                CamelContext camel, String key, Collection<String> scopes, String applicationName, String delegate) {
            try {
                String json = Files.readString(Path.of(key.substring("file:".length())));
                return client(json, rootUrl);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Sheets client(String keyJson, String rootUrl) throws IOException {
        GoogleCredentials credentials = GoogleCredentials.fromStream(
                        new ByteArrayInputStream(keyJson.getBytes(StandardCharsets.UTF_8)))
                .createScoped("https://www.googleapis.com/auth/spreadsheets");
        return new Sheets.Builder(
                        new NetHttpTransport(),
                        GsonFactory.getDefaultInstance(),
                        new HttpCredentialsAdapter(credentials))
                .setApplicationName("test")
                .setRootUrl(rootUrl)
                .build();
    }

    private Sheets client() throws IOException {
        return client(sheets.keyJson(), sheets.baseUri() + "/");
    }

    @Test
    void the_stock_sheets_component_appends_a_row(@TempDir Path folder) throws Exception {
        Path key = sheets.writeKeyFile(folder.resolve("google.json"));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            GoogleSheetsComponent component = new GoogleSheetsComponent();
            component.setClientFactory(new Factory(sheets.baseUri() + "/"));
            camel.addComponent("google-sheets", component);
            camel.start();

            camel.createProducerTemplate()
                    .requestBodyAndHeaders(
                            "google-sheets:data/append?applicationName=test&spreadsheetId=" + ID
                                    + "&scopes=https://www.googleapis.com/auth/spreadsheets&serviceAccountKey=file:"
                                    + key,
                            "",
                            Map.of(
                                    "CamelGoogleSheets.range", "Сделки!A:C",
                                    "CamelGoogleSheets.values", row("Сделка №1", 1500.5, true),
                                    "CamelGoogleSheets.valueInputOption", "RAW",
                                    "CamelGoogleSheets.insertDataOption", "INSERT_ROWS"));
        }

        assertThat(sheets.rows(ID, "Сделки")).hasSize(1);
        assertThat(sheets.rows(ID, "Сделки").get(0).get(0)).isEqualTo("Сделка №1");
        assertThat(sheets.received().get(0).body()).isEqualTo("xxxxxx");
        assertThat(sheets.received().get(1).path()).contains("valueInputOption=RAW", "INSERT_ROWS");
        assertThat(sheets.received().get(1).headers()).containsEntry("authorization", "Bearer xxxxxx");
    }

    @Test
    void appends_below_the_table_and_shifts_only_when_told() throws Exception {
        update("Sheet1!A1:B2", List.of(List.of("a", "b"), List.of("1", "2")));
        update("Sheet1!A4", List.of(List.of("footer")));

        append("Sheet1!A1:B1", "INSERT_ROWS", row("3", "4"));
        append("Sheet1!A1:B1", "INSERT_ROWS", row("5", "6"));

        assertThat(sheets.rows(ID, "Sheet1"))
                .containsExactly(
                        List.of("a", "b"),
                        List.of("1", "2"),
                        List.of("3", "4"),
                        List.of("5", "6"),
                        List.of(),
                        List.of("footer"));
        append("Sheet1!A1:B1", "OVERWRITE", new ValueRange().setValues(List.of(List.of("7"), List.of("8"))));
        assertThat(sheets.rows(ID, "Sheet1").subList(4, 6)).containsExactly(List.of("7"), List.of("8"));
    }

    @Test
    void reads_and_clears_and_updates_many_ranges() throws Exception {
        sheets.addSheet(ID, "Итоги '26");
        BatchUpdateValuesRequest many = new BatchUpdateValuesRequest()
                .setValueInputOption("RAW")
                .setData(List.of(
                        new ValueRange().setRange("'Итоги ''26'!B2:C2").setValues(List.of(List.of("x", 12))),
                        new ValueRange().setRange("Сделки!A1").setValues(List.of(List.of("y")))));

        client().spreadsheets().values().batchUpdate(ID, many).execute();

        ValueRange read =
                client().spreadsheets().values().get(ID, "'Итоги ''26'!A1:C").execute();
        assertThat(read.getValues()).containsExactly(List.of(), List.of("", "x", "12"));
        assertThat(client().spreadsheets()
                        .values()
                        .batchGet(ID)
                        .setRanges(List.of("Сделки", "A1:B2"))
                        .execute()
                        .getValueRanges())
                .extracting(ValueRange::getValues)
                .containsExactly(List.of(List.of("y")), null);
        client().spreadsheets()
                .values()
                .clear(ID, "Сделки!A:Z", new ClearValuesRequest())
                .execute();
        assertThat(sheets.rows(ID, "Сделки")).isEmpty();
    }

    @Test
    void adds_a_sheet_and_lists_it() throws Exception {
        Request add =
                new Request().setAddSheet(new AddSheetRequest().setProperties(new SheetProperties().setTitle("Лиды")));
        BatchUpdateSpreadsheetRequest change = new BatchUpdateSpreadsheetRequest().setRequests(List.of(add));

        client().spreadsheets().batchUpdate(ID, change).execute();

        assertThat(client().spreadsheets().get(ID).execute().getSheets())
                .extracting(sheet -> sheet.getProperties().getTitle())
                .containsExactly("Sheet1", "Сделки", "Лиды");
        assertThat(refusal(() -> client().spreadsheets().batchUpdate(ID, change).execute(), 400))
                .contains("already exists");
    }

    @Test
    void a_formula_is_seen_only_when_the_text_is_taken_as_typed() throws Exception {
        update("Sheet1!A1", List.of(List.of("=IMPORTXML(1)")));
        client().spreadsheets()
                .values()
                .update(ID, "Sheet1!A2", row("=IMPORTXML(1)"))
                .setValueInputOption("USER_ENTERED")
                .execute();

        assertThat(sheets.rows(ID, "Sheet1")).containsExactly(List.of("=IMPORTXML(1)"), List.of("#FORMULA"));
    }

    /** The sheet and the ranges of the guide to appended values: tables at A1:C2 and B4:D6. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sheet1       | B7",
                "Sheet1!B4    | B7",
                "Sheet1!C5:D5 | B7",
                "Sheet1!B2:D4 | B7",
                "Sheet1!A3:G10| B7",
                "Sheet1!A1    | A3",
                "Sheet1!E4    | E4",
                "Sheet1!A4    | A4",
            })
    void appends_to_the_last_table_that_a_range_touches_from_its_first_column_on(String range, String begin)
            throws IOException {
        update("Sheet1!A1", List.of(List.of("x", "y", "z"), List.of("x", "y", "z")));
        update("Sheet1!B4", List.of(List.of("x", "y", "z"), List.of("x", "y", "z"), List.of("x", "y", "z")));

        AppendValuesResponse answer = client().spreadsheets()
                .values()
                .append(ID, range, row("new"))
                .setValueInputOption("RAW")
                .setInsertDataOption("OVERWRITE")
                .execute();

        assertThat(answer.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!" + begin);
    }

    @Test
    void has_a_grid_with_an_end_which_only_appends_push_on() throws IOException {
        assertThat(refusal(() -> update("Sheet1!AA1", List.of(List.of("x"))), 400))
                .isEqualTo("Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26");
        assertThat(refusal(() -> update("Sheet1!A1000", List.of(List.of("x"), List.of("y"))), 400))
                .contains("exceeds grid limits");
        update("Sheet1!A1000", List.of(List.of("x")));
        append("Sheet1!A1000", "INSERT_ROWS", row("y"));
        Request wider = new Request()
                .setAppendDimension(new AppendDimensionRequest()
                        .setSheetId(0)
                        .setDimension("COLUMNS")
                        .setLength(1));
        client().spreadsheets()
                .batchUpdate(ID, new BatchUpdateSpreadsheetRequest().setRequests(List.of(wider)))
                .execute();
        update("Sheet1!AA1", List.of(List.of("now")));

        assertThat(client().spreadsheets()
                        .values()
                        .get(ID, "Sheet1!1:1")
                        .execute()
                        .getRange())
                .isEqualTo("Sheet1!A1:AA1");
        assertThat(sheets.rows(ID, "Sheet1")).hasSize(1_001);
    }

    @Test
    void writes_all_ranges_of_a_batch_or_none() {
        BatchUpdateValuesRequest change = new BatchUpdateValuesRequest()
                .setValueInputOption("RAW")
                .setData(List.of(row("good").setRange("Sheet1!A1"), row("bad").setRange("Nowhere!A1")));

        assertThat(refusal(
                        () -> client().spreadsheets()
                                .values()
                                .batchUpdate(ID, change)
                                .execute(),
                        400))
                .isEqualTo("Unable to parse range: Nowhere!A1");
        assertThat(sheets.rows(ID, "Sheet1")).isEmpty();
    }

    @Test
    void counts_reads_and_writes_of_each_account_by_themselves() throws IOException {
        sheets.readsPerMinute(1);
        sheets.writesPerMinute(1);
        Sheets other = client(sheets.keyJson("other@example.com"), sheets.baseUri() + "/");

        update("Sheet1!A1", List.of(List.of("x")));
        client().spreadsheets().get(ID).execute();

        assertThat(refusal(() -> client().spreadsheets().get(ID).execute(), 429))
                .contains("'Read requests per minute per user'");
        assertThat(other.spreadsheets().get(ID).execute().getSpreadsheetId()).isEqualTo(ID);
    }

    @Test
    void refuses_as_google_does() {
        sheets.addSheet("other", "Sheet1");
        sheets.deny("other");
        sheets.writesPerMinute(1);

        assertThat(refusal(() -> client().spreadsheets().get("unknown").execute(), 404))
                .contains("not found");
        assertThat(refusal(() -> client().spreadsheets().get("other").execute(), 403))
                .contains("permission");
        assertThat(refusal(
                        () -> client().spreadsheets().values().get(ID, "Нет!A1").execute(), 400))
                .contains("Unable to parse range: Нет!A1");
        assertThat(refusal(
                        () -> client().spreadsheets()
                                .values()
                                .append(ID, "Sheet1!A1", row("x"))
                                .execute(),
                        400))
                .contains("valueInputOption");
        assertThat(refusal(
                        () -> {
                            append("Sheet1!A1", "INSERT_ROWS", row("1"));
                            append("Sheet1!A1", "INSERT_ROWS", row("2"));
                        },
                        429))
                .contains("Quota exceeded");
        clock.advance(Duration.ofMinutes(1));
        assertThat(sheets.rows(ID, "Sheet1")).containsExactly(List.of("1"));
    }

    @Test
    void lets_nobody_in_without_a_token_that_is_still_good() throws Exception {
        String sheet = sheets.baseUri() + "/v4/spreadsheets/" + ID;
        String wrong = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b";

        assertThat(new Web().get(sheet).statusCode()).isEqualTo(401);
        assertThat(new Web().postForm(sheets.baseUri() + "/token", wrong).body())
                .contains("invalid_grant");
        Sheets client = client();
        client.spreadsheets().get(ID).execute();
        clock.advance(Duration.ofHours(1));
        client.spreadsheets().get(ID).execute();
        assertThat(sheets.received().stream().filter(r -> r.path().equals("/token")))
                .as("a wrong assertion, the first token, and one after the first had expired")
                .hasSize(3);
    }

    @Test
    void does_not_accept_the_key_of_another_account() throws Exception {
        try (Emulators others = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(2))) {
            String foreign = others.sheets()
                    .keyJson()
                    .replace(
                            others.sheets().baseUri().toString(),
                            sheets.baseUri().toString());

            assertThatThrownBy(() -> client(foreign, sheets.baseUri() + "/")
                            .spreadsheets()
                            .get(ID)
                            .execute())
                    .hasStackTraceContaining("Invalid JWT Signature");
        }
    }

    private void update(String range, List<List<Object>> values) throws IOException {
        client().spreadsheets()
                .values()
                .update(ID, range, new ValueRange().setValues(values))
                .setValueInputOption("RAW")
                .execute();
    }

    private void append(String range, String how, ValueRange values) throws IOException {
        client().spreadsheets()
                .values()
                .append(ID, range, values)
                .setValueInputOption("RAW")
                .setInsertDataOption(how)
                .execute();
    }

    private static ValueRange row(Object... cells) {
        return new ValueRange().setValues(List.of(List.of(cells)));
    }

    private static String refusal(ThrowingCallable call, int status) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(GoogleJsonResponseException.class);
        GoogleJsonResponseException refused = (GoogleJsonResponseException) thrown;
        assertThat(refused.getStatusCode()).isEqualTo(status);
        return refused.getDetails().getMessage();
    }
}
