package io.b24hub.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.EventIds;
import io.b24hub.time.ManualClock;
import io.opentelemetry.api.trace.SpanContext;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventSpanIdsTest {

    private final EventSpanIds ids = new EventSpanIds();

    @Test
    void the_trace_id_is_the_event_id_in_hexadecimal_digits() {
        // 0000000000 0000000000000001, and the largest there is
        assertThat(ids.first("00000000000000000000000001").getTraceId()).isEqualTo("0".repeat(31) + "1");
        assertThat(ids.first("7ZZZZZZZZZZZZZZZZZZZZZZZZZ").getTraceId()).isEqualTo("f".repeat(32));
        assertThat(ids.first("01ARZ3NDEKTSV4RRFFQ69G5FAV").getTraceId()).isEqualTo("01563e3ab5d3d6764c61efb99302bd5b");
    }

    @Test
    void every_event_has_a_trace_and_a_first_span_of_its_own_the_same_each_time() {
        EventIds events = new EventIds(new ManualClock(), new Random(7));
        Set<String> traces = new HashSet<>();
        Set<String> spans = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            String event = events.next();
            SpanContext first = ids.first(event);

            assertThat(first.isValid()).isTrue();
            assertThat(new EventSpanIds().first(event)).isEqualTo(first);
            traces.add(first.getTraceId());
            spans.add(first.getSpanId());
        }

        assertThat(traces).hasSize(1_000);
        assertThat(spans).hasSize(1_000);
    }

    @Test
    void an_id_of_another_kind_has_a_trace_too() {
        assertThat(ids.first("event-1").isValid()).isTrue();
        assertThat(ids.first("event-1").getTraceId())
                .isNotEqualTo(ids.first("event-2").getTraceId());
        assertThat(ids.first("00000000000000000000000000").isValid()).isTrue();
    }
}
