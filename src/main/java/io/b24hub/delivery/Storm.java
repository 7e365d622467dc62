package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether a flow can keep up as usual, and how large its batches and how many its places are: as usual, or while it
 * cannot. A flow without {@link Shaping} always goes on as usual. Belongs to the engine's thread, except {@link #since()}
 * and {@link #waiting()}.
 */
final class Storm {

    private static final Logger LOG = LoggerFactory.getLogger(Storm.class);

    /** How often it looks while deliveries wait. Two looks make a storm, so that a filter gets the time to drop. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** How long a digest waits to fill. */
    private static final Duration FILL = Duration.ofSeconds(1);
    /** A digest that comes back has begun again so long after it is due, on a busy machine too. */
    private static final Duration RETURN = Duration.ofSeconds(5);
    /** Of a destination with a known pace a flow has as much in hand as it takes in this time. */
    private static final double IN_HAND_SECONDS = 6;
    /** So many digests at least, so that the next is ready when the far side is. */
    private static final int LEAST_PLACES = 2;
    /** About so many deliveries are in hand at most where no pace is known. */
    private static final int MOST_IN_HAND = 1000;
    /** So many that wait are a storm for any flow; more are not counted. */
    private static final int MOST_COUNTED = 100_000;
    /** Counted for telling, though fewer would do for deciding. */
    private static final int COUNTED_TO_TELL = 1000;

    private final FlowSpec spec;
    private final Optional<Shaping> shaping;
    private final Optional<Throughput> throughput;
    private final EngineContext context;
    private final IntSupplier hubs;
    private final Runnable pump;
    private final Alarm alarm;

    private Instant nextLook = Instant.MIN;
    private boolean suspected;
    private Instant lastBegan = Instant.MIN;
    private Instant lastsUntil = Instant.MIN;
    private int digestsInHand;
    private int digests;
    private int inDigests;
    private volatile Optional<Instant> since = Optional.empty();
    private volatile int waiting;

    /**
     * @param hubs how many share the store
     * @param pump goes on with the flow, which may begin more or less from now on
     */
    Storm(FlowSpec spec, EngineContext context, IntSupplier hubs, Runnable pump) {
        this.spec = spec;
        this.shaping = spec.shaping();
        this.throughput = shaping.map(each -> new Throughput(spec.rate(), spec.batching(), each));
        this.context = context;
        this.hubs = hubs;
        this.pump = pump;
        this.alarm = new Alarm(context.clock(), context.thread(), pump);
    }

    /** Since when the flow gets digests; empty while it goes on as usual. Any thread may ask. */
    Optional<Instant> since() {
        return since;
    }

    /** While the flow gets digests: how many wait behind what has begun, at least. Any thread may ask. */
    OptionalInt waiting() {
        return since.isPresent() ? OptionalInt.of(waiting) : OptionalInt.empty();
    }

    /** Most deliveries that begin together. */
    int size() {
        return since.isPresent()
                ? shaping.orElseThrow().digestSize()
                : spec.batching().size();
    }

    /** How many attempts may run side by side. What waits in the connector for its turn is in hand, and cannot be put together any more. */
    int places() {
        if (shaping.isEmpty()) {
            return spec.concurrency();
        }
        return Math.min(
                spec.concurrency(),
                Math.max(LEAST_PLACES, shaping.get().pace().map(this::byPace).orElseGet(this::byMemory)));
    }

    private int byPace(Rate pace) {
        double share = since.isPresent() ? 1 : throughput.orElseThrow().share();
        return (int) Math.min(spec.concurrency(), Math.ceil(pace.perSecond() * IN_HAND_SECONDS / share));
    }

    private int byMemory() {
        int usual = spec.concurrency() * spec.batching().size();
        return since.isPresent() ? Math.max(MOST_IN_HAND, usual) / size() : spec.concurrency();
    }

    /** Most deliveries of a lane that are claimed ahead: of a slow destination, few, so that the others can be merged. */
    int ahead() {
        boolean slow = since.isEmpty() && shaping.flatMap(Shaping::pace).isPresent();
        return slow ? Math.max(Ahead.LEAST, Math.max(2 * places(), size())) : Integer.MAX_VALUE;
    }

    /** When a batch begins that is not full. */
    Instant fullBy(Instant oldest) {
        Duration wait = spec.batching().maxWait();
        if (since.isEmpty()) {
            return oldest.plus(wait);
        }
        Instant from = oldest.isBefore(lastBegan) ? lastBegan : oldest;
        return from.plus(wait.compareTo(FILL) < 0 ? FILL : wait);
    }

    /** A batch of what was claimed begins. */
    void began(List<Delivery> batch, Instant now) {
        if (since.isPresent()) {
            lastBegan = now;
            waiting = Math.max(0, waiting - batch.size());
            if (spec.digest(batch.size())) {
                digests++;
                inDigests += batch.size();
            }
        }
    }

    /** An attempt begins. */
    void begins(Run run) {
        if (spec.digest(run.size())) {
            digestsInHand++;
        }
    }

    /** An attempt is over, however. */
    void ended(Run run) {
        if (spec.digest(run.size())) {
            digestsInHand--;
        }
    }

    /** How an attempt as usual has ended well; a digest says nothing of how that goes. */
    void endedWell(Run run, boolean sent) {
        if (!spec.digest(run.size())) {
            throughput.ifPresent(each -> each.ended(sent));
        }
    }

    /** An attempt failed, or was asked to wait. A digest that comes back soon must not come one by one. */
    void comesBack(Run run, Instant due, Instant now) {
        if (spec.digest(run.size())
                && shaping.isPresent()
                && !due.isAfter(now.plus(shaping.get().maxBehind()))) {
            Instant back = due.plus(RETURN);
            lastsUntil = back.isAfter(lastsUntil) ? back : lastsUntil;
        }
    }

    /** The flow is not served any more. */
    void rest() {
        alarm.cancel();
    }

    /**
     * Looks whether the flow keeps up, if it is time.
     *
     * @param busy whether nothing more can begin, whatever there is
     */
    void look(Ahead ahead, boolean busy, Instant now) {
        if (shaping.isEmpty()) {
            return;
        }
        if (since.isEmpty() && ahead.size() == 0 && ahead.idle()) {
            throughput.orElseThrow().noBacklog();
            suspected = false;
            return;
        }
        if (since.isEmpty() && busy) {
            throughput.orElseThrow().backlog(now);
        }
        if ((since.isPresent() || busy) && !now.isBefore(nextLook)) {
            nextLook = now.plus(LOOK);
            judge(shaping.get(), ahead, now);
        }
        if (suspected || since.isPresent()) {
            alarm.at(nextLook);
        }
    }

    private void judge(Shaping limits, Ahead ahead, Instant now) {
        try {
            throughput
                    .orElseThrow()
                    .perSecond(hubs.getAsInt())
                    .ifPresent(perSecond -> judge(limits, ahead, perSecond, now));
        } catch (RuntimeException e) {
            LOG.warn("Flow {} cannot see how much waits: {}. It goes on as before", spec.id(), e.getMessage());
        }
    }

    private void judge(Shaping limits, Ahead ahead, double perSecond, Instant now) {
        int bearable = (int) Math.min(MOST_COUNTED, Math.max(1, seconds(limits.maxBehind()) * perSecond));
        if (since.isPresent()) {
            int count = count(ahead, Math.max(bearable, COUNTED_TO_TELL), now);
            waiting = count;
            if (over(limits, ahead, count, perSecond, now)) {
                end(now);
            }
            return;
        }
        int count = count(ahead, bearable + 1, now);
        if (count > bearable && suspected) {
            begin(limits, count, perSecond, now);
        } else {
            suspected = count > bearable;
        }
    }

    /**
     * Whether everything that waits would still be in time by half, one as usual after the other. A digest in hand may come
     * back.
     */
    private boolean over(Shaping limits, Ahead ahead, int count, double perSecond, Instant now) {
        if (digestsInHand > 0 || now.isBefore(lastsUntil)) {
            return false;
        }
        if (count == 0) {
            return ahead.idle();
        }
        double left = seconds(limits.maxBehind()) / 2 - count / perSecond;
        return ahead.oldestReceived()
                .map(oldest -> seconds(Duration.between(oldest, now)) <= left)
                .orElse(false);
    }

    private int count(Ahead ahead, int limit, Instant now) {
        int claimed = ahead.size();
        return ahead.idle() || claimed >= limit
                ? claimed
                : claimed + context.store().waiting(spec.id(), now, limit - claimed);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private void begin(Shaping limits, int count, double perSecond, Instant now) {
        Duration drain = Duration.ofMillis(Math.round(count / perSecond * 1000));
        suspected = false;
        throughput.ifPresent(Throughput::noBacklog);
        digests = 0;
        inDigests = 0;
        lastBegan = now;
        waiting = count;
        since = Optional.of(now);
        context.listeners().tell(listener -> listener.stormBegan(spec.id(), limits, count, drain));
        context.thread().execute(pump);
    }

    private void end(Instant now) {
        Duration took = Duration.between(since.orElseThrow(), now);
        int lists = digests;
        int deliveries = inDigests;
        since = Optional.empty();
        waiting = 0;
        context.listeners().tell(listener -> listener.stormEnded(spec.id(), lists, deliveries, took));
        context.thread().execute(pump);
    }
}
