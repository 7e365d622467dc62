package io.b24hub.sweep;

import io.b24hub.bitrix.PortalCalls;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps one portal: all its types beside each other, so that their calls travel together. One sweep at a time; the next one
 * waits. Thread-safe.
 */
final class PortalSweep {

    private static final Logger LOG = LoggerFactory.getLogger(PortalSweep.class);
    private static final String STAGE = "stage-";
    private static final int LEAD = 1;
    private static final int DEAL = 2;
    private static final int INVOICE = 31;
    private static final Pattern NUMBERED = Pattern.compile("ONCRMDYNAMICITEM(?:ADD|UPDATE|DELETE)_(\\d{1,9})");
    private static final Duration KNOWN_FOR = Duration.ofHours(1);

    private final Terms terms;
    private final PortalCalls portal;
    private final Executor threads;
    private List<SweptType> known = List.of();
    private Instant knownUntil = Instant.MIN;

    PortalSweep(Terms terms, PortalCalls portal, Executor threads) {
        this.terms = terms;
        this.portal = portal;
        this.threads = threads;
    }

    /** What is looked at. */
    enum What {
        LISTS,
        STAGES,
        BOTH
    }

    String name() {
        return terms.portal();
    }

    /** Whether stage histories are read by themselves. */
    boolean wantsStages() {
        return !terms.flows().apply(move()).isEmpty();
    }

    /** Sweeps all that is swept by itself. */
    synchronized List<TypeReport> sweep(What what, Optional<Instant> since, boolean dryRun) {
        List<Supplier<TypeReport>> work = new ArrayList<>();
        List<SweptType> items = items();
        if (what != What.STAGES) {
            types(items).forEach(type -> work.add(list(type, since, dryRun)));
        }
        if (what != What.LISTS && wantsStages()) {
            Stream.concat(Stream.of(LEAD, DEAL), items.stream().map(SweptType::entityTypeId))
                    .distinct()
                    .forEach(id -> work.add(stages(id, since, dryRun)));
        }
        return together(work);
    }

    /** Sweeps one type, whether or not it is swept by itself; empty when there is no such type. */
    synchronized Optional<List<TypeReport>> sweep(String type, Optional<Instant> since, boolean dryRun) {
        if (type.matches(STAGE + "[1-9]\\d{0,8}")) {
            int id = Integer.parseInt(type.substring(STAGE.length()));
            return Optional.of(together(List.of(stages(id, since, dryRun))));
        }
        return SweptType.of(type).map(known -> together(List.of(list(known, since, dryRun))));
    }

    private List<TypeReport> together(List<Supplier<TypeReport>> work) {
        List<CompletableFuture<TypeReport>> running = work.stream()
                .map(each -> CompletableFuture.supplyAsync(each, threads))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    private Supplier<TypeReport> list(SweptType type, Optional<Instant> since, boolean dryRun) {
        return () -> new TypeSweep(terms, type, new PortalAsk(portal, terms.clock())).run(since, dryRun);
    }

    private Supplier<TypeReport> stages(int entityTypeId, Optional<Instant> since, boolean dryRun) {
        return () -> new StageSweep(terms, entityTypeId, new PortalAsk(portal, terms.clock())).run(since, dryRun);
    }

    private List<SweptType> types(List<SweptType> items) {
        List<String> named = terms.settings().types();
        if (!named.isEmpty()) {
            return named.stream().flatMap(key -> SweptType.of(key).stream()).toList();
        }
        return Stream.concat(SweptType.standard().stream(), items.stream())
                .filter(type -> new Discovery(terms, type).isWanted())
                .toList();
    }

    /** Invoices and smart processes, where a flow takes their events. */
    private List<SweptType> items() {
        List<String> named = terms.settings().types();
        if (!named.isEmpty()) {
            return named.stream()
                    .flatMap(key -> SweptType.of(key).stream())
                    .filter(type -> type.form() == SweptType.Form.ITEM)
                    .toList();
        }
        boolean any = new Discovery(terms, SweptType.item(INVOICE)).isWanted();
        return Stream.concat(any ? smartProcesses().stream() : Stream.of(), numbered())
                .distinct()
                .toList();
    }

    /** Those that a flow names with their number. */
    private Stream<SweptType> numbered() {
        return terms.names().get().stream()
                .map(NUMBERED::matcher)
                .filter(Matcher::matches)
                .map(code -> SweptType.item(Integer.parseInt(code.group(1))));
    }

    /** All that the portal has. */
    private List<SweptType> smartProcesses() {
        Instant now = terms.clock().instant();
        if (knownUntil.isAfter(now)) {
            return known;
        }
        List<SweptType> all = new ArrayList<>();
        all.add(SweptType.item(INVOICE));
        try {
            new PortalAsk(portal, terms.clock())
                    .page("crm.type.list", Map.of()).rows().stream()
                            .map(row -> (int) PortalAsk.number(row.get("entityTypeId")))
                            .filter(id -> id > 0)
                            .map(SweptType::item)
                            .forEach(all::add);
            known = List.copyOf(all);
            knownUntil = now.plus(KNOWN_FOR);
            return known;
        } catch (RuntimeException e) {
            LOG.warn("Not all smart processes of portal {} are swept now: {}", terms.portal(), e.getMessage());
            return known;
        }
    }

    private Bitrix24Event move() {
        Instant now = terms.clock().instant();
        return new Bitrix24Event(
                "",
                terms.portal(),
                EventCatalogue.STAGE,
                new EntityRef("deal", DEAL, "1"),
                "",
                now,
                now,
                Origin.SWEEP,
                Map.of());
    }
}
