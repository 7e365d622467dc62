package io.b24hub.component.bitrix24;

import io.b24hub.delivery.Batching;
import io.b24hub.delivery.FlowSpec;
import io.b24hub.delivery.Rate;
import io.b24hub.delivery.RetrySchedule;
import io.b24hub.event.EventPattern;
import io.b24hub.settings.DeliverySettings;
import io.b24hub.settings.Units;
import io.b24hub.store.Merging;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the address of a flow says, understood: the options of a {@code bitrix24:} consumer, with the hub's defaults for
 * what it leaves open. Immutable.
 *
 * @param events which events
 * @param portal the only portal; empty for all
 * @param destinations names that the author gave; empty when the hub is to find them
 * @param dropEchoes whether events are dropped that tell the flow of its own writes
 */
record FlowOptions(
        EventPattern events,
        Optional<String> portal,
        int concurrency,
        RetrySchedule schedule,
        Merging merging,
        Batching batching,
        Optional<Rate> rate,
        Set<String> destinations,
        boolean dropEchoes) {

    /** The options' names, in the order in which people use them. */
    static final List<String> NAMES = List.of(
            "portal",
            "merge",
            "debounce",
            "maxDelay",
            "batchSize",
            "batchWait",
            "rate",
            "concurrency",
            "retrySchedule",
            "retryFor",
            "destination",
            "echo");

    /** How much longer than {@code debounce} an entity that never settles is held back, when nobody says. */
    static final int MAX_DELAY_FACTOR = 10;

    private static final Duration LONGEST_DEBOUNCE = Duration.ofDays(1);
    private static final Pattern RATE = Pattern.compile("(\\d{1,6})/(\\d{0,6})([smhd])");
    private static final Pattern DESTINATION = Pattern.compile("[\\p{L}\\d][\\p{L}\\d ._:/-]{0,199}");

    /** The flow of a route. */
    FlowSpec spec(String routeId, Set<String> found) {
        return new FlowSpec(
                routeId,
                portal,
                events,
                concurrency,
                schedule,
                merging,
                batching,
                rate,
                destinations.isEmpty() ? found : destinations);
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
            RetrySchedule schedule = RetrySchedule.DEFAULT
                    .withWaits(
                            option("retrySchedule", "5s,30s,2m", Reading::waits).orElse(defaults.retryWaits()))
                    .withRetryFor(option("retryFor", "3d", Units::duration).orElse(defaults.retryFor()));
            FlowOptions options = new FlowOptions(
                    pattern(events),
                    Optional.ofNullable(written.get("portal")),
                    option("concurrency", "4", text -> number(text, 1, 1000)).orElse(defaults.concurrency()),
                    schedule,
                    merging(),
                    batching(),
                    option("rate", "20/m", Reading::rate),
                    option("destination", "telegram:sales", Reading::destinations)
                            .orElse(Set.of()),
                    option("echo", "keep", Reading::dropEchoes).orElse(true));
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

        private Merging merging() {
            Merging.Types types = option("merge", "none", Reading::types).orElse(Merging.Types.UPDATES);
            Optional<Duration> debounce = option("debounce", "30s", Reading::debounce);
            Optional<Duration> maxDelay = option("maxDelay", "5m", Reading::positive);
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

        private static Merging.Types types(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "updates", "true" -> Merging.Types.UPDATES;
                case "all" -> Merging.Types.ALL;
                case "none", "false" -> Merging.Types.NONE;
                default -> throw new IllegalArgumentException("it must be updates, all or none");
            };
        }

        private static boolean dropEchoes(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "drop" -> true;
                case "keep" -> false;
                default -> throw new IllegalArgumentException("it must be drop or keep");
            };
        }

        private static Duration debounce(String text) {
            Duration debounce = positive(text);
            if (debounce.compareTo(LONGEST_DEBOUNCE) > 0) {
                throw new IllegalArgumentException("it may be " + Units.text(LONGEST_DEBOUNCE) + " at most");
            }
            return debounce;
        }

        private Batching batching() {
            int size = option("batchSize", "50", text -> number(text, 1, Batching.LARGEST))
                    .orElse(1);
            Duration wait = option("batchWait", "10s", Reading::batchWait).orElse(Duration.ZERO);
            if (written.containsKey("batchWait") && size == 1 && !told("batchSize")) {
                problem(
                        "batchWait",
                        "batchWait waits for a batch, and the flow gets its deliveries one by one; add for"
                                + " example batchSize=50");
            }
            return new Batching(size, wait);
        }

        private static Duration batchWait(String text) {
            Duration wait = Units.duration(text);
            if (wait.compareTo(Batching.LONGEST_WAIT) > 0) {
                throw new IllegalArgumentException("it may be " + Units.text(Batching.LONGEST_WAIT) + " at most");
            }
            return wait;
        }

        private static Rate rate(String text) {
            Matcher rate = RATE.matcher(text.replace(" ", "").toLowerCase(Locale.ROOT));
            if (!rate.matches()) {
                throw new IllegalArgumentException("it is how many in which time: s, m, h or d");
            }
            Duration per = Units.duration((rate.group(2).isEmpty() ? "1" : rate.group(2)) + rate.group(3));
            int count = Integer.parseInt(rate.group(1));
            if (count == 0 || per.isZero()) {
                throw new IllegalArgumentException("nothing could ever run; to hold a flow, pause it");
            }
            return new Rate(count, per);
        }

        private static Set<String> destinations(String text) {
            Set<String> names = new TreeSet<>();
            for (String name : text.split(",", -1)) {
                if (!DESTINATION.matcher(name.strip()).matches()) {
                    throw new IllegalArgumentException("a destination is a name of letters, digits and . _ : / -, with"
                            + " commas between several, and no address with a secret in it");
                }
                names.add(name.strip());
            }
            return names;
        }

        private static List<Duration> waits(String text) {
            return Arrays.stream(text.split(",", -1)).map(Reading::positive).toList();
        }

        private static Duration positive(String text) {
            Duration duration = Units.duration(text);
            if (duration.isZero()) {
                throw new IllegalArgumentException("it must be longer than nothing");
            }
            return duration;
        }

        private static int number(String text, int least, int most) {
            if (text.matches("\\d{1,9}")) {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            }
            throw new IllegalArgumentException("it must be a whole number from " + least + " to " + most);
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
