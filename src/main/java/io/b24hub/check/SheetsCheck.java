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
            return sheet.map(name -> "'" + name.replace("'", "''") + "'!").orElse("") + firstCell;
        }
    }

    private record Target(String spreadsheet, String range, boolean writes) {}

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
            String range = to.option("range");
            if (!to.option("serviceAccountKey").isEmpty()
                    || !to.option("accessToken").isEmpty()) {
                findings.skipped("google sheet", "flow " + use.flow() + " has an account of its own in its address");
            } else if (id.isEmpty() || Use.isOpen(id) || Use.isOpen(range)) {
                findings.skipped("google sheet", "flow " + use.flow() + " decides at run time which sheet");
            } else {
                seen.add(new Target(id, range, !to.path().endsWith("/get")));
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
        String subject = "google sheet " + target.range();
        Range range = Range.of(target.range());
        try {
            Spreadsheet found = client.spreadsheets()
                    .get(target.spreadsheet())
                    .setFields("properties.title,sheets.properties.title")
                    .execute();
            Set<String> titles = Optional.ofNullable(found.getSheets()).orElse(List.of()).stream()
                    .map(sheet -> sheet.getProperties().getTitle())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (range.sheet().isPresent()
                    && titles.stream().noneMatch(range.sheet().get()::equalsIgnoreCase)) {
                findings.fail(
                        subject,
                        "the spreadsheet has no sheet \"" + range.sheet().get() + "\"; it has "
                                + String.join(", ", titles),
                        "Correct the range, or give a sheet this name.");
                return;
            }
        } catch (IOException e) {
            refused(subject, "read", e, findings);
            return;
        }
        if (!target.writes()) {
            findings.ok(subject, "readable");
            return;
        }
        try {
            ValueRange nothing = new ValueRange().setValues(List.of(List.of(Data.nullOf(String.class))));
            client.spreadsheets()
                    .values()
                    .update(target.spreadsheet(), range.cell(), nothing)
                    .setValueInputOption("RAW")
                    .execute();
            findings.ok(subject, "readable and writable; no cell was changed");
        } catch (IOException e) {
            refused(subject, "written to", e, findings);
        }
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
