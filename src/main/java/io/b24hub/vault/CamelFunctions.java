package io.b24hub.vault;

import io.b24hub.settings.ValueFunctions;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.PropertiesFunction;

/**
 * Camel's property functions: {@code env}, {@code sys}, and those of the vaults whose jars are in {@code lib/}, set up by
 * {@code camel.vault.*}. A Camel of its own answers each call and is gone afterwards, and with it the connection to the
 * vault: the hub's own Camel does not exist yet when settings are read.
 *
 * <p>Stateless and thread-safe.
 */
public final class CamelFunctions implements ValueFunctions {

    private static final String VAULTS = "camel.vault.";

    @Override
    public Optional<String> call(String function, String argument, Map<String, String> camel) {
        Main main = new Main();
        try {
            CamelContext context = start(main, camel);
            PropertiesFunction asked = context.getPropertiesComponent().getPropertiesFunction(function);
            if (asked == null) {
                return Optional.empty();
            }
            // not as a placeholder: Camel would look for placeholders in the answer and lose its backslashes
            String answer = asked.apply(argument);
            if (answer == null) {
                throw new NoSuchElementException();
            }
            return Optional.of(answer);
        } finally {
            main.stop();
        }
    }

    private static CamelContext start(Main main, Map<String, String> camel) {
        MainConfigurationProperties configuration = main.configure();
        configuration.setName("b24hub-settings");
        configuration.setAutoConfigurationLogSummary(false);
        configuration.setRoutesCollectorEnabled(false);
        configuration.setStartupSummaryLevel(StartupSummaryLevel.Off);
        configuration.setJmxEnabled(false);
        // not the default location: with that, Camel reads application.properties all the same
        main.setPropertyPlaceholderLocations("false");
        Properties vaults = new Properties();
        camel.forEach((key, value) -> {
            if (key.startsWith(VAULTS)) {
                vaults.setProperty(key, value);
            }
        });
        main.setOverrideProperties(vaults);
        main.init();
        return main.getCamelContext();
    }
}
