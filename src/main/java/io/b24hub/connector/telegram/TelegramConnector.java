package io.b24hub.connector.telegram;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.component.telegram.TelegramComponent;
import org.apache.camel.component.telegram.TelegramComponentConfigurer;
import org.apache.camel.component.telegram.TelegramConfiguration;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * The {@code telegram:} component with its faults taken out; bind it under the name {@code telegram}. URIs, options,
 * message classes and results are those of the stock component; {@code longText}, {@code living} and
 * {@code messageThreadId} come on top.
 *
 * <p>Guarantees: the next step of a route runs only after Telegram accepted the message; a refusal is a
 * {@link TelegramRefused}, an unreachable or silent Telegram an {@link java.io.IOException}; concurrent messages do not
 * touch each other; no thread waits for an answer; text is UTF-8 on every machine; the token appears in no text.
 *
 * <p>Messages leave at the pace that Telegram takes ({@link TelegramPace}), and go to where a group went that became a
 * supergroup.
 *
 * <p>A message whose answer was lost is a failure and may be sent again: Telegram has no idempotency key.
 *
 * <p>Thread-safe once started.
 */
public final class TelegramConnector extends TelegramComponent {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9:_-]+");

    /** Where {@link io.b24hub.store.Memory} keeps the new ids of groups that became supergroups. For ever. */
    public static final String MOVED_SPACE = "telegram-moved";

    /** Where it keeps the numbers of living messages. */
    public static final String LIVING_SPACE = "telegram-living";

    /** Where it keeps how many parts of a long text were sent. */
    public static final String PARTS_SPACE = "telegram-parts";

    /** The options that come on top of the stock ones; for who checks route files. */
    public static final List<String> OWN_OPTIONS = List.of("longText", "living", "messageThreadId");

    private final Duration connectTimeout;
    private final Duration requestTimeout;
    private final Optional<TelegramParts> parts;
    private final TelegramBotEndpoint.Sending sending;
    private ExecutorService executor;

    /** Connects within 10 s and gives an answer 30 s. Outside of a hub: paces nothing and remembers nothing. */
    public TelegramConnector() {
        this(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /**
     * Outside of a hub: paces nothing and remembers nothing.
     *
     * @param connectTimeout until the connection stands; not applied to a client given by option
     * @param requestTimeout from the request to the last byte of the answer
     */
    public TelegramConnector(Duration connectTimeout, Duration requestTimeout) {
        this(connectTimeout, requestTimeout, Optional.empty());
    }

    /** Connects within 10 s and gives an answer 30 s. */
    public TelegramConnector(TelegramParts parts) {
        this(Duration.ofSeconds(10), Duration.ofSeconds(30), Optional.of(parts));
    }

    /** @param parts lent by the hub; without them nothing is paced or remembered, and no message can be a living one */
    public TelegramConnector(Duration connectTimeout, Duration requestTimeout, Optional<TelegramParts> parts) {
        this.connectTimeout = connectTimeout;
        this.requestTimeout = requestTimeout;
        this.parts = parts;
        this.sending = new TelegramBotEndpoint.Sending(
                parts,
                new MovedChats(new Notes(parts, MOVED_SPACE), this::settingsThatSay),
                new Notes(parts, LIVING_SPACE),
                new Notes(parts, PARTS_SPACE));
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
                new TelegramBotEndpoint(uri, this, configuration, connectTimeout, requestTimeout, executor, sending);
        setProperties(endpoint, parameters);
        check(endpoint.getConfiguration());
        if (endpoint.options().living() && parts.isEmpty()) {
            throw new IllegalArgumentException("living=true works in a hub only: it needs the hub's memory");
        }
        return endpoint;
    }

    /** The settings of flows with this value, to tell people which one to change. */
    private List<String> settingsThatSay(String value) {
        return getCamelContext().getPropertiesComponent().loadProperties().entrySet().stream()
                .filter(entry -> value.equals(String.valueOf(entry.getValue()).strip()))
                .map(entry -> String.valueOf(entry.getKey()))
                .filter(key -> key.startsWith("flow."))
                .sorted()
                .toList();
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
        return new TelegramOptionsConfigurer();
    }

    /** The stock one prints the token. */
    private static final class SilentConfiguration extends TelegramConfiguration {

        @Override
        public String toString() {
            return "TelegramConfiguration{type='" + getType() + "', chatId='" + getChatId() + "'}";
        }
    }
}
