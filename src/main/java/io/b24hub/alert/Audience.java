package io.b24hub.alert;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who hears of alerts. Asked on the alerts' own thread.
 *
 * @param flows ids of the flows that name the type
 * @param deliveringTo ids of the flows that deliver to a destination
 * @param wake tells flows that there is something for them
 */
public record Audience(
        Supplier<Collection<String>> flows,
        Function<String, Collection<String>> deliveringTo,
        Consumer<Collection<String>> wake) {

    /**
     * Whether an alert is about nothing but the alerting itself. Telling it would cause the next one.
     *
     * @param listeners the flows that would hear it
     */
    boolean isAboutItself(Alert alert, Collection<String> listeners) {
        Collection<String> concerned =
                switch (alert.kind().about()) {
                    case FLOW -> List.of(alert.subject());
                    case DESTINATION -> deliveringTo.apply(alert.subject());
                    case OTHER -> List.of();
                };
        return !concerned.isEmpty() && listeners.containsAll(concerned);
    }
}
