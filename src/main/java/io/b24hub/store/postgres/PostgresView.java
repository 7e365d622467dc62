package io.b24hub.store.postgres;

import io.b24hub.store.StoreUnavailable;

/**
 * Looks into a store in PostgreSQL without being one of the hubs that share it: it makes no tables, has no lease, and can
 * change nothing. Thread-safe.
 */
public final class PostgresView extends PostgresReads {

    private final ReadLinks links;

    private PostgresView(ReadLinks links) {
        super(links);
        this.links = links;
    }

    /**
     * Opens a view.
     *
     * @throws StoreUnavailable when the server cannot be asked, or has no store of a hub; the message says which, without
     *     the password
     */
    public static PostgresView open(PostgresAddress address) {
        PostgresView view = new PostgresView(new ReadLinks(new Connector(address, "b24hub, looking"), 1));
        try {
            view.flows();
            return view;
        } catch (StoreUnavailable e) {
            view.close();
            throw new StoreUnavailable("The store " + address.shown() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        links.close();
    }
}
