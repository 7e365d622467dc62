package io.b24hub.component.bitrix24;

import io.b24hub.settings.DeliverySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks what a flow's {@code bitrix24:} address says without making it. Stateless. */
public final class FlowAddress {

    /** Values that any flow may have; only whether an address can be understood is asked. */
    private static final DeliverySettings ANY =
            new DeliverySettings(List.of(Duration.ofSeconds(1)), Duration.ofDays(1), 1, Duration.ofSeconds(1));

    private FlowAddress() {}

    /** Names of the options that a flow may have. */
    public static List<String> options() {
        return FlowOptions.NAMES;
    }

    /** Names of the options that {@code bitrix24:read} may have. */
    public static Set<String> readOptions() {
        Set<String> options = new TreeSet<>(Bitrix24Component.READ_OPTIONS);
        options.add("portal");
        return options;
    }

    /**
     * One thing that is wrong.
     *
     * @param option the option's name; empty for the events
     * @param text what is wrong with it, and what would work
     * @param dependsOnOthers whether another option could mend it
     */
    public record Mistake(String option, String text, boolean dependsOnOthers) {}

    /**
     * Everything that is wrong with an address.
     *
     * @param events the address without scheme and options
     * @param options as written
     * @param portals names of the configured portals
     */
    public static Stream<Mistake> mistakes(String events, Map<String, String> options, Set<String> portals) {
        try {
            FlowOptions.read(events, options, portals, ANY);
            return Stream.empty();
        } catch (BadFlowOptions e) {
            return e.problems().stream().map(problem -> mistake(problem, options, portals));
        }
    }

    private static Mistake mistake(BadFlowOptions.Problem problem, Map<String, String> options, Set<String> portals) {
        String option = problem.option();
        boolean alone = option.isEmpty() || isWrong(option, Map.of(option, options.get(option)), portals, problem);
        return new Mistake(option, problem.text(), !alone);
    }

    private static boolean isWrong(
            String option, Map<String, String> alone, Set<String> portals, BadFlowOptions.Problem told) {
        // batchWait and maxDelay alone are wrong, because another option is absent
        if (Set.of("batchWait", "maxDelay").contains(option) && !told.text().startsWith(option + "=")) {
            return false;
        }
        try {
            FlowOptions.read("*", alone, portals, ANY);
            return false;
        } catch (BadFlowOptions e) {
            return true;
        }
    }
}
