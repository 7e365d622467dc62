package io.b24hub.sweep;

import io.b24hub.store.Finding;
import io.b24hub.store.Healed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the report on one portal and type. Not thread-safe. */
final class Tally {

    private final String portal;
    private final String type;
    private final PortalAsk ask;
    private final List<String> sample = new ArrayList<>();
    private Optional<Instant> from = Optional.empty();
    private Optional<Instant> to = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private long listed;
    private long heard;
    private long injected;

    Tally(String portal, String type, PortalAsk ask) {
        this.portal = portal;
        this.type = type;
        this.ask = ask;
    }

    void from(Instant begin) {
        from = Optional.of(begin);
    }

    void upTo(Instant end) {
        to = Optional.of(end);
    }

    void listed(int rows) {
        listed += rows;
    }

    void healed(Healed healed) {
        heard += healed.heard();
        show(healed.injected());
    }

    /** Of a look that changes nothing. */
    void found(List<Finding> unknown, int of) {
        heard += of - unknown.size();
        show(unknown);
    }

    void trouble(String why) {
        trouble = Optional.of(why == null ? "It failed" : why);
    }

    private void show(List<Finding> unknown) {
        injected += unknown.size();
        unknown.stream()
                .limit(TypeReport.SAMPLE - (long) sample.size())
                .map(finding -> finding.event().type() + " of "
                        + finding.event().entity() + ", " + finding.event().occurredAt())
                .forEach(sample::add);
    }

    TypeReport report() {
        return new TypeReport(portal, type, from, to, listed, heard, injected, sample, ask.cost(), trouble);
    }
}
