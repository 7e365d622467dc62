package io.b24hub.connector.telegram;

import io.b24hub.settings.Secret;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.telegram.TelegramComponent;
import org.apache.camel.component.telegram.TelegramConfiguration;
import org.apache.camel.component.telegram.TelegramEndpoint;
import org.apache.camel.component.telegram.TelegramService;

/**
 * The stock endpoint with another way to the Bot API. Takes the same options, and {@link TelegramOptions};
 * {@code bufferSize} has no effect, since there is no buffer to overflow. Thread-safe once started.
 */
final class TelegramBotEndpoint extends TelegramEndpoint {

    private final Duration connectTimeout;
    private final Duration requestTimeout;
    private final Executor executor;
    private final Sending sending;
    private TelegramOptions options = TelegramOptions.STANDARD;
    private volatile BotApi service;

    /**
     * What the endpoints of one component share.
     *
     * @param parts lent by the hub; empty when the component is used by itself
     */
    record Sending(Optional<TelegramParts> parts, MovedChats moved, Notes living, Notes partsSent) {}

    TelegramBotEndpoint(
            String uri,
            TelegramComponent component,
            TelegramConfiguration configuration,
            Duration connectTimeout,
            Duration requestTimeout,
            Executor executor,
            Sending sending) {
        super(uri, component, configuration, component.getClient());
        this.connectTimeout = connectTimeout;
        this.requestTimeout = requestTimeout;
        this.executor = executor;
        this.sending = sending;
    }

    TelegramOptions options() {
        return options;
    }

    void setOptions(TelegramOptions given) {
        options = given;
    }

    @Override
    protected void doStart() throws Exception {
        if (getClient() == null) {
            setClient(client());
        }
        String baseUri = getConfiguration().getBaseUri().replaceAll("/+$", "");
        Secret token = Secret.of(getConfiguration().getAuthorizationToken());
        service = new BotApi(getClient(), baseUri, token, requestTimeout, executor);
        super.doStart();
    }

    private HttpClient client() {
        // HTTP/1.1: on a plain address the default would offer an upgrade, which Bot API emulators do not understand
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connectTimeout);
        String proxyHost = getConfiguration().getProxyHost();
        Integer proxyPort = getConfiguration().getProxyPort();
        if (proxyHost != null && !proxyHost.isBlank() && proxyPort != null) {
            builder.proxy(ProxySelector.of(new InetSocketAddress(proxyHost, proxyPort)));
        }
        return builder.build();
    }

    @Override
    public TelegramService getTelegramService() {
        return service;
    }

    @Override
    public Producer createProducer() {
        BotApi api = service;
        String id = getConfiguration().getAuthorizationToken().replaceFirst(":.*", "");
        PacedBot bot = new PacedBot(api, id, sending.parts(), sending.moved(), executor);
        return new TelegramBotProducer(
                this,
                api,
                new PartsInOrder(bot, sending.partsSent(), executor),
                new LivingMessages(bot, sending.living(), executor),
                executor);
    }

    @Override
    public void registerWebhook() throws Exception {
        if (!service.setWebhook(getWebhookConfiguration().computeFullExternalUrl())) {
            throw new RuntimeCamelException("Telegram refused to register a webhook");
        }
    }

    @Override
    public void unregisterWebhook() {
        if (!service.removeWebhook()) {
            throw new RuntimeCamelException("Telegram refused to remove the webhook");
        }
    }
}
