package io.b24hub.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.util.Data;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import com.google.api.services.sheets.v4.model.ValueRange;
import io.b24hub.connector.sheets.SheetsClientFactory;
import io.b24hub.route.Destination;
import io.b24hub.settings.ConnectorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Opens spreadsheets, and looks whether they may be written to by an update that changes no cell: its one value is null,
 * which the Sheets API skips (reference of ValueRange: "Null values will be skipped").
 */
final class SheetsCheck implements DestinationCheck {

    /** A range in A1 notation, as far as it says where to write. */
    record Range(Optional<String> sheet, String firstCell) {

        private static final Pattern CELLS =
                Pattern.compile("\\$?([A-Za-z]{1,3})?\\$?(\\d{1,8})?(?::\\$?[A-Za-z]{0,3}\\$?\\d{0,8})?");

        static Range of(String text) {
            int mark = text.lastIndexOf('!');
            Matcher cells = CELLS.matcher(mark < 0 ? text : text.substring(mark + 1));
            if (!cells.matches()) {
                return new Range(Optional.of(unquoted(text)), "A1");
            }
            String column = Optional.ofNullable(cells.group(1)).orElse("A");
            String row = Optional.ofNullable(cells.group(2)).orElse("1");
            return new Range(
                    mark < 0 ? Optional.empty() : Optional.of(unquoted(text.substring(0, mark))), column + row);
        }

        private static String unquoted(String sheet) {
            return sheet.startsWith("'") && sheet.endsWith("'") && sheet.length() > 1
                    ? sheet.substring(1, sheet.length() - 1).replace("''", "'")
                    : sheet;
        }

        String cell() {
            return quoted() + firstCell;
        }

        /** All of the sheet's first row. */
        String firstRow() {
            return quoted() + "1:1";
        }

        private String quoted() {
            return sheet.map(name -> "'" + name.replace("'", "''") + "'!").orElse("");
        }
    }

    /**
     * What a flow uses.
     *
     * @param shown the range or sheet as the flow names it
     * @param key the column that rows are found by; empty when the flow does not look for rows
     * @param adds whether the flow adds the sheet when there is none
     */
    private record Target(
            String spreadsheet, String shown, Range range, boolean writes, Optional<String> key, boolean adds) {

        private static final String UPSERT = "rows/upsert";

        static Target of(Destination to) {
            String id = to.option("spreadsheetId");
            if (!to.path().endsWith(UPSERT)) {
                String range = to.option("range");
                return new Target(id, range, Range.of(range), !to.path().endsWith("/get"), Optional.empty(), false);
            }
            String sheet = to.option("sheet");
            Range first = new Range(Optional.of(sheet), "A1");
            return new Target(
                    id,
                    sheet,
                    first,
                    true,
                    Optional.of(to.option("key")),
                    to.option("createSheet").equals("true"));
        }
    }

    private static final String GOOGLE = Sheets.DEFAULT_ROOT_URL;

    private final ConnectorSettings settings;

    SheetsCheck(ConnectorSettings settings) {
        this.settings = settings;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("google-sheets");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        Set<Target> seen = new LinkedHashSet<>();
        for (Use use : uses) {
            Destination to = use.destination();
            String id = to.option("spreadsheetId");
            String where = to.option("range") + to.option("sheet") + to.option("key");
            if (!to.option("serviceAccountKey").isEmpty()
                    || !to.option("accessToken").isEmpty()) {
                findings.skipped("google sheet", "flow " + use.flow() + " has an account of its own in its address");
            } else if (id.isEmpty() || Use.isOpen(id) || Use.isOpen(where)) {
                findings.skipped("google sheet", "flow " + use.flow() + " decides at run time which sheet");
            } else {
                seen.add(Target.of(to));
            }
        }
        if (!seen.isEmpty()) {
            account(findings).ifPresent(client -> seen.forEach(target -> look(client, target, findings)));
        }
    }

    private Optional<Sheets> account(Findings.Area findings) {
        String root = settings.googleRootUrl().map(Object::toString).orElse(GOOGLE);
        try {
            Sheets client = new SheetsClientFactory(root, Duration.ofSeconds(5), Duration.ofSeconds(15))
                    .makeClient(null, settings.googleKeyFile().orElse(""), List.of(), "b24hub", "");
            findings.ok("google account", mailbox().orElse("the key file can be read"));
            return Optional.of(client);
        } catch (IllegalArgumentException e) {
            findings.fail("google account", e.getMessage(), "Set hub.google.key-file to a readable key file.");
            return Optional.empty();
        }
    }

    /** The account's address, which sheets are shared with; no secret. */
    private Optional<String> mailbox() {
        try {
            JsonNode key = new ObjectMapper()
                    .readTree(Path.of(settings.googleKeyFile().orElse("")).toFile());
            return Optional.ofNullable(key.path("client_email").asText(null));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void look(Sheets client, Target target, Findings.Area findings) {
        String subject = "google sheet " + target.shown();
        Optional<String> sheet = target.range().sheet();
        String doing = "read";
        try {
            Set<String> titles = titles(client, target);
            boolean there = sheet.isEmpty() || titles.stream().anyMatch(sheet.get()::equalsIgnoreCase);
            if (!there && !target.adds()) {
                findings.fail(
                        subject,
                        "the spreadsheet has no sheet \"" + sheet.get() + "\"; it has " + String.join(", ", titles),
                        target.key().isPresent()
                                ? "Correct the option sheet, give a sheet this name, or set createSheet=true."
                                : "Correct the range, or give a sheet this name.");
                return;
            }
            if (there && !hasKey(client, target, findings)) {
                return;
            }
            doing = "written to";
            if (target.writes()) {
                changeNothing(
                        client, target.spreadsheet(), there ? target.range().cell() : "A1");
            }
            findings.ok(
                    subject,
                    !target.writes()
                            ? "readable"
                            : "readable and writable; no cell was changed"
                                    + (there ? "" : ". The flow will add the sheet with its first row"));
        } catch (IOException e) {
            refused(subject, doing, e, findings);
        }
    }

    private static Set<String> titles(Sheets client, Target target) throws IOException {
        Spreadsheet found = client.spreadsheets()
                .get(target.spreadsheet())
                .setFields("properties.title,sheets.properties.title")
                .execute();
        return Optional.ofNullable(found.getSheets()).orElse(List.of()).stream()
                .map(sheet -> sheet.getProperties().getTitle())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean hasKey(Sheets client, Target target, Findings.Area findings) throws IOException {
        if (target.key().isEmpty()) {
            return true;
        }
        ValueRange first = client.spreadsheets()
                .values()
                .get(target.spreadsheet(), target.range().firstRow())
                .execute();
        List<String> names = Optional.ofNullable(first.getValues()).orElse(List.of()).stream()
                .flatMap(List::stream)
                .map(name -> name.toString().strip())
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.isEmpty() || names.contains(target.key().get())) {
            return true;
        }
        findings.fail(
                "google sheet " + target.shown(),
                "its first row has no column \"" + target.key().get() + "\" to find rows by; it has "
                        + String.join(", ", names),
                "Name the column that holds the keys so, or correct the option key.");
        return false;
    }

    private static void changeNothing(Sheets client, String spreadsheet, String cell) throws IOException {
        ValueRange nothing = new ValueRange().setValues(List.of(List.of(Data.nullOf(String.class))));
        client.spreadsheets()
                .values()
                .update(spreadsheet, cell, nothing)
                .setValueInputOption("RAW")
                .execute();
    }

    private void refused(String subject, String what, IOException failure, Findings.Area findings) {
        int status = failure instanceof GoogleJsonResponseException answer ? answer.getStatusCode() : 0;
        String said = failure instanceof GoogleJsonResponseException answer && answer.getDetails() != null
                ? "HTTP " + status + ", \"" + answer.getDetails().getMessage() + "\""
                : findings.describe(failure);
        String words = "cannot be " + what + ": " + said;
        switch (status) {
            case 403 ->
                findings.fail(
                        subject,
                        words,
                        "Share the spreadsheet as editor with " + mailbox().orElse("the account") + ".");
            case 404 ->
                findings.fail(subject, words, "Correct the spreadsheet's id: it stands in the sheet's address.");
            case 429 -> findings.warn(subject, words, "Google's quota is used up; run the check again in a minute.");
            case 400 -> findings.fail(subject, words, "Correct the range.");
            default ->
                findings.fail(
                        subject,
                        words,
                        "Check that this machine reaches Google, its clock, and that the key is valid.");
        }
    }
}
