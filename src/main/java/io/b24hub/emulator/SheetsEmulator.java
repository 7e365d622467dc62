package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Google Sheets API v4 and the token endpoint of its service accounts. There is one spreadsheet from the start,
 * {@link #DEMO_SPREADSHEET}; others must be added.
 *
 * <p>This class is thread-safe. Nothing is computed: a formula shows as {@code #FORMULA}.
 */
public final class SheetsEmulator extends Emulator {

    /** Id of the spreadsheet that is there from the start, with the sheets "Sheet1" and "Сделки". */
    public static final String DEMO_SPREADSHEET = "emulated-spreadsheet";

    private static final Pattern ADDRESS = Pattern.compile(
            "(?s)/v4/spreadsheets/([^/:]+)(?:(:batchUpdate)|/values(?:(:batchUpdate|:batchGet)|/(.+?)(:append|:clear)?))?");

    private final Map<String, Spreadsheet> spreadsheets = new ConcurrentHashMap<>();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final TokenDesk tokens;
    private final MinuteQuota reads;
    private final MinuteQuota writes;

    public SheetsEmulator(Vertx vertx, HubClock clock, RandomGenerator random) {
        super("Google Sheets", vertx, clock);
        tokens = new TokenDesk(clock, random);
        reads = new MinuteQuota("Read", clock);
        writes = new MinuteQuota("Write", clock);
        addSheet(DEMO_SPREADSHEET, "Sheet1");
        addSheet(DEMO_SPREADSHEET, "Сделки");
    }

    /** Adds an empty sheet, and the spreadsheet when there is none. */
    public void addSheet(String spreadsheet, String title) {
        spreadsheets.computeIfAbsent(spreadsheet, Spreadsheet::new).addSheet(title);
    }

    /** From now on no account may see this spreadsheet: 403. */
    public void deny(String spreadsheet) {
        denied.add(spreadsheet);
    }

    /** From now on the accounts may use it again. */
    public void allow(String spreadsheet) {
        denied.remove(spreadsheet);
    }

    /** From now on only this account may see this spreadsheet. */
    public void shareOnlyWith(String spreadsheet, String account) {
        owners.put(spreadsheet, account);
    }

    /**
     * Refuses with 429 what an account writes beyond this number of requests in a minute; 0 is no limit, as at the start.
     */
    public void writesPerMinute(int most) {
        writes.limit(most);
    }

    /** As {@link #writesPerMinute} for requests that read. */
    public void readsPerMinute(int most) {
        reads.limit(most);
    }

    /** From now on no access token that was given out is good. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Writes cells as people do, from the first cell of a range on; null leaves a cell as it is. */
    public void write(String spreadsheet, String range, List<List<Object>> values) {
        spreadsheets.get(spreadsheet).update(List.of(new Spreadsheet.Patch(range, values)), false);
    }

    /** Puts empty rows into a sheet as people do, and shifts what stands there down. */
    public void insertRows(String spreadsheet, String sheet, int before, int count) {
        spreadsheets.get(spreadsheet).insertRows(sheet, before - 1, count);
    }

    /** Moves a column to the place before another, as people drag it; both count from 1. */
    public void moveColumn(String spreadsheet, String sheet, int from, int before) {
        spreadsheets.get(spreadsheet).moveColumn(sheet, from - 1, before - 1);
    }

    /** The cells of a sheet, without the empty ones at the end; no rows when there is no such sheet. */
    public List<List<Object>> rows(String spreadsheet, String sheet) {
        return Optional.ofNullable(spreadsheets.get(spreadsheet))
                .map(found -> found.rows(sheet))
                .orElse(List.of());
    }

    /** A service account's key file that leads to this emulator; it opens nothing anywhere else. */
    public String keyJson() {
        return keyJson(baseUri());
    }

    /** As {@link #keyJson()}, for clients that reach the emulator at another address, such as another container. */
    public String keyJson(URI reachedAt) {
        return tokens.keyJson(reachedAt + "/token", TokenDesk.ACCOUNT);
    }

    /**
     * The key file of another service account, which exists from now on.
     *
     * @param account its address
     */
    public String keyJson(String account) {
        return tokens.keyJson(tokenUri(), account);
    }

    /**
     * Writes {@link #keyJson()} to a file that only its owner may read, where the file system knows owners.
     *
     * @return the file
     */
    public Path writeKeyFile(Path file) throws IOException {
        Files.writeString(file, keyJson());
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    @Override
    String explanation() {
        return "Plays the Google Sheets API v4 below /v4/spreadsheets/ and its token endpoint at /token.\n"
                + "The spreadsheet " + DEMO_SPREADSHEET + " has the sheets Sheet1 and Сделки.";
    }

    @Override
    Reply answer(Call call) {
        if (call.path().equals("/token")) {
            return tokens.answer(RestParams.ofQuery(call.text()), tokenUri());
        }
        Matcher address = ADDRESS.matcher(call.decodedPath());
        try {
            String account = tokens.account(call.header("authorization")).orElseThrow(GoogleRefusal::unauthenticated);
            if (!address.matches()) {
                throw GoogleRefusal.notFound();
            }
            SheetsCall known = new SheetsCall(
                    call,
                    spreadsheet(address.group(1), account),
                    () -> reads.spend(account),
                    () -> writes.spend(account));
            Object result = known.run(address);
            return Reply.json(200, Json.write(result));
        } catch (GoogleRefusal refusal) {
            return refusal.reply();
        }
    }

    @Override
    Reply refusal(int status, int retryAfter) {
        Reply reply = GoogleRefusal.usual(status).reply();
        return retryAfter == 0 ? reply : reply.with("Retry-After", String.valueOf(retryAfter));
    }

    @Override
    String shownBody(Call call) {
        return call.path().equals("/token") ? "xxxxxx" : call.text();
    }

    private Spreadsheet spreadsheet(String id, String account) {
        if (denied.contains(id) || !owners.getOrDefault(id, account).equals(account)) {
            throw GoogleRefusal.forbidden();
        }
        return Optional.ofNullable(spreadsheets.get(id)).orElseThrow(GoogleRefusal::notFound);
    }

    private String tokenUri() {
        return baseUri() + "/token";
    }
}
