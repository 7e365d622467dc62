package io.b24hub.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.address.IpRange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeptListTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final Duration POLL = Duration.ofMinutes(6);

    private final KeptList four = KeptList.NONE.after(set("1.0.0.1", "1.0.0.2", "1.0.0.3", "1.0.0.4"), NOW);

    @Test
    void takes_the_first_list_as_it_is() {
        assertThat(KeptList.NONE.isThere()).isFalse();
        assertThat(allowed(KeptList.NONE.after(set("1.0.0.1"), NOW))).containsExactly("1.0.0.1");
    }

    @Test
    void takes_additions_at_once() {
        KeptList more = four.after(set("1.0.0.1", "1.0.0.2", "1.0.0.3", "1.0.0.4", "1.0.0.5"), NOW);

        assertThat(allowed(more)).contains("1.0.0.5").hasSize(5);
    }

    @Test
    void allows_what_vanished_for_a_day_more() {
        Set<IpRange> three = set("1.0.0.1", "1.0.0.2", "1.0.0.3");

        KeptList after = four.after(three, NOW);
        KeptList dayLater = after.after(three, NOW.plus(KeptList.FAREWELL).minusMillis(1));
        KeptList dayOver = dayLater.after(three, NOW.plus(KeptList.FAREWELL));

        assertThat(after.listed()).hasSize(3);
        assertThat(allowed(dayLater)).contains("1.0.0.4");
        assertThat(allowed(dayOver)).doesNotContain("1.0.0.4").hasSize(3);
    }

    @Test
    void an_address_that_comes_back_is_listed_again() {
        KeptList back = four.after(set("1.0.0.1", "1.0.0.2", "1.0.0.3"), NOW).after(four.listed(), NOW.plus(POLL));

        assertThat(back.gone()).isEmpty();
        assertThat(back.listed()).isEqualTo(four.listed());
    }

    @Test
    void takes_a_shrunken_list_only_after_three_in_a_row_and_the_union_until_then() {
        Set<IpRange> one = set("1.0.0.1", "9.9.9.9");

        KeptList first = four.after(one, NOW);
        KeptList second = first.after(one, NOW.plus(POLL));
        KeptList third = second.after(one, NOW.plus(POLL.multipliedBy(2)));

        assertThat(first.listed()).isEqualTo(four.listed());
        assertThat(allowed(first)).contains("1.0.0.1", "1.0.0.4", "9.9.9.9");
        assertThat(allowed(second)).contains("1.0.0.1", "1.0.0.4", "9.9.9.9");
        assertThat(third.listed()).isEqualTo(one);
        assertThat(allowed(third)).as("for a day more").contains("1.0.0.4");
        assertThat(allowed(third.after(one, NOW.plus(Duration.ofDays(2)))))
                .containsExactlyInAnyOrder("1.0.0.1", "9.9.9.9");
    }

    @Test
    void a_whole_list_between_shrunken_ones_begins_the_count_anew() {
        Set<IpRange> one = set("1.0.0.1");

        KeptList after = four.after(one, NOW)
                .after(one, NOW)
                .after(four.listed(), NOW)
                .after(one, NOW)
                .after(one, NOW);

        assertThat(after.listed()).isEqualTo(four.listed());
    }

    @Test
    void half_of_a_list_is_not_shrunken_and_two_of_two_replaced_is() {
        KeptList two = KeptList.NONE.after(set("1.0.0.1", "1.0.0.2"), NOW);

        assertThat(two.after(set("1.0.0.1"), NOW).listed()).isEqualTo(set("1.0.0.1"));
        assertThat(two.after(set("9.0.0.1", "9.0.0.2"), NOW).listed()).isEqualTo(two.listed());
        assertThat(allowed(two.after(set("9.0.0.1", "9.0.0.2"), NOW))).contains("9.0.0.1", "1.0.0.1");
    }

    @Test
    void addresses_that_a_range_replaces_are_not_lost() {
        assertThat(four.after(set("1.0.0.0/24"), NOW).listed()).isEqualTo(set("1.0.0.0/24"));
    }

    @Test
    void a_failure_changes_nothing_however_long_it_lasts() {
        KeptList failed = four.after(set("1.0.0.1", "1.0.0.2", "1.0.0.3"), NOW)
                .polled(NOW.plus(Duration.ofDays(30)))
                .failed("no route to host");

        assertThat(allowed(failed)).hasSize(4);
        assertThat(failed.trouble()).isEqualTo("no route to host");
    }

    @Test
    void whatever_lists_come_what_was_listed_a_moment_ago_is_never_locked_out() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            KeptList kept = four;
            Instant now = NOW;
            for (int poll = 0; poll < 30; poll++) {
                Set<IpRange> before = kept.listed();
                kept = kept.after(some(random), now);
                now = now.plus(POLL);

                assertThat(kept.allowed()).containsAll(before);
            }
        }
    }

    @Test
    void survives_being_written_and_read() {
        KeptList kept = four.polled(NOW)
                .after(set("1.0.0.1", "1.0.0.2", "2001:db8::/32"), NOW)
                .after(set("9.9.9.9"), NOW)
                .failed("HTTP 503");

        assertThat(KeptListJson.read(KeptListJson.write(kept))).isEqualTo(kept);
        assertThat(KeptListJson.read(KeptListJson.write(KeptList.NONE))).isEqualTo(KeptList.NONE);
        assertThat(KeptListJson.read("nonsense")).isEqualTo(KeptList.NONE);
        assertThat(KeptListJson.read("{\"readAt\":\"yesterday\"}")).isEqualTo(KeptList.NONE);
    }

    private static Set<IpRange> some(Random random) {
        Set<IpRange> some = IntStream.range(1, 8)
                .filter(i -> random.nextBoolean())
                .mapToObj(i -> range("1.0.0." + i))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return some.isEmpty() ? set("9.9.9.9") : some;
    }

    private static List<String> allowed(KeptList list) {
        return list.allowed().stream().map(IpRange::toString).toList();
    }

    private static Set<IpRange> set(String... ranges) {
        return Stream.of(ranges).map(KeptListTest::range).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static IpRange range(String text) {
        return IpRange.parse(text).orElseThrow();
    }
}
