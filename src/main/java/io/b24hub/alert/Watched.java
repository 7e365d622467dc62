package io.b24hub.alert;

import java.util.function.Consumer;

/** Something of the hub that is looked at now and then. */
@FunctionalInterface
public interface Watched {

    /**
     * Looks.
     *
     * @param alerts hears of trouble at every look, and of its end at least once
     * @param changes hears of trouble and its end when it was otherwise at the look before; at the first look of trouble only
     */
    void look(Consumer<Alert> alerts, Consumer<Alert> changes);
}
