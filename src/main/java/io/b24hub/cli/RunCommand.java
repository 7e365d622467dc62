package io.b24hub.cli;

import io.b24hub.Hub;
import io.b24hub.failure.HubException;
import io.b24hub.settings.BadSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.validate.Remark;
import io.b24hub.validate.RouteValidation;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code b24hub run}: the hub, until a signal ends it. */
@Command(
        name = "run",
        description = "Runs the hub with the settings of application.properties in the current folder.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 2 settings, route files or the store cannot be used, and why is told; 143 ended by SIGTERM, 130 by",
            "Ctrl-C."
        })
final class RunCommand implements Callable<Integer> {

    static final Path PROPERTIES = Path.of("application.properties");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return run(spec.commandLine().getOut());
    }

    static int run(PrintWriter out) {
        SettingsSource source = SettingsSource.of(PROPERTIES, Map.of());
        HubSettings settings = settings(source);
        Hub hub = Hub.start(settings, source, Hub.Listeners.NONE);
        Runtime.getRuntime().addShutdownHook(new Thread(hub::close, "b24hub-stop"));
        return HubCommand.KEEPS_RUNNING;
    }

    /** What is wrong with the route files is told at the same time, so that one look mends it all. */
    private static HubSettings settings(SettingsSource source) {
        try {
            return new SettingsReader(source, Path.of("")).read();
        } catch (BadSettings bad) {
            String mistakes = mistakes(source).map(mistake -> "\n  " + mistake).collect(Collectors.joining());
            throw mistakes.isEmpty()
                    ? bad
                    : new HubException(bad.getMessage() + "\nAnd in the route files:" + mistakes, bad);
        }
    }

    private static Stream<Remark> mistakes(SettingsSource source) {
        try {
            return new RouteValidation(ValidateCommand.folder(source), Hub.neededSettings(), source)
                    .quick().stream().filter(remark -> remark.weight() == Remark.Weight.ERROR);
        } catch (HubException | InvalidPathException unreadable) {
            // hub.routes.dir itself may be what is wrong
            return Stream.empty();
        }
    }
}
