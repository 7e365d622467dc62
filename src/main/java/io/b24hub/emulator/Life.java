package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A business day that never ends: every few seconds a lead comes in, becomes a deal, the deal moves on until it is won,
 * calls end and tasks change. One round of the script takes eleven steps and wins one deal. The same random source gives
 * the same day.
 *
 * <p>This class is thread-safe. Each step raises its events through the portal's sender.
 */
public final class Life {

    private static final Logger LOG = LoggerFactory.getLogger(Life.class);

    private enum Step {
        LEAD,
        CONVERT,
        MOVE,
        CALL,
        TASK,
        CHANGE_TASK,
        ELSEWHERE
    }

    private static final List<Step> SCRIPT = List.of(
            Step.LEAD,
            Step.CONVERT,
            Step.MOVE,
            Step.CALL,
            Step.MOVE,
            Step.TASK,
            Step.MOVE,
            Step.ELSEWHERE,
            Step.MOVE,
            Step.CHANGE_TASK,
            Step.CALL);

    private final PortalRecords records;
    private final HubClock clock;
    private final RandomGenerator random;
    private final PortalSeed seed;
    private Optional<HubClock.Scheduled> waiting = Optional.empty();
    private boolean running;
    private int steps;
    private long lead;
    private long deal;

    Life(PortalRecords records, HubClock clock, RandomGenerator random) {
        this.records = records;
        this.clock = clock;
        this.random = random;
        seed = new PortalSeed(random);
    }

    /** Lets something happen each time this duration has passed, until {@link #stop()}. */
    public synchronized void start(Duration every) {
        stop();
        running = true;
        waiting = Optional.of(clock.runIn(every, () -> goOn(every)));
    }

    /** Ends the day. Harmless when there is none. */
    public synchronized void stop() {
        running = false;
        waiting.ifPresent(HubClock.Scheduled::cancel);
        waiting = Optional.empty();
    }

    /** Lets the next thing happen now. */
    public synchronized void step() {
        Step step = SCRIPT.get(steps++ % SCRIPT.size());
        switch (step) {
            case LEAD -> lead = records.add(Kind.LEAD, seed.lead());
            case CONVERT -> convert();
            case MOVE -> move(deal, false);
            case CALL -> records.add(Kind.CALL, seed.call());
            case TASK -> records.add(Kind.TASK, seed.task());
            case CHANGE_TASK -> changeTask();
            case ELSEWHERE -> moveAnother();
        }
    }

    private void goOn(Duration every) {
        synchronized (this) {
            if (!running) {
                return;
            }
            waiting = Optional.of(clock.runIn(every, () -> goOn(every)));
        }
        try {
            step();
        } catch (RuntimeException e) {
            LOG.warn("A step of the emulated business day failed; the next one comes in {}", every, e);
        }
    }

    private void convert() {
        Map<String, Object> from = records.find(Kind.LEAD, lead).orElseGet(seed::lead);
        records.update(Kind.LEAD, lead, Map.of("STATUS_ID", "CONVERTED"));
        long contact = records.add(Kind.CONTACT, seed.contact());
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String kept : List.of("TITLE", "OPPORTUNITY", "CURRENCY_ID", "SOURCE_ID", "ASSIGNED_BY_ID")) {
            fields.put(kept, from.get(kept));
        }
        fields.put("LEAD_ID", lead);
        fields.put("CONTACT_ID", contact);
        deal = records.add(Kind.DEAL, fields);
    }

    private void moveAnother() {
        List<Long> open = records.all(Kind.DEAL).stream()
                .filter(row -> row.get("STAGE_SEMANTIC_ID").equals("P"))
                .map(row -> Long.parseLong(String.valueOf(row.get("ID"))))
                .filter(id -> id != deal)
                .toList();
        if (open.isEmpty()) {
            records.add(Kind.DEAL, seed.deal(0));
        } else {
            move(seed.pick(open), random.nextInt(4) == 0);
        }
    }

    private void move(long id, boolean lost) {
        String stage = records.find(Kind.DEAL, id)
                .map(row -> String.valueOf(row.get("STAGE_ID")))
                .orElse("NEW");
        String funnel = stage.substring(0, stage.indexOf(':') + 1);
        int at = Stages.DEAL_PATH.indexOf(stage.substring(funnel.length()));
        String next = Stages.DEAL_PATH.get(Math.min(at + 1, Stages.DEAL_PATH.size() - 1));
        records.update(Kind.DEAL, id, Map.of("STAGE_ID", funnel + (lost ? "LOSE" : next)));
    }

    private void changeTask() {
        long task = seed.pick(records.ids(Kind.TASK));
        records.update(Kind.TASK, task, Map.of("STATUS", "5", "CLOSED_DATE", records.now()));
    }
}
