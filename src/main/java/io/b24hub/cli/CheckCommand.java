package io.b24hub.cli;

import io.b24hub.Hub;
import io.b24hub.check.Preflight;
import io.b24hub.check.Report;
import io.b24hub.check.ReportJson;
import io.b24hub.check.ReportText;
import io.b24hub.settings.BadSettings;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.SystemClock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code b24hub check}: whether a hub with these settings could do its work. */
@Command(
        name = "check",
        description = "Looks whether everything the hub needs is there, and says what to do where it is not.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Changes nothing, sends nothing to people, opens no port. May run while a hub runs; makes two REST calls a",
            "portal. Exit codes: 0 nothing failed, 1 something did, 2 the configuration cannot be used."
        })
final class CheckCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Writes JSON, for scripts.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Report report = report();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ReportJson.of(report));
        } else {
            new ReportText(out, Ansi.AUTO.enabled()).write(report);
        }
        return report.exitCode();
    }

    private static Report report() {
        try (SystemClock clock = new SystemClock();
                QuietLog quiet = new QuietLog()) {
            SettingsSource source = SettingsSource.of(RunCommand.PROPERTIES, Map.of());
            return new Preflight(source, Path.of(""), Hub.neededSettings(), clock).run();
        } catch (BadSettings e) {
            return Preflight.unusable(e);
        }
    }
}
