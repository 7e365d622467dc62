package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands share that talk to a running hub: where it is, JSON or words, and the exit codes. */
abstract class HubTalk implements Callable<Integer> {

    static final String EXIT_CODES = "Exit codes: 0 done, 1 the hub says no, 2 no hub answers.";

    @Mixin
    private RunningHub hub;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() {
        try {
            return talk(hub, spec.commandLine().getOut());
        } catch (RunningHub.Refused e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExplainCommand.NOT_FOUND;
        } finally {
            spec.commandLine().getOut().flush();
        }
    }

    /** @return the exit code */
    abstract int talk(RunningHub running, PrintWriter out);

    final boolean isJson() {
        return json;
    }

    final void print(PrintWriter out, JsonNode answer, String words) {
        out.println(json ? answer.toPrettyString() : words);
    }
}
