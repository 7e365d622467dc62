package io.b24hub.cli;

import io.b24hub.operate.Parked;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.StoreView;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code b24hub parked}: what waits for a person. */
@Command(
        name = "parked",
        description = "Lists the deliveries that wait for a person, grouped by flow and cause.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Looks into the store and changes nothing; the hub may run meanwhile.",
            "",
            "Exit codes: 0 listed, 2 the store cannot be read."
        })
final class ParkedCommand implements Callable<Integer> {

    @Option(names = "--flow", paramLabel = "<id>", description = "Of this flow only.")
    private Optional<String> flow = Optional.empty();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Mixin
    private StoreFile store;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (StoreView view = store.open()) {
            Parked parked = Parked.of(view, flow.map(DeliveryFilter.ALL::ofFlow).orElse(DeliveryFilter.ALL));
            spec.commandLine().getOut().print(json ? parked.json() + "\n" : parked.text());
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
