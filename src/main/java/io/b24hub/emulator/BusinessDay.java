package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A portal at work: at random times, many at day and few at night, somebody adds, changes, moves or deletes something of
 * any kind. Every now and then a row is saved several times within seconds, a deal changes its funnel, or a list of rows
 * is changed at once. The same seed on the same portal gives the same day.
 *
 * <p>This class is thread-safe.
 */
public final class BusinessDay {

    private static final Logger LOG = LoggerFactory.getLogger(BusinessDay.class);
    private static final List<String> LEAD_PATH = List.of("IN_PROCESS", "PROCESSED", "CONVERTED", "JUNK");
    private static final List<String> ITEM_PATH = List.of("PREPARATION", "CLIENT", "SUCCESS", "FAIL");
    private static final List<String> INVOICE_PATH = List.of("S", "P", "D");

    private final PortalRecords records;
    private final HubClock clock;
    private RandomGenerator random = new SplittableRandom(0);
    private PortalSeed seed = new PortalSeed(random);
    private Optional<HubClock.Scheduled> waiting = Optional.empty();
    private Duration busy = Duration.ZERO;

    BusinessDay(PortalRecords records, HubClock clock) {
        this.records = records;
        this.clock = clock;
    }

    /**
     * Lets things happen until {@link #stop()}.
     *
     * @param every the mean time between two things at the busiest hours, which are 10 to 18 o'clock in the portal
     */
    public synchronized void start(Duration every, long fromSeed) {
        stop();
        random = new SplittableRandom(fromSeed);
        seed = new PortalSeed(random);
        busy = every;
        waiting = Optional.of(clock.runIn(pause(), this::goOn));
    }

    /** Ends the day. Harmless when there is none. */
    public synchronized void stop() {
        busy = Duration.ZERO;
        waiting.ifPresent(HubClock.Scheduled::cancel);
        waiting = Optional.empty();
    }

    /** Lets the next thing happen now. */
    public synchronized void step() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            add();
        } else if (dice < 58) {
            update(pick(Kind.LEAD, Kind.DEAL, Kind.CONTACT, Kind.COMPANY, Kind.TASK, Kind.ACTIVITY, Kind.QUOTE));
        } else if (dice < 86) {
            move();
        } else if (dice < 91) {
            changeFunnel();
        } else if (dice < 95) {
            saveAgainAndAgain();
        } else if (dice < 98) {
            changeMany();
        } else {
            delete();
        }
    }

    private void goOn() {
        synchronized (this) {
            if (busy.isZero()) {
                return;
            }
            waiting = Optional.of(clock.runIn(pause(), this::goOn));
        }
        try {
            step();
        } catch (RuntimeException e) {
            LOG.warn("Something in the emulated business day failed; it goes on", e);
        }
    }

    /** Exponential, as of people who do not know of each other; an hour at most. */
    private Duration pause() {
        double mean = busy.toMillis() / liveliness();
        double millis = -mean * Math.log(1 - random.nextDouble());
        return Duration.ofMillis((long) Math.min(Math.max(1, millis), 3_600_000));
    }

    private double liveliness() {
        OffsetDateTime here = PortalTime.here(clock.instant());
        int hour = here.getHour();
        boolean weekend = here.getDayOfWeek() == DayOfWeek.SATURDAY || here.getDayOfWeek() == DayOfWeek.SUNDAY;
        double byHour = hour >= 10 && hour < 18 ? 1 : hour >= 8 && hour < 21 ? 0.4 : 0.05;
        return weekend ? byHour / 4 : byHour;
    }

    private void add() {
        switch (random.nextInt(9)) {
            case 0, 1 -> records.add(Kind.LEAD, seed.lead());
            case 2 -> records.add(Kind.DEAL, seed.deal(random.nextInt(60)));
            case 3 -> records.add(Kind.CONTACT, seed.contact());
            case 4 -> records.add(Kind.COMPANY, seed.company(random.nextInt(8)));
            case 5 -> records.add(Kind.TASK, seed.task());
            case 6 -> endCall();
            case 7 -> records.add(Kind.ACTIVITY, seed.activity());
            default -> addRare();
        }
    }

    /** Told when it ends, listed by when it began. */
    private void endCall() {
        Map<String, Object> call = seed.call();
        long seconds = Long.parseLong(String.valueOf(call.get("CALL_DURATION")));
        call.put("CALL_START_DATE", PortalTime.stamp(clock.instant().minusSeconds(seconds)));
        records.add(Kind.CALL, call);
    }

    private void addRare() {
        switch (random.nextInt(3)) {
            case 0 -> records.add(Kind.ITEM, seed.repair());
            case 1 -> records.add(Kind.INVOICE, PortalSeed.offer(random.nextInt(60)));
            default -> records.add(Kind.QUOTE, PortalSeed.offer(random.nextInt(60)));
        }
    }

    private void update(Kind kind) {
        some(kind).ifPresent(id -> records.update(kind, id, edit(kind)));
    }

    private Map<String, Object> edit(Kind kind) {
        String text = "Заметка " + random.nextInt(1_000_000);
        return switch (kind) {
            case TASK, ACTIVITY -> Map.of("DESCRIPTION", text);
            case ITEM -> Map.of("SOURCE_DESCRIPTION", text);
            default -> Map.of("COMMENTS", text);
        };
    }

    private void move() {
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> some(Kind.DEAL).ifPresent(this::moveDeal);
            case 3 -> to(Kind.LEAD, "STATUS_ID", "", LEAD_PATH);
            case 4 -> to(Kind.ITEM, "STAGE_ID", "DT1220_26:", ITEM_PATH);
            default -> to(Kind.INVOICE, "STAGE_ID", "DT31_1:", INVOICE_PATH);
        }
    }

    private void moveDeal(long id) {
        String funnel = text(Kind.DEAL, id, "CATEGORY_ID");
        String stage = random.nextInt(8) == 0 ? "LOSE" : seed.pick(Stages.DEAL_PATH);
        records.update(Kind.DEAL, id, Map.of("STAGE_ID", funnel.equals("0") ? stage : "C" + funnel + ":" + stage));
    }

    private void to(Kind kind, String field, String prefix, List<String> path) {
        some(kind).ifPresent(id -> records.update(kind, id, Map.of(field, prefix + seed.pick(path))));
    }

    private void changeFunnel() {
        some(Kind.DEAL)
                .ifPresent(id -> records.update(
                        Kind.DEAL,
                        id,
                        Map.of("CATEGORY_ID", text(Kind.DEAL, id, "CATEGORY_ID").equals("0") ? "1" : "0")));
    }

    /** As robots and calculated fields do: two to four saves of one row, some within the same second. */
    private void saveAgainAndAgain() {
        Kind kind = pick(Kind.LEAD, Kind.DEAL, Kind.CONTACT, Kind.TASK, Kind.ITEM);
        some(kind).ifPresent(id -> {
            int saves = 2 + random.nextInt(3);
            for (int i = 0; i < saves; i++) {
                Map<String, Object> fields = edit(kind);
                clock.runIn(Duration.ofMillis(i * 400L), () -> records.update(kind, id, fields));
            }
        });
    }

    private void changeMany() {
        Kind kind = pick(Kind.LEAD, Kind.DEAL, Kind.CONTACT);
        List<Long> ids = records.ids(kind);
        int many = Math.min(ids.size(), 5 + random.nextInt(70));
        int from = random.nextInt(ids.size() - many + 1);
        ids.subList(from, from + many).forEach(id -> records.update(kind, id, edit(kind)));
    }

    private void delete() {
        Kind kind = pick(Kind.LEAD, Kind.DEAL, Kind.CONTACT, Kind.TASK, Kind.ITEM);
        some(kind).ifPresent(id -> records.delete(kind, id));
    }

    private Optional<Long> some(Kind kind) {
        List<Long> ids = records.ids(kind);
        return ids.isEmpty() ? Optional.empty() : Optional.of(seed.pick(ids));
    }

    private String text(Kind kind, long id, String field) {
        return records.find(kind, id).map(row -> String.valueOf(row.get(field))).orElse("");
    }

    private Kind pick(Kind... kinds) {
        return kinds[random.nextInt(kinds.length)];
    }
}
