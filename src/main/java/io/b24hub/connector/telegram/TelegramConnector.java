package io.b24hub.connector.telegram;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.component.telegram.TelegramComponent;
import org.apache.camel.component.telegram.TelegramComponentConfigurer;
import org.apache.camel.component.telegram.TelegramConfiguration;
import org.apache.camel.component.telegram.TelegramEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * The {@code telegram:} component with its faults taken out; bind it under the name {@code telegram}. URIs, options,
 * message classes and results are those of the stock component.
 *
 * <p>Guarantees: the next step of a route runs only after Telegram accepted the message; a refusal is a
 * {@link TelegramRefused}, an unreachable or silent Telegram an {@link java.io.IOException}; concurrent messages do not
 * touch each other; no thread waits for an answer; text is UTF-8 on every machine; the token appears in no text.
 *
 * <p>A message whose answer was lost is a failure and may be sent again: Telegram has no idempotency key.
 *
 * <p>Thread-safe once started.
 */
public final class TelegramConnector extends TelegramComponent {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9:_-]+");

    private final Duration connectTimeout;
    private final Duration requestTimeout;
    private ExecutorService executor;

    /** Connects within 10 s and gives an answer 30 s. */
    public TelegramConnector() {
        this(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /**
     * @param connectTimeout until the connection stands; not applied to a client given by option
     * @param requestTimeout from the request to the last byte of the answer
     */
    public TelegramConnector(Duration connectTimeout, Duration requestTimeout) {
        this.connectTimeout = connectTimeout;
        this.requestTimeout = requestTimeout;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        // runs what follows an answer in a route; its size is bounded by the exchanges in flight
        executor = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "TelegramAnswer");
    }

    @Override
    protected void doShutdown() throws Exception {
        if (executor != null) {
            getCamelContext().getExecutorServiceManager().shutdown(executor);
        }
        super.doShutdown();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        // the address is in none of these messages: it may hold the token
        if (!remaining.replaceAll("/$", "").equals(TelegramConfiguration.ENDPOINT_TYPE_BOTS)) {
            throw new IllegalArgumentException("A telegram: address starts with telegram:bots");
        }
        TelegramConfiguration configuration = new SilentConfiguration();
        configuration.setType(TelegramConfiguration.ENDPOINT_TYPE_BOTS);
        configuration.setBaseUri(getBaseUri());
        configuration.setAuthorizationToken(getAuthorizationToken());
        TelegramBotEndpoint endpoint =
                new TelegramBotEndpoint(uri, this, configuration, connectTimeout, requestTimeout, executor);
        setProperties(endpoint, parameters);
        check(endpoint.getConfiguration());
        return endpoint;
    }

    private static void check(TelegramConfiguration configuration) {
        String token = configuration.getAuthorizationToken();
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException(
                    "No Telegram bot token: set hub.telegram.token to the one @BotFather gave you");
        }
        if (!TOKEN.matcher(token.strip()).matches()) {
            throw new IllegalArgumentException("hub.telegram.token is no bot token: @BotFather gives digits, a colon, "
                    + "and letters, digits, _ or -");
        }
        configuration.setAuthorizationToken(token.strip());
        if (!isHttp(configuration.getBaseUri())) {
            throw new IllegalArgumentException(
                    "The baseUri of telegram: must be an http or https address such as " + BOT_API_DEFAULT_URL);
        }
    }

    private static boolean isHttp(String address) {
        try {
            URI uri = URI.create(address);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The stock configurers are found by class name, which a subclass does not have. */
    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return new TelegramComponentConfigurer();
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new TelegramEndpointConfigurer();
    }

    /** The stock one prints the token. */
    private static final class SilentConfiguration extends TelegramConfiguration {

        @Override
        public String toString() {
            return "TelegramConfiguration{type='" + getType() + "', chatId='" + getChatId() + "'}";
        }
    }
}
