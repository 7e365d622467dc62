package io.b24hub.manage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the hub can do its work: take events and keep them. A far side that is away, a paused flow or a parked delivery
 * is no sickness of the hub, and a restart would mend none of them.
 *
 * <p>Immutable; thread-safe when its checks are.
 */
public final class Health {

    private final List<Check> checks;

    public Health(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /**
     * One thing that has to be well.
     *
     * @param name for example {@code store}
     * @param trouble what is wrong, in words without secrets; empty when all is well. Answers within a second
     */
    public record Check(String name, Supplier<Optional<String>> trouble) {}

    /** Each check's name and its trouble, in order. */
    Map<String, Optional<String>> look() {
        Map<String, Optional<String>> found = new LinkedHashMap<>();
        for (Check check : checks) {
            found.put(check.name(), trouble(check));
        }
        return found;
    }

    private static Optional<String> trouble(Check check) {
        try {
            return check.trouble().get();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
