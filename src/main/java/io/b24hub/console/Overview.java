package io.b24hub.console;

import io.b24hub.delivery.BreakerState;
import io.b24hub.manage.HubStatus;
import io.b24hub.manage.StatusReader;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The first page: whether all is well, numbers, plots, and what flows where. */
final class Overview {

    private static final int EVERY_SECONDS = 2;

    private final StatusReader status;
    private final History history;

    Overview(StatusReader status, History history) {
        this.status = status;
        this.history = history;
    }

    void mount(Router router, Replies replies) {
        replies.get(router, "", visit -> page());
        replies.get(router, "/", visit -> new Answer.Elsewhere(Console.ROOT));
    }

    private Answer page() {
        HubStatus seen = status.read();
        List<Sample> samples = history.samples();
        Map<String, Object> model = new HashMap<>();
        model.put("status", seen);
        model.put(
                "waiting", seen.flows().stream().mapToLong(HubStatus.Flow::due).sum());
        model.put(
                "parked",
                seen.flows().stream().mapToLong(HubStatus.Flow::parked).sum());
        model.put("oldest", oldest(seen));
        model.put(
                "perSecond",
                samples.isEmpty() ? 0.0 : samples.get(samples.size() - 1).perSecond());
        model.put(
                "broken",
                seen.destinations().stream()
                        .filter(each -> each.breaker() != BreakerState.CLOSED)
                        .toList());
        model.put(
                "stopped",
                seen.portals().stream()
                        .filter(portal -> portal.stopped().isPresent())
                        .toList());
        model.put("off", seen.flows().stream().filter(flow -> !flow.on()).toList());
        model.put("eventsPlot", Plot.of(samples, Sample::perSecond));
        model.put("waitingPlot", Plot.of(samples, Sample::waiting));
        model.put("parkedPlot", Plot.of(samples, Sample::parked));
        model.put("answerPlot", Plot.of(samples, Sample::answerMillis));
        model.put("picture", Picture.of(seen));
        model.put("refused", Pair.of(seen.intake().refused(), reason -> reason.name()
                .toLowerCase(Locale.ROOT)));
        return new Answer.Page("overview", EVERY_SECONDS, model);
    }

    private static Optional<Duration> oldest(HubStatus seen) {
        return seen.flows().stream().flatMap(flow -> flow.oldest().stream()).max(Comparator.naturalOrder());
    }
}
