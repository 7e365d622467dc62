package io.b24hub.connector.telegram;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.telegram.TelegramEndpointConfigurer;
import org.apache.camel.spi.GeneratedPropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;

/** The stock options, and the corrected component's own. Thread-safe. */
final class TelegramOptionsConfigurer implements GeneratedPropertyConfigurer, PropertyConfigurerGetter {

    private final TelegramEndpointConfigurer stock = new TelegramEndpointConfigurer();

    @Override
    public boolean configure(CamelContext context, Object target, String name, Object value, boolean ignoreCase) {
        TelegramBotEndpoint endpoint = (TelegramBotEndpoint) target;
        TelegramOptions before = endpoint.options();
        String text = String.valueOf(value).strip();
        switch (ignoreCase ? name.toLowerCase(Locale.ROOT) : name) {
            case "longtext", "longText" ->
                endpoint.setOptions(new TelegramOptions(longText(text), before.living(), before.messageThreadId()));
            case "living" ->
                endpoint.setOptions(new TelegramOptions(before.longText(), flag(text), before.messageThreadId()));
            case "messagethreadid", "messageThreadId" ->
                endpoint.setOptions(new TelegramOptions(before.longText(), before.living(), thread(text)));
            default -> {
                return stock.configure(context, target, name, value, ignoreCase);
            }
        }
        return true;
    }

    private static LongText longText(String text) {
        return Arrays.stream(LongText.values())
                .filter(each -> each.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("longText=" + text
                        + ": it is split (several messages), cut (what fits) or fail (the delivery is parked)"));
    }

    private static boolean flag(String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("living=" + text + ": it is true or false");
        }
        return Boolean.parseBoolean(text);
    }

    /** Empty text is no topic, so that a flow can have a setting for it. */
    static Optional<String> thread(String text) {
        if (!text.matches("\\d{0,18}")) {
            throw new IllegalArgumentException("messageThreadId=" + text
                    + ": it is the number of a topic, the second one in a link to one of its messages");
        }
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "longtext", "messagethreadid" -> String.class;
            case "living" -> boolean.class;
            default -> stock.getOptionType(name, ignoreCase);
        };
    }

    @Override
    public Object getOptionValue(Object target, String name, boolean ignoreCase) {
        TelegramOptions options = ((TelegramBotEndpoint) target).options();
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "longtext" -> options.longText().name().toLowerCase(Locale.ROOT);
            case "living" -> options.living();
            case "messagethreadid" -> options.messageThreadId().orElse("");
            default -> stock.getOptionValue(target, name, ignoreCase);
        };
    }

    @Override
    public String[] getAutowiredNames() {
        return stock.getAutowiredNames();
    }

    @Override
    public Object getCollectionValueType(Object target, String name, boolean ignoreCase) {
        return stock.getCollectionValueType(target, name, ignoreCase);
    }
}
