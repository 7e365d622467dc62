package io.b24hub.tracing;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Hands every call on to a store, and traces what it accepts, whoever brought it: the intake, a timetable, an alert. Stands
 * before the store only while the hub is traced.
 *
 * <p>This class is thread-safe.
 */
final class TracedStore implements InvocationHandler {

    private final HubStore store;
    private final EventSpans spans;
    private final HubClock clock;

    private TracedStore(HubStore store, EventSpans spans, HubClock clock) {
        this.store = store;
        this.spans = spans;
        this.clock = clock;
    }

    static HubStore around(HubStore store, EventSpans spans, HubClock clock) {
        // a class would have to name every method of every part of a store for the sake of one
        return (HubStore) Proxy.newProxyInstance(
                HubStore.class.getClassLoader(), new Class<?>[] {HubStore.class}, new TracedStore(store, spans, clock));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Instant began = clock.instant();
        Object result;
        try {
            result = method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        return method.getName().equals("accept") && result instanceof CompletableFuture<?> acceptance
                ? watched(acceptance, (Bitrix24Event) arguments[0], ((Collection<?>) arguments[1]).size(), began)
                : result;
    }

    private <T> CompletableFuture<T> watched(
            CompletableFuture<T> acceptance, Bitrix24Event event, int flows, Instant began) {
        return acceptance.whenComplete((kept, failure) -> {
            // not kept: another hub has made the same event
            if (!Boolean.FALSE.equals(kept)) {
                spans.accepted(event, flows, began, clock.instant(), Optional.ofNullable(failure));
            }
        });
    }
}
