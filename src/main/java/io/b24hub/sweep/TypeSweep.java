package io.b24hub.sweep;

import io.b24hub.store.Finding;
import io.b24hub.store.Heal;
import io.b24hub.store.Healed;
import io.b24hub.store.Swap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at one list of one portal, page by page in the order of the ids. Each page is stored as one with how far the look
 * has come, so that a crash leaves nothing out and counts nothing twice; the next sweep goes on with the list.
 *
 * <p>The list has no upper limit of time: what changes while it is read keeps its place in it, so no row can slip past. The
 * cursor then goes to where the list began, less the time that a webhook may still need.
 *
 * <p>Not thread-safe.
 */
final class TypeSweep {

    private static final Logger LOG = LoggerFactory.getLogger(TypeSweep.class);

    /** Longest call that is found by its beginning. */
    private static final Duration LONGEST_CALL = Duration.ofHours(8);

    private final Terms terms;
    private final SweptType type;
    private final PortalAsk ask;
    private final Discovery discovery;
    private final Tally tally;

    TypeSweep(Terms terms, SweptType type, PortalAsk ask) {
        this.terms = terms;
        this.type = type;
        this.ask = ask;
        discovery = new Discovery(terms, type);
        tally = new Tally(terms.portal(), type.key(), ask);
    }

    /** Never fails: what went wrong stands in the report. */
    TypeReport run(Optional<Instant> since, boolean dryRun) {
        try {
            if (since.isPresent()) {
                read(SweepCursor.first(since.get()), Optional.empty(), false, dryRun);
            } else {
                goOn(dryRun);
            }
        } catch (RuntimeException e) {
            LOG.debug("The sweep of {} on {} ended early", type.key(), terms.portal(), e);
            tally.trouble(e.getMessage());
        }
        return tally.report();
    }

    private void goOn(boolean dryRun) {
        Optional<String> seen = terms.store().recall(Sweeper.SPACE, key());
        if (seen.isPresent()) {
            read(SweepCursor.parse(seen.get()), seen, true, dryRun);
        } else if (!dryRun) {
            begin();
        }
    }

    /** Notes the portal's time. */
    private void begin() {
        PortalAsk.Page page = ask.page(
                type.method(), type.page(written(terms.clock().instant(), ZoneOffset.UTC), 0, OptionalLong.empty()));
        SweepCursor cursor = SweepCursor.first(page.instant());
        store(new Heal(
                Optional.of(swap(Optional.empty(), cursor)),
                List.of(),
                List.of(),
                terms.clock().instant()));
        tally.upTo(page.instant());
    }

    private void read(SweepCursor begun, Optional<String> before, boolean moves, boolean dryRun) {
        Instant from = moves ? limited(begun.from(terms.settings().overlap())) : begun.since();
        SweepCursor cursor = begun;
        Optional<String> seen = before;
        long last = cursor.round().map(SweepCursor.Round::lastId).orElse(0L);
        boolean more = true;
        tally.from(from);
        Pages pages = new Pages(ask, type, written(listedFrom(from), offset()), last);
        while (more) {
            Pages.Part part = pages.next();
            PortalAsk.Page page = part.page();
            Instant listedAt = cursor.round().map(SweepCursor.Round::listedAt).orElse(page.instant());
            Instant settled = listedAt.minus(terms.settings().grace());
            Discovery.Found found = discovery.of(
                    page.rows(),
                    new Discovery.Window(from, settled, moves ? cursor.since() : Instant.MAX, page.instant()));
            more = !part.last();
            tally.listed(page.rows().size());
            cursor = more ? cursor.reached(listedAt, part.reached()) : cursor.done(settled);
            Optional<Swap> swap = moves && !dryRun ? Optional.of(swap(seen, cursor)) : Optional.empty();
            if (dryRun) {
                tally.found(
                        terms.store().unknown(found.findings()),
                        found.findings().size());
            } else if (!store(new Heal(
                    swap,
                    found.findings(),
                    moves ? found.unexplained() : List.of(),
                    terms.clock().instant()))) {
                return;
            }
            seen = Optional.of(cursor.text());
            if (!more) {
                tally.upTo(settled);
            }
        }
    }

    private Instant limited(Instant from) {
        Instant oldest = terms.clock().instant().minus(terms.lookBack());
        if (from.isBefore(oldest)) {
            LOG.warn(
                    "The last sweep of {} on portal {} is longer ago than delivered events are remembered"
                            + " (hub.retention.delivered), so changes before {} are left alone; b24hub sweep --since"
                            + " looks for them",
                    type.key(),
                    terms.portal(),
                    oldest);
            return oldest;
        }
        return from;
    }

    private Instant listedFrom(Instant from) {
        return type.form() == SweptType.Form.CALL ? from.minus(LONGEST_CALL) : from;
    }

    private boolean store(Heal step) {
        Healed healed = PortalAsk.await(terms.store().heal(step));
        if (!healed.moved()) {
            tally.trouble("Another hub has gone on with it");
            return false;
        }
        tally.healed(healed);
        terms.wake()
                .accept(healed.injected().stream()
                        .map(Finding::flows)
                        .flatMap(List::stream)
                        .distinct()
                        .toList());
        return true;
    }

    private Swap swap(Optional<String> seen, SweepCursor cursor) {
        return new Swap(Sweeper.SPACE, key(), seen, cursor.text());
    }

    private String key() {
        return terms.portal() + "/" + type.key();
    }

    private ZoneOffset offset() {
        return terms.zone().getRules().getOffset(terms.clock().instant());
    }

    /** As the portal writes it, whole seconds. */
    private static String written(Instant at, ZoneOffset offset) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                at.truncatedTo(ChronoUnit.SECONDS).atOffset(offset));
    }
}
