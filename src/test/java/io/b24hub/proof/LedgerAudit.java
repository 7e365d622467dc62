package io.b24hub.proof;

import io.b24hub.emulator.PortalBooks.Listing;
import io.b24hub.emulator.PortalBooks.Shown;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.proof.Family.Act;
import io.b24hub.store.LedgerRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds the hub's ledger against the portal's books: what lists by modification have shown is all that anybody can know of
 * without webhooks, and each change of it is to be in the ledger once.
 */
final class LedgerAudit {

    private static final ZoneId THERE = ZoneId.of("Europe/Moscow");
    private static final long CREATED = 1;

    /** A page that was shown so shortly before the hub went down may not have been stored any more. */
    private static final Duration UNSURE = Duration.ofMinutes(3);

    /** Where the ledger counts. */
    private record Account(LocalDate day, String type) implements Comparable<Account> {

        @Override
        public int compareTo(Account other) {
            int byDay = day.compareTo(other.day);
            return byDay == 0 ? type.compareTo(other.type) : byDay;
        }
    }

    private final LossyDays days;
    private final Audit audit;
    private final Map<Account, Set<String>> shown = new TreeMap<>();
    private final Map<Account, Set<String>> surely = new TreeMap<>();

    LedgerAudit(LossyDays days, Audit audit) {
        this.days = days;
        this.audit = audit;
        Map<String, Instant> begun = new HashMap<>();
        for (Listing listing : days.portal().books().listings()) {
            Family family = Family.of(listing.kind());
            if (listing.moves()) {
                listing.rows().stream()
                        .filter(row -> row.type() != CREATED)
                        .forEach(row -> note(
                                listing, row.created(), family.ledgerMoves().orElseThrow(), "move " + row.id()));
                continue;
            }
            if (listing.after() == 0) {
                begun.put(family.ledgerType(), listing.at());
            }
            Instant settled = Audit.second(begun.getOrDefault(family.ledgerType(), listing.at()))
                    .minus(LossyDays.GRACE);
            listing.rows().forEach(row -> note(listing, family, row, settled));
        }
    }

    private void note(Listing listing, Family family, Shown row, Instant settled) {
        Instant created = family == Family.CALLS ? ended(row) : row.created();
        if (isCounted(created, settled)) {
            note(listing, created, family.ledgerType(), "addition " + row.id());
        }
        if (family != Family.CALLS && row.modified().isAfter(created) && isCounted(row.modified(), settled)) {
            note(listing, row.modified(), family.ledgerType(), "update " + row.id() + " " + row.modified());
        }
    }

    private boolean isCounted(Instant at, Instant settled) {
        return !at.isAfter(settled) && !at.isBefore(days.begun());
    }

    /** A call is listed by its beginning, and told when it has ended. */
    private Instant ended(Shown row) {
        return days
                .portal()
                .books()
                .entries(entry -> entry.kind() == Family.CALLS.kind() && entry.id() == row.id())
                .stream()
                .findFirst()
                .map(entry -> Audit.second(entry.at()))
                .orElse(row.created());
    }

    private void note(Listing listing, Instant at, String type, String what) {
        Account account = new Account(LocalDate.ofInstant(at, THERE), type);
        shown.computeIfAbsent(account, a -> new TreeSet<>()).add(what);
        boolean sure = days.ends().stream()
                .noneMatch(end ->
                        !listing.at().isAfter(end.plus(UNSURE)) && listing.at().isAfter(end.minus(UNSURE)));
        if (sure) {
            surely.computeIfAbsent(account, a -> new TreeSet<>()).add(what);
        }
    }

    /** What is wrong; empty when nothing is. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        Map<Account, LedgerRow> ledger = ledger();
        Set<Account> all = new TreeSet<>(shown.keySet());
        all.addAll(ledger.keySet());
        Map<Account, Long> healed = healed();
        for (Account account : all) {
            LedgerRow row = ledger.get(account);
            int least = surely.getOrDefault(account, Set.of()).size();
            int most = shown.getOrDefault(account, Set.of()).size();
            if (row == null) {
                if (least > 0) {
                    problems.add("the ledger does not know " + account + " with " + least + " changes");
                }
                continue;
            }
            if (row.changed() < least || row.changed() > most) {
                problems.add("the ledger says " + row + ", the books " + least + " to " + most);
            }
            if (row.healed() != healed.getOrDefault(account, 0L)) {
                problems.add("the ledger says " + row + ", but " + healed.get(account) + " were delivered as healed");
            }
            if (row.unexplained() != 0) {
                problems.add("unexplained: " + row);
            }
        }
        return problems;
    }

    List<LedgerRow> rows() {
        LocalDate first = LocalDate.ofInstant(days.begun(), THERE);
        return days.hub().sweeper().ledger().days(first, first.plusDays(days.days() + 1L));
    }

    private Map<Account, LedgerRow> ledger() {
        return rows().stream()
                .collect(Collectors.toMap(
                        row -> new Account(row.entry().day(), row.entry().type()), row -> row));
    }

    private Map<Account, Long> healed() {
        return audit.events().stream()
                .flatMap(List::stream)
                .filter(event -> event.origin() == Origin.SWEEP)
                .collect(Collectors.groupingBy(LedgerAudit::account, Collectors.counting()));
    }

    private static Account account(Bitrix24Event event) {
        String word = event.entity().key().substring(0, event.entity().key().indexOf(':'));
        Family family = java.util.Arrays.stream(Family.values())
                .filter(each -> each.ledgerType().equals(word))
                .findFirst()
                .orElseThrow();
        String type = Family.act(event) == Act.MOVE ? family.ledgerMoves().orElseThrow() : family.ledgerType();
        return new Account(LocalDate.ofInstant(event.occurredAt(), THERE), type);
    }

    /** The least HTTP calls that the lists could have been read with: all lists of a sweep side by side, page after page. */
    long fewestCalls() {
        long calls = 0;
        Instant last = Instant.MIN;
        Map<String, Integer> pages = new HashMap<>();
        for (Listing listing : days.portal().books().listings()) {
            if (listing.at().isAfter(last.plusSeconds(60))) {
                calls += pages.values().stream().mapToInt(n -> n).max().orElse(0);
                pages.clear();
            }
            pages.merge(listing.kind() + " " + listing.moves(), 1, Integer::sum);
            last = listing.at();
        }
        return calls + pages.values().stream().mapToInt(n -> n).max().orElse(0);
    }
}
