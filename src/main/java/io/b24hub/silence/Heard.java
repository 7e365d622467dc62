package io.b24hub.silence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is known of one family of one portal: its rhythm, what came last, and how a silence stands. All hubs on one store
 * share it. Not thread-safe.
 */
final class Heard {

    /** An hour in which no hub looked teaches nothing; neither does the silence over it. */
    private static final Duration GAP = Duration.ofHours(2);

    /** So long after the last event of a sort it counts as one that the webhook does not send. */
    private static final Duration SORT_KEPT = Duration.ofDays(28);

    /** After so long a silence nobody waits for the family any more: it was taken out of the webhook on purpose. */
    private static final Duration GIVEN_UP = Duration.ofDays(14);

    private static final double UNUSUAL = 7; // e^-7: fewer than one quiet day in a thousand is so quiet
    private static final int MOST_PATIENT = 2;
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private final Rhythm rhythm;
    private Instant hour; // the beginning of the hour that runs
    private long minutes; // a bit for each of its minutes in which something came
    private Instant last;
    private Instant occurred;
    private Instant added;
    private Instant updated;
    private Instant quietFrom;
    private Instant asked;
    private int times;
    private Instant again;
    private Optional<Finding> finding;

    private Heard(JsonNode json) {
        rhythm = Rhythm.of(json.path("rhythm").asText());
        hour = time(json, "hour");
        minutes = json.path("minutes").asLong();
        last = time(json, "last");
        occurred = time(json, "occurred");
        added = time(json, "added");
        updated = time(json, "updated");
        quietFrom = time(json, "quietFrom");
        asked = time(json, "asked");
        times = json.path("times").asInt();
        again = time(json, "again");
        finding = Finding.of(json.path("finding"));
    }

    static Heard of(JsonNode json) {
        return new Heard(json);
    }

    void write(ObjectNode json) {
        json.put("hour", hour.getEpochSecond())
                .put("minutes", minutes)
                .put("last", last.getEpochSecond())
                .put("occurred", occurred.getEpochSecond())
                .put("added", added.getEpochSecond())
                .put("updated", updated.getEpochSecond())
                .put("quietFrom", quietFrom.getEpochSecond())
                .put("asked", asked.getEpochSecond())
                .put("times", times)
                .put("again", again.getEpochSecond())
                .put("rhythm", rhythm.text());
        finding.ifPresent(found -> found.write(json.putObject("finding")));
    }

    private static Instant time(JsonNode json, String name) {
        return Instant.ofEpochSecond(json.path(name).asLong());
    }

    /** Ends hours that are over. Asked for at least once an hour by a hub that runs. */
    void roll(Instant now, ZoneId zone) {
        Instant current = hourOf(now, zone);
        if (!hour.isBefore(current)) {
            return; // also with a clock that was put back
        }
        if (hour.equals(Instant.EPOCH)) {
            quietFrom = now;
        } else {
            rhythm.learn(hour.atZone(zone), Long.bitCount(minutes));
            if (Duration.between(hour, current).compareTo(GAP) >= 0) {
                quietFrom = now;
            }
        }
        hour = current;
        minutes = 0;
    }

    /** Takes over what came. */
    void hear(News.Of news, Instant now, ZoneId zone) {
        Instant current = hourOf(now, zone);
        Instant before = current.minus(1, ChronoUnit.HOURS);
        if (hour.equals(before) || hour.equals(Instant.EPOCH)) {
            hour = before;
            mark(news, before);
        }
        roll(now, zone);
        mark(news, current);
        last = later(last, news.last());
        occurred = later(occurred, news.occurred());
        added = later(added, news.added());
        updated = later(updated, news.updated());
        if (finding.filter(found -> news.last().isAfter(found.at())).isPresent()) {
            finding = Optional.empty();
        }
    }

    private void mark(News.Of news, Instant start) {
        for (long minute : news.minutes()) {
            long offset = minute - start.getEpochSecond() / 60;
            if (offset >= 0 && offset < 60) {
                minutes |= 1L << offset;
            }
        }
    }

    private static Instant hourOf(Instant time, ZoneId zone) {
        return time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** When the last event came; the epoch for none. */
    Instant last() {
        return last;
    }

    /** From when on the portal's changes should have been heard of, by the portal's clock as far as it told. */
    Instant deafFrom(Instant started) {
        return later(occurred, later(quietFrom, started));
    }

    /** From when on silence counts. */
    Instant silentFrom(Instant started) {
        return later(last, later(quietFrom, started));
    }

    /** In how many minutes of the silence something would usually have come. */
    double missed(Instant started, Instant now, ZoneId zone) {
        return rhythm.expected(silentFrom(started), now, zone);
    }

    /** Whether the portal should be asked now: about what no quiet day explains, then after twice and four times that. */
    boolean isToBeAsked(Instant started, Instant now, ZoneId zone) {
        Instant from = silentFrom(started);
        boolean isFirst = !asked.isAfter(from);
        boolean isKnown = finding.filter(found -> found.changed() > 0).isPresent();
        if (isKnown || !rhythm.isLearned() || last.plus(GIVEN_UP).isBefore(now)) {
            return false;
        }
        if (!isFirst && again.isAfter(asked)) {
            return !again.isAfter(now);
        }
        Instant since = isFirst ? from : asked;
        double enough = UNUSUAL * (1 << (isFirst ? 0 : Math.min(times, MOST_PATIENT)));
        return !since.plus(SHORTEST).isAfter(now) && rhythm.expected(since, now, zone) >= enough;
    }

    /** The portal is being asked. */
    void ask(Instant started, Instant now) {
        times = asked.isAfter(silentFrom(started)) ? times + 1 : 1;
        asked = now;
        again = Instant.EPOCH;
    }

    /** The portal could not be asked; it will be at a time. */
    void askAgain(Instant at) {
        again = at;
        times = Math.max(0, times - 1);
    }

    /**
     * The portal answered that so many entities have changed.
     *
     * @return whether that is enough for an alarm. One or two may be such as Bitrix24 tells nobody of, a move to another
     *     funnel for one: then the silence has to be the more unusual
     */
    boolean isProof(int changed, Instant started, Instant now, ZoneId zone) {
        double enough = changed >= 3 ? UNUSUAL : changed == 2 ? 2 * UNUSUAL : 4 * UNUSUAL;
        return changed > 0 && missed(started, now, zone) >= enough;
    }

    void find(Finding found) {
        finding = Optional.of(found);
    }

    /** It is a quiet day, after all. */
    void calm() {
        finding = Optional.empty();
    }

    /** When the portal was asked last. */
    Instant asked() {
        return asked;
    }

    /** What is wrong; empty when nothing is, or after two weeks of it. */
    Optional<Finding> finding(Instant now) {
        return finding.filter(found -> now.isBefore(found.at().plus(GIVEN_UP)));
    }

    boolean hearsOfAdditions(Instant now) {
        return now.isBefore(added.plus(SORT_KEPT));
    }

    boolean hearsOfUpdates(Instant now) {
        return now.isBefore(updated.plus(SORT_KEPT));
    }
}
