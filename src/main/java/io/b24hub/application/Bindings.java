package io.b24hub.application;

import io.b24hub.event.EventCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the portal keeps the wanted events for the application. Asks first what is bound, since binding twice is an
 * error; looks again once an hour, and when flows want others. Unbinds nothing. Used by one thread.
 */
final class Bindings {

    private static final Logger LOG = LoggerFactory.getLogger(Bindings.class);
    private static final Duration AGAIN = Duration.ofHours(1);
    private static final int BATCH = 50;

    private final String portal;
    private final PortalAccess access;
    private final Supplier<Set<String>> wanted;
    private Set<String> bound = Set.of();
    private Set<String> impossible = Set.of();
    private Instant until = Instant.MIN;

    /** @param wanted codes of events */
    Bindings(String portal, PortalAccess access, Supplier<Set<String>> wanted) {
        this.portal = portal;
        this.access = access;
        this.wanted = wanted;
    }

    /** Binds what is missing. */
    void bind(Instant now) {
        Set<String> all = wanted.get();
        if (now.isBefore(until) && all.equals(bound)) {
            return;
        }
        List<String> missing = new ArrayList<>(all);
        missing.removeAll(offline());
        Set<String> failed = new TreeSet<>();
        for (int i = 0; i < missing.size(); i += BATCH) {
            failed.addAll(bind(missing.subList(i, Math.min(missing.size(), i + BATCH))));
        }
        if (missing.size() > failed.size()) {
            LOG.info(
                    "Portal {} keeps {} kinds of events for its application from now on",
                    portal,
                    all.size() - failed.size());
        }
        if (!failed.isEmpty() && !failed.equals(impossible)) {
            LOG.warn(
                    "Portal {} cannot keep these events for its application, most likely because it lacks their scope: {}",
                    portal,
                    String.join(", ", failed));
        }
        impossible = failed;
        bound = Set.copyOf(all);
        until = now.plus(AGAIN);
    }

    /** Forgets what it knows: the application may have been installed anew. */
    void forget() {
        until = Instant.MIN;
    }

    private Set<String> offline() {
        Set<String> known = new TreeSet<>();
        if (access.call("event.get", Map.of()).result() instanceof List<?> rows) {
            for (Object row : rows) {
                if (row instanceof Map<?, ?> binding && "1".equals(String.valueOf(binding.get("offline")))) {
                    known.add(String.valueOf(binding.get("event")).toUpperCase(Locale.ROOT));
                }
            }
        }
        return known;
    }

    /** Those that could not be bound. */
    private Set<String> bind(List<String> codes) {
        Map<String, Object> commands = new LinkedHashMap<>();
        codes.stream()
                .filter(EventCode::isValid)
                .forEach(code -> commands.put(
                        code,
                        "event.bind?event_type=offline&event=" + URLEncoder.encode(code, StandardCharsets.UTF_8)));
        Set<String> failed = new TreeSet<>();
        if (access.call("batch", Map.of("halt", 0, "cmd", commands)).result() instanceof Map<?, ?> answer
                && answer.get("result_error") instanceof Map<?, ?> errors) {
            errors.forEach((code, error) -> {
                // bound by another hub in the meantime
                if (!String.valueOf(error).toLowerCase(Locale.ROOT).contains("already")) {
                    failed.add(String.valueOf(code));
                }
            });
        }
        return failed;
    }
}
