package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.store.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much is claimed ahead, and of which lane the next one is. */
class AppetiteTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void a_fast_flow_claims_more_and_more_up_to_the_most() {
        Appetite appetite = new Appetite(8, 100);

        for (int claim = 0; claim < 10; claim++) {
            appetite.ate(NOON.plusMillis(claim * 100L));
        }

        assertThat(appetite.size()).isEqualTo(100);
    }

    @Test
    void a_slow_flow_leaves_in_the_store_what_it_will_not_need_soon() {
        Appetite appetite = new Appetite(8, 100);
        for (int claim = 0; claim < 10; claim++) {
            appetite.ate(NOON);
        }

        for (int claim = 1; claim < 10; claim++) {
            appetite.ate(NOON.plusSeconds(claim * 3L));
        }

        assertThat(appetite.size()).isEqualTo(8);
    }

    @Test
    void every_fourth_place_is_for_a_late_one_while_both_lanes_have_work() {
        LaneShare share = new LaneShare();
        List<Lane> places = new ArrayList<>();

        for (int place = 0; place < 8; place++) {
            places.add(share.next(true, true));
        }

        assertThat(places)
                .containsExactly(
                        Lane.FRESH, Lane.FRESH, Lane.FRESH, Lane.LATE, Lane.FRESH, Lane.FRESH, Lane.FRESH, Lane.LATE);
    }

    @Test
    void a_lane_without_work_leaves_its_places_to_the_other() {
        LaneShare share = new LaneShare();

        assertThat(share.next(false, true)).isEqualTo(Lane.LATE);
        for (int place = 0; place < 8; place++) {
            assertThat(share.next(true, false)).isEqualTo(Lane.FRESH);
        }
    }
}
