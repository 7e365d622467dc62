package io.b24hub.cli;

import io.b24hub.operate.Explain;
import io.b24hub.operate.NotPossible;
import io.b24hub.operate.Story;
import io.b24hub.store.StoreView;
import io.b24hub.time.SystemClock;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code b24hub explain}: what became of an event. */
@Command(
        name = "explain",
        description = "Tells the whole story of an event: who wanted it, every attempt, what comes next.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Looks into the store and changes nothing; the hub may run meanwhile. The log and every sink name events by",
            "their id. An entity such as deal:662 tells of its latest events.",
            "",
            "Exit codes: 0 told, 1 there is no such event, 2 the store cannot be read."
        })
final class ExplainCommand implements Callable<Integer> {

    /** What a command returns when what it was asked for is not there. */
    static final int NOT_FOUND = 1;

    @Parameters(paramLabel = "<event>", description = "An event's id, or an entity: deal:662, main/deal:662.")
    private String what;

    @Option(names = "--json", description = "For programs; of an entity, an array.")
    private boolean json;

    @Option(
            names = "--last",
            paramLabel = "<n>",
            defaultValue = "5",
            description = "Of an entity, how many events (default: ${DEFAULT-VALUE}).")
    private int last;

    @Mixin
    private StoreFile store;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (StoreView view = store.open();
                SystemClock clock = new SystemClock()) {
            Explain explain = Explain.fromStore(view, clock);
            out.println(isEntity() ? all(stories(explain)) : one(explain.event(what)));
            return 0;
        } catch (NotPossible e) {
            spec.commandLine().getErr().println(e.getMessage());
            return NOT_FOUND;
        }
    }

    private boolean isEntity() {
        return what.indexOf(':') >= 0;
    }

    private List<Story> stories(Explain explain) {
        int slash = what.indexOf('/');
        return slash < 0 || slash > what.indexOf(':') // one behind it belongs to the id
                ? explain.entity(what, Optional.empty(), Math.max(1, last))
                : explain.entity(what.substring(slash + 1), Optional.of(what.substring(0, slash)), Math.max(1, last));
    }

    private String one(Story story) {
        return json ? story.json() : story.text();
    }

    private String all(List<Story> stories) {
        String between = json ? ",\n" : "\n----\n\n";
        String text = stories.stream().map(this::one).collect(Collectors.joining(between));
        return json ? "[\n" + text + "\n]" : text;
    }
}
