package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallQueueTest {

    private final CallQueue queue = new CallQueue();

    @Test
    void serves_a_lane_in_the_order_of_asking() {
        List<Command> commands = add(CallLane.LIVE, 20);

        assertThat(take(20)).isEqualTo(commands);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void serves_the_higher_lane_first_and_one_in_ten_from_below() {
        add(CallLane.REPLAY, 100);
        add(CallLane.LIVE, 100);

        List<CallLane> lanes = take(50).stream().map(Command::lane).toList();

        assertThat(lanes.subList(0, 9)).containsOnly(CallLane.LIVE);
        assertThat(lanes).filteredOn(CallLane.REPLAY::equals).hasSize(5);
    }

    @Test
    void no_lane_stands_still_while_all_are_busy() {
        for (CallLane lane : CallLane.values()) {
            add(lane, 300);
        }

        List<CallLane> lanes = take(300).stream().map(Command::lane).toList();

        assertThat(lanes).filteredOn(CallLane.LIVE::equals).hasSize(270);
        assertThat(lanes).filteredOn(CallLane.RETRY::equals).hasSize(10);
        assertThat(lanes).filteredOn(CallLane.SWEEP::equals).hasSize(10);
        assertThat(lanes).filteredOn(CallLane.REPLAY::equals).hasSize(10);
    }

    @Test
    void a_lower_lane_has_everything_while_no_other_waits() {
        add(CallLane.SWEEP, 5);

        assertThat(take(5)).extracting(Command::lane).containsOnly(CallLane.SWEEP);
    }

    @Test
    void what_is_put_back_is_next_in_its_order() {
        List<Command> commands = add(CallLane.LIVE, 5);

        queue.putBack(take(3));

        assertThat(take(5)).isEqualTo(commands);
        assertThat(queue.sizes()).containsEntry(CallLane.LIVE, 0).containsEntry(CallLane.REPLAY, 0);
    }

    private List<Command> add(CallLane lane, int count) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Command command =
                    new Command(new RestMethod("crm.deal.get"), new byte[0], lane, Optional.empty(), Instant.EPOCH);
            commands.add(command);
            queue.add(command);
        }
        return commands;
    }

    private List<Command> take(int count) {
        List<Command> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(queue.next());
        }
        return taken;
    }
}
