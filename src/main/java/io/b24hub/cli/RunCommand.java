package io.b24hub.cli;

import io.b24hub.Hub;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code b24hub run}: the hub, until a signal ends it. */
@Command(
        name = "run",
        description = "Runs the hub with the settings of application.properties in the current folder.",
        mixinStandardHelpOptions = true)
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
        HubSettings settings = new SettingsReader(source, Path.of("")).read();
        Hub hub = Hub.start(settings, source, Hub.Listeners.NONE);
        Runtime.getRuntime().addShutdownHook(new Thread(hub::close, "b24hub-stop"));
        return HubCommand.KEEPS_RUNNING;
    }
}
