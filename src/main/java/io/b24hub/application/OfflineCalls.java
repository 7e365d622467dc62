package io.b24hub.application;

import io.b24hub.bitrix.RestErrorClass;
import io.b24hub.bitrix.RestException;
import io.b24hub.bitrix.RestResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portal's queue of events for the application.
 *
 * <p>Where the portal has the feature {@code rest_offline_extended}, records are reserved under a process id, stay as they are,
 * and are cleared by it. Where it has not, they are listed and cleared by their numbers, as those that no process has
 * reserved. Reserved records are not handed out again by themselves: who reserved them and did not clear them has to look
 * for them.
 *
 * <p>Waits for answers. Used by one thread.
 */
final class OfflineCalls {

    private static final Logger LOG = LoggerFactory.getLogger(OfflineCalls.class);

    private static final String GET = "event.offline.get";
    private static final String LIST = "event.offline.list";
    private static final int PAGE = 50;
    private static final String NOBODY = "";
    private static final Set<RestErrorClass> NOT_THE_FEATURE =
            Set.of(RestErrorClass.TEMPORARY, RestErrorClass.RATE_LIMIT, RestErrorClass.METHOD_PAUSED);

    /**
     * Some records.
     *
     * @param process who has reserved them; empty for nobody
     */
    record Batch(String process, List<OfflineRecord> records) {}

    private final String portal;
    private final PortalAccess access;
    private boolean reserving = true;

    OfflineCalls(String portal, PortalAccess access) {
        this.portal = portal;
        this.access = access;
    }

    /**
     * The next records.
     *
     * @param after where nothing can be reserved: only those with a higher number
     */
    Batch next(long after) {
        return reserving ? reserve(after) : listed(after);
    }

    /** A process that has reserved records which were not cleared; empty when there is none. */
    Optional<String> abandoned() {
        // the reserved ones come first: an empty text is the smallest
        return rows(call(LIST, Map.of("filter", Map.of("ERROR", 0), "order", Map.of("PROCESS_ID", "DESC")))
                        .result())
                .stream()
                .map(OfflineRecord::of)
                .map(OfflineRecord::process)
                .filter(process -> !process.equals(NOBODY))
                .findFirst();
    }

    /** What a process has reserved. */
    Batch reservedBy(String process) {
        return batch(call(GET, Map.of("clear", 0, "process_id", process, "order", Map.of("ID", "ASC"), "limit", PAGE)));
    }

    /** Takes records that are stored out of the queue. */
    void clear(Batch batch, Collection<OfflineRecord> records) {
        if (!records.isEmpty()) {
            List<Long> ids = records.stream().map(OfflineRecord::id).toList();
            call("event.offline.clear", Map.of("process_id", batch.process(), "id", ids));
        }
    }

    /** Puts records aside that cannot be read. */
    void setAside(Batch batch, Collection<OfflineRecord> records) {
        List<String> messages = records.stream().map(OfflineRecord::messageId).toList();
        call("event.offline.error", Map.of("process_id", batch.process(), "message_id", messages));
    }

    private Batch reserve(long after) {
        try {
            return batch(access.plainly(GET, Map.of("clear", 0, "order", Map.of("ID", "ASC"), "limit", PAGE)));
        } catch (RestException e) {
            if (NOT_THE_FEATURE.contains(e.errorClass()) || hasFeature()) {
                throw PortalAccess.meaning(e);
            }
            LOG.warn(
                    "Portal {} does not let its application reserve offline events (its plan lacks rest_offline_extended)."
                            + " They are listed and cleared one by one: an update while this is done may be told once"
                            + " instead of twice",
                    portal);
            reserving = false;
            return listed(after);
        }
    }

    private boolean hasFeature() {
        return call("feature.get", Map.of("CODE", "rest_offline_extended")).result() instanceof Map<?, ?> feature
                && List.of("Y", "true", "1").contains(String.valueOf(feature.get("value")));
    }

    private Batch listed(long after) {
        List<OfflineRecord> records = rows(
                        call(LIST, Map.of("filter", Map.of("ERROR", 0, ">ID", after), "order", Map.of("ID", "ASC")))
                                .result())
                .stream()
                .map(OfflineRecord::of)
                .filter(row -> row.process().equals(NOBODY))
                .toList();
        return new Batch(NOBODY, records);
    }

    private RestResult call(String method, Map<String, Object> params) {
        return access.call(method, params);
    }

    private static Batch batch(RestResult answer) {
        if (answer.result() instanceof Map<?, ?> result) {
            return new Batch(
                    result.get("process_id") == null ? NOBODY : String.valueOf(result.get("process_id")),
                    rows(result.get("events")).stream().map(OfflineRecord::of).toList());
        }
        return new Batch(NOBODY, List.of());
    }

    private static List<Map<?, ?>> rows(Object list) {
        return list instanceof List<?> all
                ? all.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(row -> (Map<?, ?>) row)
                        .toList()
                : List.of();
    }
}
