package io.b24hub.cli;

import io.b24hub.HubVersion;
import io.b24hub.failure.HubException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code b24hub}. Without a subcommand it starts the hub. */
@Command(
        name = "b24hub",
        description = "Connects Bitrix24 to everything else without losing an event.",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            ValidateCommand.class,
            NewCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            ExplainCommand.class,
            ParkedCommand.class,
            ChangeCommand.Replay.class,
            ChangeCommand.Retry.class,
            ChangeCommand.Park.class,
            ChangeCommand.Drop.class,
            PauseCommand.Pause.class,
            PauseCommand.Resume.class,
            SweepCommand.class,
            ReloadCommand.class,
            ActionsCommand.class,
            StoreCommand.class,
            SendCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            DemoCommand.class,
            EmulateCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = HubCommand.Version.class,
        footer = {
            "",
            "Without a command, the hub runs. Settings: application.properties in the current folder.",
            "",
            "Exit codes: 0 done, 1 the answer is no, 2 it could not be done. Each command's help says what that means."
        })
public final class HubCommand implements java.util.concurrent.Callable<Integer> {

    /** What a command returns that goes on after it has returned. */
    public static final int KEEPS_RUNNING = -1;

    /** What a command returns when its settings or its files cannot be used. */
    static final int UNUSABLE = 2;

    @Spec
    private CommandSpec spec;

    /** Runs a command line and reports failures in words. Output is UTF-8 whatever the locale. */
    public static int execute(String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return new CommandLine(new HubCommand())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()))
                .execute(args);
    }

    @Override
    public Integer call() {
        return RunCommand.run(spec.commandLine().getOut());
    }

    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof HubException || failure instanceof IllegalStateException) {
            err.println(failure.getMessage());
        } else {
            err.println("b24hub met something it does not expect; please report it:");
            failure.printStackTrace(err);
        }
        return UNUSABLE;
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"b24hub " + HubVersion.NUMBER};
        }
    }
}
