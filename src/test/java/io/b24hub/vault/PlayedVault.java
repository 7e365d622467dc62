package io.b24hub.vault;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.PropertiesFunction;

/** A vault as Camel's are: found by its name in a service file, opened with {@code camel.vault.hashicorp.token}. */
public final class PlayedVault implements PropertiesFunction, CamelContextAware {

    static final String TOKEN = "hvs.opens-the-played-vault";
    static final AtomicInteger ASKED = new AtomicInteger();

    private CamelContext context;

    @Override
    public String getName() {
        return "played-vault";
    }

    @Override
    public String apply(String remainder) {
        ASKED.incrementAndGet();
        String token =
                context.getVaultConfiguration().getHashicorpVaultConfiguration().getToken();
        if (!TOKEN.equals(token)) {
            throw new IllegalStateException("403 for the token " + token);
        }
        return switch (remainder) {
            case "secret/telegram#token" -> "100200300:from-the-vault";
            case "secret/bitrix24#webhook" -> "abcdef0123456789";
            case "secret/odd#value" -> "braces {{played-vault:secret/telegram#token}} $1 \\";
            default -> throw new IllegalArgumentException("nothing at " + remainder);
        };
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }
}
