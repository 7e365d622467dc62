package io.b24hub.bitrix;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener of one portal; what it throws harms nobody. Thread-safe. */
record PortalNews(String portal, PortalListener listener) {

    private static final Logger LOG = LoggerFactory.getLogger(PortalNews.class);

    void tell(Consumer<PortalListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("A listener of portal {} failed", portal, e);
        }
    }
}
