package io.b24hub.connector.hook;

import io.b24hub.settings.HookSettings;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Send to an HTTP address that is a secret, such as an incoming webhook of Slack or Mattermost.
 *
 * <p>The body goes out as it is, as JSON unless the header Content-Type says otherwise, with the headers of the message. The
 * answer becomes the body. Anything but 2xx is a failure, as with https:.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "hook",
        title = "Hook",
        syntax = "hook:name",
        producerOnly = true,
        category = {Category.HTTP})
public class HookEndpoint extends DefaultEndpoint {

    @UriPath(description = "Which address: the setting hub.hook.name.url.")
    @Metadata(required = true)
    private final String name;

    @UriParam(defaultValue = "POST", enums = "POST,PUT,PATCH", description = "The HTTP method.")
    private String httpMethod = "POST";

    @UriParam(
            defaultValue = "10000",
            javaType = "java.time.Duration",
            description = "How long to wait for the connection, for example 10s.")
    private long connectTimeout = 10_000;

    @UriParam(
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "How long to wait for the answer, for example 30s.")
    private long responseTimeout = 30_000;

    public HookEndpoint(String uri, HookComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public Producer createProducer() {
        HookSettings hook = ((HookComponent) getComponent()).hook(name);
        return new HookProducer(this, hook);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("hook: only sends; nothing comes from there");
    }

    public String getName() {
        return name;
    }

    public String getHttpMethod() {
        return httpMethod;
    }

    public void setHttpMethod(String httpMethod) {
        this.httpMethod = httpMethod;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(long responseTimeout) {
        this.responseTimeout = responseTimeout;
    }
}
