package io.b24hub.connector.sheets;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.SheetsScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.google.sheets.BatchGoogleSheetsClientFactory;
import org.apache.camel.support.ResourceHelper;

/**
 * Makes clients for Google Sheets that need Google only when a row is written: the access token is fetched with the
 * first request, on the thread that sends it, and renewed by need.
 *
 * <p>Waits 10 s for a connection and 30 s for an answer unless told otherwise; Google's token endpoint is given 20 s
 * each, which its library does not let us change. Nothing is retried here: that is the hub's business.
 *
 * <p>Immutable and thread-safe.
 */
public final class SheetsClientFactory extends BatchGoogleSheetsClientFactory {

    private static final String APPLICATION = "b24hub";

    private final HttpTransport transport;
    private final JsonFactory jsonFactory;
    private final String rootUrl;
    private final Duration connectTimeout;
    private final Duration readTimeout;

    /** Google itself, 10 s to connect, 30 s to answer. */
    public SheetsClientFactory() {
        this(Sheets.DEFAULT_ROOT_URL);
    }

    /** Another root address, an emulator's for example. */
    public SheetsClientFactory(String rootUrl) {
        this(rootUrl, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /**
     * @param rootUrl what the paths of the Sheets API are appended to
     * @param connectTimeout until the connection stands
     * @param readTimeout between two pieces of the answer
     */
    public SheetsClientFactory(String rootUrl, Duration connectTimeout, Duration readTimeout) {
        this(new NetHttpTransport(), GsonFactory.getDefaultInstance(), rootUrl, connectTimeout, readTimeout);
    }

    private SheetsClientFactory(
            HttpTransport transport,
            JsonFactory jsonFactory,
            String rootUrl,
            Duration connectTimeout,
            Duration readTimeout) {
        super(transport, jsonFactory);
        this.transport = transport;
        this.jsonFactory = jsonFactory;
        this.rootUrl = rootUrl.endsWith("/") ? rootUrl : rootUrl + "/";
        this.connectTimeout = connectTimeout;
        this.readTimeout = readTimeout;
    }

    /**
     * A client for a service account.
     *
     * @param serviceAccountKey the key file's content (JSON), its path, or an address Camel can read ({@code file:},
     *     {@code classpath:})
     * @param scopes read and write of spreadsheets when empty
     * @param delegate the user to act for; none when empty
     * @throws IllegalArgumentException when the key is missing or is not a service account's; never shows the key
     */
    @Override
    public Sheets makeClient(
            CamelContext camelContext,
            String serviceAccountKey,
            Collection<String> scopes,
            String applicationName,
            String delegate) {
        boolean anyScope = scopes != null && !scopes.isEmpty();
        GoogleCredentials credentials = key(camelContext, serviceAccountKey)
                // the hub decides when to try again, not a thread that sleeps
                .createWithCustomRetryStrategy(false)
                .createScoped(anyScope ? scopes : List.of(SheetsScopes.SPREADSHEETS));
        if (delegate != null && !delegate.isBlank()) {
            credentials = credentials.createDelegated(delegate);
        }
        Sheets.Builder builder = new Sheets.Builder(transport, jsonFactory, new HttpCredentialsAdapter(credentials))
                .setApplicationName(applicationName);
        configure(builder);
        return builder.build();
    }

    /** Applies to every client, whatever its credentials. */
    @Override
    protected void configure(Sheets.Builder builder) {
        HttpRequestInitializer credentials = builder.getHttpRequestInitializer();
        builder.setRootUrl(rootUrl);
        builder.setHttpRequestInitializer(request -> {
            credentials.initialize(request);
            limit(request);
        });
        if (builder.getApplicationName() == null) {
            builder.setApplicationName(APPLICATION);
        }
    }

    private void limit(HttpRequest request) {
        request.setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()));
        request.setReadTimeout(Math.toIntExact(readTimeout.toMillis()));
    }

    private static ServiceAccountCredentials key(CamelContext camelContext, String serviceAccountKey) {
        boolean inline = serviceAccountKey.strip().startsWith("{");
        String shown = inline ? "given as JSON" : "in " + serviceAccountKey;
        try (InputStream content = inline ? json(serviceAccountKey) : file(camelContext, serviceAccountKey)) {
            return ServiceAccountCredentials.fromStream(content);
        } catch (IOException | RuntimeException e) {
            // no cause: its text may quote the key
            throw new IllegalArgumentException("The Google service account key " + shown + " cannot be used ("
                    + e.getClass().getSimpleName()
                    + "). serviceAccountKey takes the path or the content of the JSON file"
                    + " that the Google Cloud console gives out under IAM, Service accounts, Keys.");
        }
    }

    private static InputStream json(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream file(CamelContext camelContext, String where) throws IOException {
        // Camel would look for a bare path in the class path
        return ResourceHelper.hasScheme(where)
                ? ResourceHelper.resolveMandatoryResourceAsInputStream(camelContext, where)
                : Files.newInputStream(Path.of(where));
    }
}
