package io.b24hub.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    @Test
    void are_ulids() {
        // the example of the ULID specification
        EventIds ids = new EventIds(InstantSource.fixed(Instant.ofEpochMilli(1469918176385L)), zeros());

        assertThat(ids.next()).isEqualTo("01ARYZ6S410000000000000000");
        assertThat(ids.next()).isEqualTo("01ARYZ6S410000000000000001");
    }

    @Test
    void hold_all_80_random_bits_in_order() {
        RandomGenerator known = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0xFEDC_BA98_7654_3210L;
            }

            @Override
            public int nextInt(int bound) {
                return 0x1234;
            }
        };
        EventIds ids = new EventIds(InstantSource.fixed(Instant.EPOCH), known);

        String id = ids.next();

        BigInteger value = BigInteger.ZERO;
        for (char c : id.toCharArray()) {
            value = value.shiftLeft(5).add(BigInteger.valueOf("0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(c)));
        }
        assertThat(value.toString(16)).isEqualTo("1234fedcba9876543210");
    }

    @Test
    void grow_within_a_millisecond_and_with_time() {
        ManualClock clock = new ManualClock();
        EventIds ids = new EventIds(clock, new Random(3));
        List<String> made = new ArrayList<>();

        for (int i = 0; i < 1000; i++) {
            made.add(ids.next());
            if (i % 10 == 0) {
                clock.advance(Duration.ofMillis(1));
            }
        }

        assertThat(made).isSorted().doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9A-HJKMNP-TV-Z]{26}"));
    }

    @Test
    void grow_when_the_clock_goes_back() {
        Instant[] now = {Instant.parse("2026-03-01T09:00:00Z")};
        EventIds ids = new EventIds(() -> now[0], new Random(3));

        String before = ids.next();
        now[0] = now[0].minusSeconds(3600);
        String after = ids.next();

        assertThat(after).isGreaterThan(before);
    }

    @Test
    void carry_over_when_the_lower_bits_are_full() {
        RandomGenerator ones = () -> -1L;
        EventIds ids = new EventIds(InstantSource.fixed(Instant.EPOCH), ones);

        List<String> made = List.of(ids.next(), ids.next(), ids.next());

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void are_unique_across_threads() {
        EventIds ids = new EventIds(InstantSource.fixed(Instant.EPOCH), new Random(3));
        Set<String> made = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 20_000).parallel().forEach(i -> made.add(ids.next()));

        assertThat(made).hasSize(20_000);
    }

    private static RandomGenerator zeros() {
        return () -> 0L;
    }
}
