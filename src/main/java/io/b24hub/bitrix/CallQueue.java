package io.b24hub.bitrix;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Calls that wait, in lanes. The highest lane is served first, each lane in the order of asking; but of
 * {@value #ONE_OF} calls taken while several lanes wait, one comes from the lower lanes, from that which was served
 * longest ago. So a lower lane moves on, however much the higher ones have to do.
 *
 * <p>Not thread-safe.
 */
final class CallQueue {

    static final int ONE_OF = 10;

    private final Map<CallLane, Deque<Command>> lanes = new EnumMap<>(CallLane.class);
    private final Map<CallLane, Long> lastServed = new EnumMap<>(CallLane.class);
    private int size;
    private long taken;
    private int sinceTrickle;

    CallQueue() {
        for (CallLane lane : CallLane.values()) {
            lanes.put(lane, new ArrayDeque<>());
            lastServed.put(lane, 0L);
        }
    }

    void add(Command command) {
        lanes.get(command.lane()).addLast(command);
        size++;
    }

    /** Puts back what was taken, to be the next of its lane. */
    void putBack(Command command) {
        lanes.get(command.lane()).addFirst(command);
        size++;
    }

    /** Puts back several, in this order before all others of their lanes. */
    void putBack(List<Command> commands) {
        for (int i = commands.size() - 1; i >= 0; i--) {
            putBack(commands.get(i));
        }
    }

    /** The next call; the queue must not be empty. */
    Command next() {
        CallLane lane = nextLane();
        lastServed.put(lane, ++taken);
        size--;
        return lanes.get(lane).removeFirst();
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Map<CallLane, Integer> sizes() {
        Map<CallLane, Integer> sizes = new EnumMap<>(CallLane.class);
        lanes.forEach((lane, commands) -> sizes.put(lane, commands.size()));
        return sizes;
    }

    /** Whether calls of other lanes wait. */
    boolean hasMoreThan(CallLane lane) {
        return lanes.entrySet().stream()
                .anyMatch(waiting ->
                        waiting.getKey() != lane && !waiting.getValue().isEmpty());
    }

    private CallLane nextLane() {
        List<CallLane> busy = lanes.keySet().stream()
                .filter(lane -> !lanes.get(lane).isEmpty())
                .toList();
        if (busy.size() == 1) {
            return busy.get(0);
        }
        sinceTrickle++;
        if (sinceTrickle < ONE_OF) {
            return busy.get(0);
        }
        sinceTrickle = 0;
        return busy.stream().skip(1).min(Comparator.comparing(lastServed::get)).orElseThrow();
    }
}
