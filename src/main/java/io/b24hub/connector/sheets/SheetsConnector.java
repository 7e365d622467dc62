package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.Sheets;
import io.b24hub.connector.pace.Pacer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.component.google.sheets.GoogleSheetsClientFactory;
import org.apache.camel.component.google.sheets.GoogleSheetsComponent;
import org.apache.camel.component.google.sheets.GoogleSheetsComponentConfigurer;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;
import org.apache.camel.component.google.sheets.GoogleSheetsEndpointConfigurer;
import org.apache.camel.component.google.sheets.SheetsSpreadsheetsValuesEndpointConfiguration;
import org.apache.camel.component.google.sheets.internal.GoogleSheetsApiName;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * The {@code google-sheets:} component with its faults taken out; bind it under the name {@code google-sheets}. URIs and
 * options are those of the stock component.
 *
 * <p>What differs: every credential has its own client; the hub starts while Google is away; {@code data/append} inserts
 * rows instead of writing over what stands below the table (Google's default lets two parallel appends land on one
 * row); values are stored as they are, so that a deal called {@code =IMPORTXML(...)} stays a text; a list as the body is
 * one row. Set {@code insertDataOption}, {@code valueInputOption} or {@code inBody} to have it otherwise.
 *
 * <p>An append is not idempotent: one whose answer was lost may have been done, and is done again by a retry.
 *
 * <p>Thread-safe once started.
 */
public final class SheetsConnector extends GoogleSheetsComponent {

    /** What Google gives each account unless told otherwise: so many reads and as many writes. */
    public static final int REQUESTS_PER_MINUTE = 60;

    private static final String UPSERT = "rows/upsert";

    private final GoogleAccounts accounts = new GoogleAccounts();
    private final Map<List<String>, SheetLane> lanes = new ConcurrentHashMap<>();
    private final SheetsPace pace;
    private Optional<ExecutorService> threads = Optional.empty();

    /** Talks to what the factory says, {@link #REQUESTS_PER_MINUTE} at most. */
    public SheetsConnector(GoogleSheetsClientFactory factory, Pacer pacer) {
        this(factory, pacer, REQUESTS_PER_MINUTE);
    }

    /**
     * Talks to what the factory says.
     *
     * @param pacer may be shared with others; who made it closes it
     * @param requestsPerMinute what each account may read in a minute, and as much again that it may write
     */
    public SheetsConnector(GoogleSheetsClientFactory factory, Pacer pacer, int requestsPerMinute) {
        setClientFactory(factory);
        pace = new SheetsPace(pacer, requestsPerMinute);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (!remaining.equals(UPSERT)) {
            return super.createEndpoint(uri, remaining, parameters);
        }
        return new UpsertEndpoint(uri, this, new UpsertOptions(parameters).target(getConfiguration(), this::account));
    }

    @Override
    protected Endpoint createEndpoint(
            String uri, String methodName, GoogleSheetsApiName apiName, GoogleSheetsConfiguration configuration) {
        configuration.setApiName(apiName);
        configuration.setMethodName(methodName);
        if (configuration instanceof SheetsSpreadsheetsValuesEndpointConfiguration values) {
            presetWriting(values, methodName);
        }
        return new SheetsEndpoint(uri, this, apiName, methodName, configuration);
    }

    /** What the address says is applied afterwards, and wins. */
    private static void presetWriting(SheetsSpreadsheetsValuesEndpointConfiguration values, String methodName) {
        if (methodName.equals("append") || methodName.equals("update")) {
            values.setValueInputOption("RAW");
        }
        if (methodName.equals("append")) {
            values.setInsertDataOption("INSERT_ROWS");
        }
    }

    @Override
    public Sheets getClient(GoogleSheetsConfiguration configuration) {
        return account(configuration).client();
    }

    /** Who writes with these credentials. */
    GoogleAccount account(GoogleSheetsConfiguration configuration) {
        return accounts.of(configuration, this::make);
    }

    /** Keeps accounts within Google's limits. */
    SheetsPace pace() {
        return pace;
    }

    /** Where all upserts into a sheet pass, whatever endpoint and account they come from. */
    SheetLane lane(RowsTarget target) {
        List<String> sheet = List.of(target.spreadsheetId(), target.sheet().toLowerCase(Locale.ROOT));
        return lanes.computeIfAbsent(
                sheet,
                s -> new SheetLane(
                        new SheetsCalls(pace, task -> threads.orElseThrow().execute(task))));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // as many as there are sheets being written to
        threads = Optional.of(
                getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "google-sheets-upsert"));
    }

    @Override
    protected void doStop() throws Exception {
        threads.ifPresent(getCamelContext().getExecutorServiceManager()::shutdown);
        threads = Optional.empty();
        super.doStop();
    }

    private Sheets make(GoogleSheetsConfiguration configuration) {
        if (isSet(configuration.getClientId()) && isSet(configuration.getClientSecret())) {
            return getClientFactory()
                    .makeClient(
                            configuration.getClientId(),
                            configuration.getClientSecret(),
                            configuration.getScopesAsList(),
                            configuration.getApplicationName(),
                            configuration.getRefreshToken(),
                            configuration.getAccessToken());
        }
        if (isSet(configuration.getServiceAccountKey())) {
            return getClientFactory()
                    .makeClient(
                            getCamelContext(),
                            configuration.getServiceAccountKey(),
                            configuration.getScopesAsList(),
                            configuration.getApplicationName(),
                            configuration.getDelegate());
        }
        throw new IllegalArgumentException(
                "No Google account to write with: set serviceAccountKey on google-sheets: to the"
                        + " path or the content of a service account's key file");
    }

    private static boolean isSet(String value) {
        return value != null && !value.isBlank();
    }

    /** The stock configurers are found by class name, which a subclass does not have. */
    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return new GoogleSheetsComponentConfigurer();
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new GoogleSheetsEndpointConfigurer();
    }
}
