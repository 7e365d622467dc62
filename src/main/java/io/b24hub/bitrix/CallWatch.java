package io.b24hub.bitrix;

import java.util.Collection;
import java.util.function.Supplier;

/**
 * Watches HTTP calls to a portal, each of which may carry calls of many: what traces are made of. Is told no address and no
 * parameters.
 *
 * <p>Implementations are thread-safe, return at once and do not throw.
 */
@FunctionalInterface
public interface CallWatch {

    /** Nobody watches. */
    CallWatch NONE = (portal, method, commands, callers) -> Journey.NONE;

    /**
     * An HTTP call leaves.
     *
     * @param method {@code batch} when it carries several
     * @param commands how many calls it carries
     * @param callers who waits for it by now, some perhaps for several of the calls
     * @return who is told how it goes on
     */
    Journey leaves(String portal, String method, int commands, Supplier<Collection<Caller>> callers);

    /** An HTTP call under way. One of {@link #arrived} and {@link #lost} is called, once. */
    interface Journey {

        /** Of no interest. */
        Journey NONE = new Journey() {
            @Override
            public void joined(Caller caller) {}

            @Override
            public void arrived(int status) {}

            @Override
            public void lost(Throwable why) {}
        };

        /** Somebody else waits for one of its answers, too. */
        void joined(Caller caller);

        /** It was answered, well or not. */
        void arrived(int status);

        /** There was no whole answer. */
        void lost(Throwable why);
    }
}
