package io.b24hub.connector;

import io.b24hub.delivery.Rate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How many messages a destination takes in a time, by its name, as far as its operator has said so. A flow that may not
 * fall behind reckons with it. Immutable.
 */
public final class DestinationPaces {

    /**
     * What the operators tell. Telegram: 20 messages a minute to a group and one a second to a chat
     * (<a href="https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this">Bots FAQ</a>). Google
     * Sheets: 60 writes a minute for a project and account
     * (<a href="https://developers.google.com/workspace/sheets/api/limits">usage limits</a>).
     */
    public static final DestinationPaces TOLD = new DestinationPaces(
            Map.of("telegram", DestinationPaces::telegram, "google-sheets", DestinationPaces::sheet));

    private final Map<String, Function<String, Optional<Rate>>> schemes;

    private DestinationPaces(Map<String, Function<String, Optional<Rate>>> schemes) {
        this.schemes = Map.copyOf(schemes);
    }

    /**
     * The same, but for one scheme.
     *
     * @param paces tells the pace of a destination of this scheme by its whole name; empty when it has no limit
     */
    public DestinationPaces with(String scheme, Function<String, Optional<Rate>> paces) {
        Map<String, Function<String, Optional<Rate>>> other = new HashMap<>(schemes);
        other.put(scheme, paces);
        return new DestinationPaces(other);
    }

    /**
     * What a destination takes in the long run.
     *
     * @param destination its name, for example {@code telegram:-100123}
     * @return empty when it is not known, also when the name does not tell which chat or sheet it is
     */
    public Optional<Rate> of(String destination) {
        int colon = destination.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.ofNullable(schemes.get(destination.substring(0, colon)))
                        .flatMap(paces -> paces.apply(destination));
    }

    /** Groups and channels have negative numbers, or names that begin with a commercial at. */
    private static Optional<Rate> telegram(String destination) {
        String chat = destination.substring(destination.indexOf(':') + 1);
        if (chat.matches("-\\d+|@\\w+")) {
            return Optional.of(new Rate(20, Duration.ofMinutes(1)));
        }
        return chat.matches("\\d+") ? Optional.of(new Rate(60, Duration.ofMinutes(1))) : Optional.empty();
    }

    private static Optional<Rate> sheet(String destination) {
        return Optional.of(new Rate(60, Duration.ofMinutes(1)));
    }
}
