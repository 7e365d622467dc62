package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.Sheets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;

/** One account for each set of credentials, made when first needed. Thread-safe. */
final class GoogleAccounts {

    private final Map<Credentials, GoogleAccount> accounts = new ConcurrentHashMap<>();
    private final Map<User, String> names = new ConcurrentHashMap<>();

    GoogleAccount of(GoogleSheetsConfiguration configuration, Function<GoogleSheetsConfiguration, Sheets> maker) {
        return accounts.computeIfAbsent(
                Credentials.of(configuration),
                credentials -> new GoogleAccount(name(credentials.user()), maker.apply(configuration)));
    }

    private String name(User user) {
        return names.computeIfAbsent(user, u -> "google-account-" + (names.size() + 1));
    }

    /** Whom Google counts requests for. Holds secrets, and shows none. */
    private record User(String clientId, String refreshToken, String accessToken, String key, String delegate) {

        @Override
        public String toString() {
            return "User";
        }
    }

    /** Everything a client is made of. Holds secrets, and shows none. */
    private record Credentials(User user, String clientSecret, String scopes, String applicationName) {

        static Credentials of(GoogleSheetsConfiguration configuration) {
            User user = new User(
                    text(configuration.getClientId()),
                    text(configuration.getRefreshToken()),
                    text(configuration.getAccessToken()),
                    text(configuration.getServiceAccountKey()),
                    text(configuration.getDelegate()));
            return new Credentials(
                    user,
                    text(configuration.getClientSecret()),
                    text(configuration.getScopes()),
                    text(configuration.getApplicationName()));
        }

        private static String text(String value) {
            return Objects.requireNonNullElse(value, "");
        }

        @Override
        public String toString() {
            return "Credentials";
        }
    }
}
