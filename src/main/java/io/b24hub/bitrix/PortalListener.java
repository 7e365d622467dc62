package io.b24hub.bitrix;

import java.net.URI;

/**
 * Hears what an operator should know of a portal. Called on the thread that noticed, once per change; must be short. What
 * it throws is logged and forgotten.
 */
public interface PortalListener {

    /** Listens to nothing. */
    PortalListener NONE = new PortalListener() {};

    /**
     * No call succeeds until a person acts; the hub sends none but a probe every few minutes.
     *
     * @param advice what a person can do, one sentence
     */
    default void stopped(String portal, String advice) {}

    /** A stopped portal answers again. */
    default void recovered(String portal) {}

    /**
     * The portal was renamed. The hub follows until it stops; the setting wants the new address.
     *
     * @param address scheme and host only
     */
    default void moved(String portal, URI address) {}

    /** Calls both, this one first. */
    default PortalListener and(PortalListener other) {
        PortalListener first = this;
        return new PortalListener() {
            @Override
            public void stopped(String portal, String advice) {
                first.stopped(portal, advice);
                other.stopped(portal, advice);
            }

            @Override
            public void recovered(String portal) {
                first.recovered(portal);
                other.recovered(portal);
            }

            @Override
            public void moved(String portal, URI address) {
                first.moved(portal, address);
                other.moved(portal, address);
            }
        };
    }
}
