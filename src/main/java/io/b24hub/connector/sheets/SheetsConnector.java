package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.Sheets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Map<Account, Sheets> clients = new ConcurrentHashMap<>();

    /** Talks to Google itself. */
    public SheetsConnector() {
        this(new SheetsClientFactory());
    }

    /** Talks to what the factory says. */
    public SheetsConnector(GoogleSheetsClientFactory factory) {
        setClientFactory(factory);
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
        return clients.computeIfAbsent(Account.of(configuration), account -> make(configuration));
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

    /** Everything a client is made of. Holds secrets, and shows none. */
    private record Account(
            String clientId,
            String clientSecret,
            String refreshToken,
            String accessToken,
            String serviceAccountKey,
            String delegate,
            String scopes,
            String applicationName) {

        static Account of(GoogleSheetsConfiguration configuration) {
            return new Account(
                    text(configuration.getClientId()),
                    text(configuration.getClientSecret()),
                    text(configuration.getRefreshToken()),
                    text(configuration.getAccessToken()),
                    text(configuration.getServiceAccountKey()),
                    text(configuration.getDelegate()),
                    text(configuration.getScopes()),
                    text(configuration.getApplicationName()));
        }

        private static String text(String value) {
            return Objects.requireNonNullElse(value, "");
        }

        @Override
        public String toString() {
            return "Account";
        }
    }
}
