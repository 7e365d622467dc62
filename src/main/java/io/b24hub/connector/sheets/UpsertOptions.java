package io.b24hub.connector.sheets;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;

/** The options of {@code google-sheets:rows/upsert}, taken out of an address. Used while an endpoint is made. */
final class UpsertOptions {

    private static final String EXAMPLE = "google-sheets:rows/upsert?spreadsheetId=1AbC&sheet=Deals&key=ID";

    private final Map<String, Object> parameters;

    /** @param parameters what is read from it is taken out of it */
    UpsertOptions(Map<String, Object> parameters) {
        this.parameters = parameters;
    }

    /** @throws IllegalArgumentException when something is missing or wrong */
    RowsTarget target(GoogleSheetsConfiguration common, Function<GoogleSheetsConfiguration, GoogleAccount> accounts) {
        String input = text("valueInputOption").orElse("RAW");
        if (!input.equals("RAW") && !input.equals("USER_ENTERED")) {
            throw new IllegalArgumentException("valueInputOption is RAW or USER_ENTERED, not " + input);
        }
        String create = text("createSheet").orElse("false");
        if (!create.equals("true") && !create.equals("false")) {
            throw new IllegalArgumentException("createSheet is true or false, not " + create);
        }
        return new RowsTarget(
                accounts.apply(account(common)),
                needed("spreadsheetId"),
                needed("sheet"),
                needed("key"),
                input.equals("USER_ENTERED"),
                create.equals("true"));
    }

    private GoogleSheetsConfiguration account(GoogleSheetsConfiguration common) {
        GoogleSheetsConfiguration account = new GoogleSheetsConfiguration();
        account.setClientId(text("clientId").orElse(common.getClientId()));
        account.setClientSecret(text("clientSecret").orElse(common.getClientSecret()));
        account.setAccessToken(text("accessToken").orElse(common.getAccessToken()));
        account.setRefreshToken(text("refreshToken").orElse(common.getRefreshToken()));
        account.setApplicationName(text("applicationName").orElse(common.getApplicationName()));
        account.setScopes(text("scopes").orElse(common.getScopes()));
        account.setServiceAccountKey(text("serviceAccountKey").orElse(common.getServiceAccountKey()));
        account.setDelegate(text("delegate").orElse(common.getDelegate()));
        return account;
    }

    private String needed(String name) {
        return text(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "google-sheets:rows/upsert needs the option " + name + ", for example " + EXAMPLE));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(parameters.remove(name))
                .map(value -> value.toString().strip())
                .filter(value -> !value.isEmpty());
    }
}
