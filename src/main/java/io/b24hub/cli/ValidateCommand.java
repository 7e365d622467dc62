package io.b24hub.cli;

import io.b24hub.Hub;
import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.SettingsSource;
import io.b24hub.validate.RouteValidation;
import io.b24hub.validate.ValidationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code b24hub validate}: whether the route files say what can be done. */
@Command(
        name = "validate",
        description = "Checks the route files: steps, options, events, methods, settings, expressions, ids, secrets.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Starts nothing and connects nowhere; flows that are off are checked too. An error cannot work, a warning",
            "works but hardly as meant, a note is good to know. Exit codes: 0 no errors, 1 errors, 2 the folder cannot",
            "be read."
        })
final class ValidateCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Writes JSON, for scripts.")
    private boolean json;

    @Option(
            names = "--routes",
            paramLabel = "<folder>",
            description = "Folder of the route files (default: hub.routes.dir of application.properties).")
    private Optional<Path> routes = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SettingsSource source = SettingsSource.of(RunCommand.PROPERTIES, Map.of());
        Path dir = routes.orElseGet(() -> folder(source));
        ValidationReport report = report(dir, source);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json ? report.json(dir.toString()) : report.text(dir.toString()).stripTrailing());
        out.flush();
        return report.exitCode();
    }

    private static ValidationReport report(Path dir, SettingsSource source) {
        try (QuietLog quiet = new QuietLog()) {
            return new RouteValidation(dir, Hub.neededSettings(), source).all();
        }
    }

    /** Where the settings have the route files. */
    static Path folder(SettingsSource source) {
        return Path.of(source.find("hub.routes.dir").orElseGet(() -> KnownKeys.defaultOf("hub.routes.dir")));
    }
}
