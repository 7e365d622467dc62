package io.b24hub.cli;

import io.b24hub.emulator.PortalIdentity;
import io.b24hub.failure.HubException;
import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.SettingsSource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** As which portal a command calls a hub, and where. */
final class AsPortal {

    @Option(
            names = "--portal",
            paramLabel = "<name>",
            description = "As which portal (default: the first of hub.portals).")
    private Optional<String> portal = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "<address>",
            description = "Where to (default: the intake of application.properties on this machine).")
    private Optional<URI> to = Optional.empty();

    // not when the command is made: every command line makes all commands, and the file may be one that cannot be read
    private static SettingsSource settings() {
        return SettingsSource.of(RunCommand.PROPERTIES, Map.of());
    }

    /** @throws HubException when no token is configured */
    PortalIdentity identity() {
        String token = settings()
                .find("hub.portal." + name() + ".tokens")
                .map(tokens -> tokens.split(",")[0].strip())
                .orElseThrow(() -> new HubException("There is no token to send with: set hub.portal." + name()
                        + ".tokens in application.properties or in the environment"));
        return new PortalIdentity("b24hub-send.invalid", member(), 1, "", token);
    }

    URI address() {
        return to.orElseGet(() -> intake(name()));
    }

    private URI intake(String portal) {
        if (settings().find("hub.intake.tls-certificate").isEmpty()) {
            return URI.create("http://127.0.0.1:" + setting("hub.intake.port") + "/bitrix24/" + portal);
        }
        // its certificate is for its name, not for this machine's number
        String base = settings()
                .find("hub.intake.public-url")
                .orElseThrow(() -> new HubException("The intake speaks https; say by which name it is reached: set"
                        + " hub.intake.public-url, or write --to https://<name>:<port>/bitrix24/" + portal));
        return URI.create(base.replaceAll("/+$", "") + "/bitrix24/" + portal);
    }

    private String name() {
        return portal.orElseGet(() -> setting("hub.portals").split(",")[0].strip());
    }

    private String member() {
        return settings()
                .find("hub.portal." + name() + ".member-id")
                .filter(member -> !member.equals("pin"))
                .orElse("00000000000000000000000000000000");
    }

    private String setting(String key) {
        return settings().find(key).orElseGet(() -> KnownKeys.defaultOf(key));
    }
}
