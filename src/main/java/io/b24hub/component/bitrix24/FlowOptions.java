package io.b24hub.component.bitrix24;

import io.b24hub.connector.DestinationPaces;
import io.b24hub.delivery.Batching;
import io.b24hub.delivery.FlowSpec;
import io.b24hub.delivery.Rate;
import io.b24hub.delivery.RetrySchedule;
import io.b24hub.delivery.Shaping;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventPattern;
import io.b24hub.settings.DeliverySettings;
import io.b24hub.settings.Units;
import io.b24hub.store.Merging;
import io.b24hub.timer.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the address of a flow says, understood: the options of a {@code bitrix24:} consumer, with the hub's defaults for
 * what it leaves open. Immutable.
 *
 * @param events which events
 * @param portal the only portal; empty for all
 * @param behind how far behind the flow may fall, and what then; empty when it may fall behind however far
 * @param destinations names that the author gave; empty when the hub is to find them
 * @param dropEchoes whether events are dropped that tell the flow of its own writes
 * @param ticks when the flow gets events of the hub's own
 */
record FlowOptions(
        EventPattern events,
        Optional<String> portal,
        int concurrency,
        RetrySchedule schedule,
        Merging merging,
        Batching batching,
        Optional<Rate> rate,
        Optional<Behind> behind,
        Set<String> destinations,
        boolean dropEchoes,
        Optional<Schedule> ticks) {

    /** The options' names, in the order in which people use them. */
    static final List<String> NAMES = List.of(
            "portal",
            "merge",
            "debounce",
            "maxDelay",
            "batchSize",
            "batchWait",
            "rate",
            "maxBehind",
            "digestSize",
            "concurrency",
            "retrySchedule",
            "retryFor",
            "destination",
            "echo",
            "schedule");

    /** Most events in a digest, when nobody says: as many short lines as a Telegram message holds. */
    static final int DIGEST_SIZE = 40;

    /** How much longer than {@code debounce} an entity that never settles is held back, when nobody says. */
    static final int MAX_DELAY_FACTOR = 10;

    private static final String SCHEDULE = "0 9 * * 1-5";

    /**
     * How far behind a flow may fall, and what then.
     *
     * @param digestSize most events in a list then
     */
    record Behind(Duration max, int digestSize) {}

    /** The flow of a route, and where that delivers to. */
    FlowSpec spec(String routeId, Destinations to, DestinationPaces paces) {
        return new FlowSpec(
                routeId,
                portal,
                events,
                concurrency,
                schedule,
                merging,
                batching,
                rate,
                to.all(),
                behind.map(limit -> new Shaping(limit.max(), limit.digestSize(), to.pace(paces))));
    }

    /**
     * Reads the options.
     *
     * @param events the address without scheme and options
     * @param written the options as written
     * @param portals names of the configured portals
     * @throws BadFlowOptions naming everything that is wrong
     */
    static FlowOptions read(
            String events, Map<String, String> written, Set<String> portals, DeliverySettings defaults) {
        return new Reading(written, new ArrayList<>()).read(events, portals, defaults);
    }

    /** Collects what is wrong on the way. */
    private record Reading(Map<String, String> written, List<BadFlowOptions.Problem> problems) {

        FlowOptions read(String events, Set<String> portals, DeliverySettings defaults) {
            written.keySet().stream().filter(name -> !NAMES.contains(name)).forEach(this::unknown);
            checkPortal(portals);
            EventPattern pattern = pattern(events);
            RetrySchedule schedule = RetrySchedule.DEFAULT
                    .withWaits(option("retrySchedule", "5s,30s,2m", OptionValues::waits)
                            .orElse(defaults.retryWaits()))
                    .withRetryFor(option("retryFor", "3d", Units::duration).orElse(defaults.retryFor()));
            Batching batching = batching();
            FlowOptions options = new FlowOptions(
                    pattern,
                    Optional.ofNullable(written.get("portal")),
                    option("concurrency", "4", text -> OptionValues.number(text, 1, 1000))
                            .orElse(defaults.concurrency()),
                    schedule,
                    merging(),
                    batching,
                    option("rate", "20/m", OptionValues::rate),
                    behind(batching),
                    option("destination", "telegram:sales", OptionValues::destinations)
                            .orElse(Set.of()),
                    option("echo", "keep", OptionValues::dropEchoes).orElse(true),
                    ticks(pattern));
            if (!problems.isEmpty()) {
                throw new BadFlowOptions(problems);
            }
            return options;
        }

        private void unknown(String name) {
            String closest = NAMES.stream()
                    .filter(known -> known.equalsIgnoreCase(name))
                    .findFirst()
                    .map(known -> "; did you mean " + known + "?")
                    .orElse("; it has " + String.join(", ", NAMES));
            problem(name, "there is no option \"" + name + "\" on a bitrix24: consumer" + closest);
        }

        private void checkPortal(Set<String> portals) {
            String portal = written.get("portal");
            if (portal != null && !portals.contains(portal)) {
                problem(
                        "portal",
                        "there is no portal \"" + portal + "\" in the configuration; hub.portals has "
                                + String.join(", ", new TreeSet<>(portals)));
            }
        }

        private EventPattern pattern(String events) {
            try {
                return EventPattern.parse(events);
            } catch (IllegalArgumentException e) {
                problem("", e.getMessage());
                return EventPattern.parse("*");
            }
        }

        private Optional<Schedule> ticks(EventPattern pattern) {
            boolean wanted = pattern.exactNames().contains(EventCatalogue.TIMER);
            if (wanted && !written.containsKey("schedule")) {
                problem("", "TIMER comes by a schedule; add for example schedule=" + SCHEDULE);
            } else if (!wanted && written.containsKey("schedule")) {
                problem(
                        "schedule",
                        "schedule is for events of type TIMER, which the flow does not take; write for"
                                + " example bitrix24:TIMER");
            }
            return option("schedule", SCHEDULE, Schedule::parse);
        }

        private Merging merging() {
            Merging.Types types = option("merge", "none", OptionValues::types).orElse(Merging.Types.UPDATES);
            Optional<Duration> debounce = option("debounce", "30s", OptionValues::debounce);
            Optional<Duration> maxDelay = option("maxDelay", "5m", OptionValues::positive);
            if (types == Merging.Types.NONE && written.containsKey("debounce")) {
                problem("debounce", "debounce has nothing to wait for with merge=none; take one of the two away");
            }
            if (written.containsKey("maxDelay") && !written.containsKey("debounce")) {
                problem("maxDelay", "maxDelay limits debounce, which is not set; add for example debounce=30s");
            }
            if (debounce.isPresent() && maxDelay.isPresent() && maxDelay.get().compareTo(debounce.get()) < 0) {
                problem(
                        "maxDelay",
                        "maxDelay=" + written.get("maxDelay") + " is shorter than debounce=" + written.get("debounce")
                                + ", which could then never be kept; make it at least as long");
            }
            return new Merging(
                    types,
                    debounce.orElse(Duration.ZERO),
                    maxDelay.or(() -> debounce.map(wait -> wait.multipliedBy(MAX_DELAY_FACTOR)))
                            .orElse(Duration.ZERO));
        }

        private Batching batching() {
            int size = option("batchSize", "50", text -> OptionValues.number(text, 1, Batching.LARGEST))
                    .orElse(1);
            Duration wait = option("batchWait", "10s", OptionValues::batchWait).orElse(Duration.ZERO);
            if (written.containsKey("batchWait") && size == 1 && !told("batchSize")) {
                problem(
                        "batchWait",
                        "batchWait waits for a batch, and the flow gets its deliveries one by one; add for"
                                + " example batchSize=50");
            }
            return new Batching(size, wait);
        }

        private Optional<Behind> behind(Batching batching) {
            Optional<Duration> max = option("maxBehind", "2m", OptionValues::maxBehind);
            int size = option("digestSize", "40", text -> OptionValues.number(text, 2, Batching.LARGEST))
                    .orElse(DIGEST_SIZE);
            if (written.containsKey("digestSize") && !written.containsKey("maxBehind")) {
                problem(
                        "digestSize",
                        "digestSize is for a flow that has fallen behind, and nothing says how far it may; add for"
                                + " example maxBehind=2m");
            }
            if (max.isEmpty()) {
                return Optional.empty();
            }
            if (size <= batching.size() && !told("digestSize")) {
                problem(
                        "digestSize",
                        "digestSize=" + size + (written.containsKey("digestSize") ? "" : ", the default,")
                                + " is no more than batchSize=" + batching.size()
                                + ", so the flow would not be any faster; make it larger");
            }
            if (batching.maxWait().compareTo(max.get()) >= 0) {
                problem(
                        "batchWait",
                        "batchWait=" + written.get("batchWait") + " is no shorter than maxBehind="
                                + written.get("maxBehind") + ", which could then never be kept; make it shorter");
            }
            return max.map(limit -> new Behind(limit, size));
        }

        private <T> Optional<T> option(String name, String example, Function<String, T> reader) {
            String text = written.get(name);
            if (text == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(reader.apply(text.strip()));
            } catch (IllegalArgumentException e) {
                problem(name, name + "=" + text + ": " + e.getMessage() + "; for example " + name + "=" + example);
                return Optional.empty();
            }
        }

        private boolean told(String option) {
            return problems.stream().anyMatch(problem -> problem.option().equals(option));
        }

        private void problem(String option, String text) {
            problems.add(new BadFlowOptions.Problem(option, text));
        }
    }
}
