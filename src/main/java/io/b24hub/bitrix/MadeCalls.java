package io.b24hub.bitrix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The calls that were made for one purpose, such as one step of a flow, for people: how many of each method, and how they
 * travelled. A call is told from its beginning, how it travelled from its end.
 *
 * <p>This class is thread-safe: calls end on any thread, also after somebody has asked what was made.
 */
public final class MadeCalls {

    /** The words are part of a line that is cut at 500 characters. */
    private static final int LONGEST = 380;

    private enum Ending {
        UNDER_WAY,
        ANSWERED,
        FAILED
    }

    private static final class Made {

        private Ending ending = Ending.UNDER_WAY;
        private Travel travel = Travel.UNKNOWN;
    }

    private final Map<String, List<Made>> calls = new LinkedHashMap<>();
    private final Caller caller;

    public MadeCalls() {
        this(Caller.NOBODY);
    }

    /** @param caller on whose behalf they are made */
    public MadeCalls(Caller caller) {
        this.caller = caller;
    }

    /** The same calls of a portal; those that are made through them are told here. */
    public PortalCalls through(PortalCalls portal) {
        return new PortalCalls() {

            @Override
            public CompletionStage<RestResult> call(String method, Map<String, Object> params) {
                return call(RestCall.live(method, params));
            }

            @Override
            public CompletionStage<RestResult> call(RestCall call) {
                return told(call.method(), portal.call(call.by(caller)));
            }
        };
    }

    /**
     * Tells of somebody else's call that is waited for, and whose answer is used here too.
     *
     * @param answer ends when the call does; without a value when there was no good answer
     * @return the same, told of before whoever waits for it goes on
     */
    public <T> CompletionStage<Optional<T>> sharing(String method, CompletionStage<Optional<T>> answer) {
        Made made = begin(method);
        return answer.whenComplete((value, failure) -> {
            if (failure == null && value.isPresent()) {
                answered(made, Travel.UNKNOWN.sharedBy(Duration.ZERO));
            } else {
                failed(made);
            }
        });
    }

    /**
     * For people: {@code crm.deal.get in a batch of 12; user.get x3, 1 answer shared; crm.status.list failed}, in the order
     * in which the methods were first called. Empty when nothing was called. At most some hundred characters.
     */
    @Override
    public synchronized String toString() {
        StringBuilder words = new StringBuilder();
        int left = calls.size();
        for (Map.Entry<String, List<Made>> each : calls.entrySet()) {
            String next = words(each.getKey(), each.getValue());
            if (words.length() + next.length() > LONGEST) {
                return words + "; " + left + " more methods";
            }
            words.append(words.isEmpty() ? "" : "; ").append(next);
            left--;
        }
        return words.toString();
    }

    private CompletionStage<RestResult> told(String method, CompletionStage<RestResult> answer) {
        Made made = begin(method);
        // A future of its own: callers go on after the end is told, and meet the RestException itself.
        CompletableFuture<RestResult> outcome = new CompletableFuture<>();
        answer.whenComplete((result, failure) -> {
            if (failure == null) {
                answered(made, result.travel());
                outcome.complete(result);
            } else {
                failed(made);
                outcome.completeExceptionally(failure);
            }
        });
        return outcome;
    }

    private synchronized Made begin(String method) {
        Made made = new Made();
        calls.computeIfAbsent(method, name -> new ArrayList<>()).add(made);
        return made;
    }

    private synchronized void answered(Made made, Travel travel) {
        made.ending = Ending.ANSWERED;
        made.travel = travel;
    }

    private synchronized void failed(Made made) {
        made.ending = Ending.FAILED;
    }

    private static String words(String method, List<Made> made) {
        String how = made.size() == 1 ? how(made.get(0)) : how(made);
        String times = made.size() == 1 ? "" : " x" + made.size();
        boolean clause = how.startsWith("in ") || how.startsWith("failed");
        return method + times + (how.isEmpty() ? "" : clause ? " " + how : ", " + how);
    }

    private static String how(Made made) {
        return made.ending == Ending.FAILED ? "failed" : made.travel.toString();
    }

    private static String how(List<Made> made) {
        List<String> words = new ArrayList<>();
        int commands = most(made, Travel::commands);
        if (commands > 1) {
            words.add("in batches of up to " + commands);
        }
        int ids = most(made, Travel::ids);
        if (ids > 1) {
            words.add("up to " + ids + " ids at once");
        }
        long shared = made.stream().filter(each -> each.travel.shared()).count();
        if (shared > 0) {
            words.add(shared == 1 ? "1 answer shared" : shared + " answers shared");
        }
        Duration waited = most(made, Travel::waited);
        if (waited.compareTo(Travel.WORTH_TELLING) > 0) {
            words.add("waited up to " + waited.toMillis() + " ms");
        }
        long failed = made.stream().filter(each -> each.ending == Ending.FAILED).count();
        if (failed > 0) {
            words.add(failed + " failed");
        }
        return String.join(", ", words);
    }

    private static <T extends Comparable<T>> T most(List<Made> made, Function<Travel, T> what) {
        return made.stream()
                .map(each -> what.apply(each.travel))
                .max(T::compareTo)
                .orElseThrow();
    }
}
