package io.b24hub.sweep;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers how sweeps went, and tells the log what a person should know. Thread-safe. */
final class SweepNews {

    private static final Logger LOG = LoggerFactory.getLogger(SweepNews.class);

    private final ConcurrentSkipListMap<String, SweepStatus> status = new ConcurrentSkipListMap<>();
    private final HubClock clock;

    SweepNews(HubClock clock) {
        this.clock = clock;
    }

    void told(String portal, Instant began, List<TypeReport> reports) {
        Instant now = clock.instant();
        reports.forEach(report -> {
            warnOfNewTrouble(report);
            status.merge(key(report), SweepStatus.first(report, now), (before, first) -> before.and(report, now));
        });
        long injected = reports.stream().mapToLong(TypeReport::injected).sum();
        if (injected > 0) {
            LOG.info(
                    "The sweep of portal {} found {} changes that no webhook had told, and stored them as events ({})."
                            + " It took {} ms",
                    portal,
                    injected,
                    reports.stream()
                            .filter(report -> report.injected() > 0)
                            .map(report -> report.type() + " " + report.injected())
                            .collect(Collectors.joining(", ")),
                    Duration.between(began, now).toMillis());
        }
    }

    private static String key(TypeReport report) {
        return report.portal() + "/" + report.type();
    }

    /** Once, however long it stays. */
    private void warnOfNewTrouble(TypeReport report) {
        boolean old = Optional.ofNullable(status.get(key(report)))
                .flatMap(SweepStatus::trouble)
                .isPresent();
        if (report.trouble().isPresent() && !old) {
            LOG.warn(
                    "What changed among {} of portal {} could not all be looked at: {}. The next sweep tries again",
                    report.type(),
                    report.portal(),
                    report.trouble().get());
        }
    }

    List<SweepStatus> status() {
        return List.copyOf(status.values());
    }
}
