package io.b24hub.silence;

import io.b24hub.bitrix.RestCall;
import io.b24hub.bitrix.RestException;
import io.b24hub.bitrix.RestResult;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventType.Action;
import io.b24hub.store.Memory;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Swap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one portal. What it knows is one text in the store, which all hubs on it change by compare and set: so they
 * learn together, and of several that find a silence unusual one asks. Thread-safe; {@link #look} is for one thread.
 */
final class PortalEar {

    private static final Logger LOG = LoggerFactory.getLogger(PortalEar.class);
    private static final Duration WRITTEN = Duration.ofMinutes(5);
    private static final Duration ON_THE_WAY = Duration.ofMinutes(5);
    private static final Duration SAME_ACTION = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(5);
    private static final int TRIES = 3;
    private static final int STORE_SECONDS = 30;

    /** Calls a portal. */
    @FunctionalInterface
    interface Asking {
        CompletionStage<RestResult> call(RestCall call);
    }

    /** Who is listened to, and who is asked. */
    record Place(String portal, ZoneId zone, Optional<Asking> asking, Set<String> ignored) {}

    /** An answer that came, or did not. */
    private record Answer(
            Family family, Instant asked, Optional<Question.Reply> reply, Optional<RestException> trouble) {}

    private final Place place;
    private final Memory memory;
    private final News news = new News();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Set<String> unaskable = new HashSet<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private volatile Map<String, Heard> known = Map.of();
    private Instant started = Instant.EPOCH;
    private Instant written = Instant.EPOCH;

    PortalEar(Place place, Memory memory) {
        this.place = place;
        this.memory = memory;
    }

    void hear(Bitrix24Event event, Optional<Action> action) {
        news.add(Family.ANY, event, action);
        Family.of(event).ifPresent(family -> news.add(family, event, action));
    }

    /** Learns, asks when it is time, and finds out how things stand. */
    synchronized void look(Instant now) {
        if (started.equals(Instant.EPOCH)) {
            started = now;
        }
        boolean isNewHour = !written.truncatedTo(ChronoUnit.HOURS).equals(now.truncatedTo(ChronoUnit.HOURS));
        boolean isOver = !silent(now).isEmpty() && !news.isEmpty();
        if (isNewHour || isOver || !written.plus(WRITTEN).isAfter(now) || !answers.isEmpty() || isAnyToBeAsked(now)) {
            for (int i = 0; i < TRIES && !keep(now); i++) {
                LOG.debug("Another hub heard something of {} as well", place.portal());
            }
        }
    }

    private boolean isAnyToBeAsked(Instant now) {
        return known.entrySet().stream()
                .anyMatch(each -> news.last(Family.parse(each.getKey())).isEmpty()
                        && isToBeAsked(each.getKey(), each.getValue(), now));
    }

    private boolean isToBeAsked(String key, Heard heard, Instant now) {
        return place.asking().isPresent()
                && !key.equals(Family.ANY.key())
                && !place.ignored().contains(key)
                && !unaskable.contains(key)
                && heard.isToBeAsked(started, now, place.zone());
    }

    /** Writes down what came and was answered, unless another hub wrote in between. */
    private boolean keep(Instant now) {
        Map<Family, News.Of> came = news.take();
        boolean kept = false;
        try {
            Optional<String> seen = memory.recall(Watchdog.SPACE, place.portal());
            Map<String, Heard> fresh = seen.map(Learned::read).orElseGet(TreeMap::new);
            came.forEach((family, of) -> fresh.computeIfAbsent(family.key(), key -> Learned.nothing())
                    .hear(of, now, place.zone()));
            fresh.values().forEach(heard -> heard.roll(now, place.zone()));
            List<Answer> used = List.copyOf(answers);
            used.forEach(answer -> apply(answer, fresh, now));
            List<Question> questions = questions(fresh, now);
            String text = Learned.write(fresh);
            kept = seen.filter(text::equals).isPresent()
                    || fresh.isEmpty()
                    || await(memory.swap(new Swap(Watchdog.SPACE, place.portal(), seen, text), now));
            if (kept) {
                known = fresh;
                written = now;
                answers.removeAll(used);
                questions.forEach(question -> ask(question, now));
            }
            return kept;
        } finally {
            if (!kept) {
                news.putBack(came);
            }
        }
    }

    private static boolean await(CompletableFuture<Boolean> swapped) {
        try {
            return swapped.get(STORE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreUnavailable("What was heard of a portal cannot be written down.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("Interrupted.", e);
        }
    }

    private List<Question> questions(Map<String, Heard> fresh, Instant now) {
        List<Question> questions = new ArrayList<>();
        fresh.forEach((key, heard) -> {
            if (isToBeAsked(key, heard, now)) {
                Question question = new Question(
                        Family.parse(key),
                        heard.deafFrom(started).plus(SAME_ACTION),
                        now.minus(ON_THE_WAY),
                        heard.hearsOfAdditions(now),
                        heard.hearsOfUpdates(now),
                        place.zone());
                heard.ask(started, now);
                if (question.isPossible()) {
                    questions.add(question);
                }
            }
        });
        return questions;
    }

    private void ask(Question question, Instant now) {
        LOG.debug("{} has been unusually quiet on {}: asking", question.family().key(), place.portal());
        place.asking()
                .orElseThrow()
                .call(question.call())
                .whenComplete((result, failure) -> answers.add(
                        failure == null
                                ? new Answer(
                                        question.family(),
                                        now,
                                        Optional.of(question.reply(result.result())),
                                        Optional.empty())
                                : new Answer(question.family(), now, Optional.empty(), refusal(failure))));
    }

    private static Optional<RestException> refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RestException refused ? Optional.of(refused) : Optional.empty();
    }

    private void apply(Answer answer, Map<String, Heard> fresh, Instant now) {
        Heard heard = fresh.get(answer.family().key());
        if (heard == null || heard.last().isAfter(answer.asked())) {
            return; // something came in the meantime
        }
        answer.reply().ifPresent(reply -> apply(reply, answer.family().key(), heard, now));
        answer.trouble().ifPresent(trouble -> apply(trouble, answer.family().key(), heard, now));
    }

    private void apply(Question.Reply reply, String key, Heard heard, Instant now) {
        failures.remove(key);
        if (heard.isProof(reply.changed(), started, now, place.zone())) {
            heard.find(new Finding(now, reply.changed(), reply.newest(), ""));
        } else {
            LOG.debug("{} on {}: {} changed, a quiet time", key, place.portal(), reply.changed());
            heard.calm();
        }
    }

    private void apply(RestException trouble, String key, Heard heard, Instant now) {
        switch (trouble.errorClass()) {
            case PORTAL_STOPPED -> cannotTell(trouble, heard, now);
            case TEMPORARY -> {
                if (failures.merge(key, 1, Integer::sum) >= TRIES) {
                    cannotTell(trouble, heard, now);
                } else {
                    heard.askAgain(now.plus(AGAIN));
                }
            }
            case RATE_LIMIT, METHOD_PAUSED -> heard.askAgain(trouble.retryAt().orElse(now.plus(AGAIN)));
            case CONFIGURATION, NO_ACCESS, PERMANENT, GONE -> {
                unaskable.add(key);
                heard.calm();
                LOG.info(
                        "Portal {} cannot be asked whether {} changed, so silence of it goes unnoticed: {}",
                        place.portal(),
                        key,
                        trouble.getMessage());
            }
        }
    }

    private void cannotTell(RestException trouble, Heard heard, Instant now) {
        if (heard.finding(now).isEmpty()) {
            heard.find(new Finding(now, 0, Instant.EPOCH, trouble.advice()));
        }
        heard.askAgain(now.plus(AGAIN));
    }

    /** When an event came last, to any hub. */
    Optional<Instant> last() {
        return last(Family.ANY);
    }

    private Optional<Instant> last(Family family) {
        Optional<Instant> before =
                Optional.ofNullable(known.get(family.key())).map(Heard::last).filter(at -> at.isAfter(Instant.EPOCH));
        return news.last(family).or(() -> before);
    }

    /** From when on it counts that no event at all came. */
    synchronized Instant silentFrom() {
        return last().filter(at -> at.isAfter(started)).orElse(started);
    }

    /** The families that changed unheard, or of which that cannot be told. */
    Map<String, Finding> silent(Instant now) {
        Map<String, Finding> silent = new TreeMap<>();
        known.forEach((key, heard) -> heard.finding(now)
                .filter(found -> !place.ignored().contains(key))
                .ifPresent(found -> silent.put(key, found)));
        return silent;
    }

    /** Since when a family is silent. */
    synchronized Instant silentFrom(String key) {
        return known.get(key).silentFrom(started);
    }

    /** In how many minutes of its silence something would usually have come. */
    synchronized double missed(String key, Instant now) {
        return known.get(key).missed(started, now, place.zone());
    }
}
