package io.b24hub.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.settings.DatabaseSettings;
import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.StoppedStore;
import io.b24hub.store.StoredTable;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.StoreCopy;
import io.b24hub.time.SystemClock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code b24hub store}: what is done to a whole store. */
@Command(
        name = "store",
        description = "Moves a store to another database.",
        mixinStandardHelpOptions = true,
        subcommands = StoreCommand.Copy.class,
        footer = {"", "Exit codes: those of the command; 2 without one."})
final class StoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what: b24hub store copy --to <address>");
    }

    /** {@code b24hub store copy}. */
    @Command(
            name = "copy",
            description = "Copies everything from the SQLite store of a stopped hub into an empty PostgreSQL database.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  HUB_STORE_PASSWORD=... b24hub store copy --to jdbc:postgresql://db.example.com:5432/b24hub --user b24hub",
                "",
                "Events, deliveries in all states, attempts, holds, and what flows remember; one transaction, so when it",
                "fails nothing is there. The file stays as it is. The password comes from hub.store.password, or better",
                "HUB_STORE_PASSWORD or HUB_STORE_PASSWORD_FILE.",
                "",
                "Exit codes: 0 copied and counted again, 2 nothing was copied."
            })
    static final class Copy implements Callable<Integer> {

        private static final String FILE = "hub.store.file";

        @Option(
                names = "--from",
                paramLabel = "<file>",
                description = "The store's file (default: hub.store.file, or data/hub.db).")
        private Optional<Path> from = Optional.empty();

        @Option(
                names = "--to",
                paramLabel = "<address>",
                description = "jdbc:postgresql://host:5432/database (default: hub.store.url).")
        private Optional<String> to = Optional.empty();

        @Option(names = "--user", paramLabel = "<name>", description = "Who asks there (default: hub.store.user).")
        private Optional<String> user = Optional.empty();

        @Option(names = "--json", description = "For programs.")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            SettingsSource settings = SettingsSource.of(RunCommand.PROPERTIES, Map.of());
            PostgresAddress target = target(settings);
            PrintWriter out = spec.commandLine().getOut();
            long began = System.nanoTime();
            try (StoppedStore store = StoppedStore.open(file(settings));
                    SystemClock clock = new SystemClock()) {
                ProgressBar bar = new ProgressBar(out, !json);
                StoreCopy.Copied copied = StoreCopy.copy(store, target, bar::at, clock.instant());
                bar.end();
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                out.println(json ? asJson(store, target, copied, took) : words(store, target, copied, took));
                out.flush();
                return 0;
            }
        }

        private Path file(SettingsSource settings) {
            return from.orElseGet(() -> Path.of(settings.find(FILE).orElseGet(() -> KnownKeys.defaultOf(FILE))));
        }

        private PostgresAddress target(SettingsSource settings) {
            String url = to.or(() -> settings.find("hub.store.url"))
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "Say where to: --to jdbc:postgresql://host:5432/database"));
            try {
                return new PostgresAddress(
                        DatabaseSettings.checkedUrl(url),
                        user.or(() -> settings.find("hub.store.user")),
                        settings.find("hub.store.password"));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "The address of the new store " + e.getMessage());
            }
        }

        private static String asJson(
                StoppedStore store, PostgresAddress target, StoreCopy.Copied copied, Duration took) {
            ObjectNode answer = new ObjectMapper()
                    .createObjectNode()
                    .put("from", store.file().toString())
                    .put("to", target.toString())
                    .put("tookMillis", took.toMillis());
            ObjectNode rows = answer.putObject("rows");
            copied.rows().forEach((table, count) -> rows.put(table.table(), count));
            ObjectNode states = answer.putObject("deliveries");
            copied.states().forEach(states::put);
            return answer.toPrettyString();
        }

        private static String words(
                StoppedStore store, PostgresAddress target, StoreCopy.Copied copied, Duration took) {
            String states = copied.states().entrySet().stream()
                    .map(state -> state.getValue() + " " + state.getKey())
                    .collect(Collectors.joining(", "));
            return "Copied " + copied.total() + " rows in " + Table.time(took) + " and counted them again: "
                    + copied.rows().get(StoredTable.EVENT) + " events, "
                    + copied.rows().get(StoredTable.DELIVERY) + " deliveries"
                    + (states.isEmpty() ? "" : " (" + states + ")") + ".\n\n"
                    + "Now change application.properties, and start the hub:\n"
                    + "  remove   hub.store.file\n"
                    + "  add      hub.store.url = " + target.url() + "\n"
                    + target.user()
                            .map(name -> "  add      hub.store.user = " + name + "\n")
                            .orElse("")
                    + "and give it the password: HUB_STORE_PASSWORD, HUB_STORE_PASSWORD_FILE or hub.store.password.\n\n"
                    + "Keep " + store.file() + " as a backup, and start no hub on it any more: it would deliver again"
                    + " what waits in it.";
        }
    }
}
