package io.b24hub.cli;

import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.SqliteView;
import io.b24hub.store.StoreView;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.PostgresView;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The store that a command looks into, beside running hubs or without one. */
final class StoreFile {

    private static final String FILE = "hub.store.file";
    private static final String URL = "hub.store.url";

    @Option(
            names = "--store",
            paramLabel = "<file>",
            description = "The store's file (default: hub.store.url or hub.store.file of application.properties).")
    private Optional<Path> file = Optional.empty();

    StoreView open() {
        if (file.isPresent()) {
            return SqliteView.open(file.get());
        }
        SettingsSource settings = SettingsSource.of(RunCommand.PROPERTIES, Map.of());
        return settings.find(URL)
                .<StoreView>map(url -> PostgresView.open(
                        new PostgresAddress(url, settings.find("hub.store.user"), settings.find("hub.store.password"))))
                .orElseGet(
                        () -> SqliteView.open(Path.of(settings.find(FILE).orElseGet(() -> KnownKeys.defaultOf(FILE)))));
    }
}
